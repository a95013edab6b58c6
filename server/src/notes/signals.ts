/** Linux' signals: number (x86 and ARM), what they mean, what a process without a handler does. Source: signal(7). */

export interface SignalFact {
  /** With `SIG`. */
  readonly name: string;
  readonly number: number;
  readonly meaning: string;
  /** What happens when the program has no handler. As process 1 of a container nothing happens, except for KILL and STOP. */
  readonly byDefault: 'ends' | 'ends, with a core dump' | 'is ignored' | 'stops' | 'continues';
  /** Programs for which it is the orderly end, as STOPSIGNAL. */
  readonly stops?: string;
  /** False for the two that no program can catch. */
  readonly catchable: boolean;
}

/** By name (with or without SIG, any case) or number ("15"); also `SIGRTMIN+3`. Undefined for anything else. */
export function signalFact(text: string): SignalFact | undefined {
  const name = text.trim().toUpperCase().replace(/^SIG/, '');
  if (/^\d+$/.test(name)) return signals.find(signal => signal.number === Number(name)) ?? realTime(Number(name));
  const found = signals.find(signal => signal.name === `SIG${aliases[name] ?? name}`);
  if (found !== undefined) return found;
  const match = /^RT(MIN|MAX)(?:([+-])(\d{1,2}))?$/.exec(name);
  if (match === null) return undefined;
  const distance = match[2] === '-' ? -Number(match[3]) : Number(match[3] ?? 0);
  return realTime((match[1] === 'MIN' ? firstRealTime : lastRealTime) + distance);
}

function signal(
  name: string,
  number: number,
  byDefault: SignalFact['byDefault'],
  meaning: string,
  stops?: string,
): SignalFact {
  const catchable = name !== 'SIGKILL' && name !== 'SIGSTOP';
  return { name, number, byDefault, meaning, catchable, ...(stops === undefined ? {} : { stops }) };
}

export const signals: readonly SignalFact[] = [
  signal('SIGHUP', 1, 'ends', 'the terminal was closed; many servers read their settings again'),
  signal('SIGINT', 2, 'ends', 'interrupt, as by Ctrl+C', 'PostgreSQL (fast shutdown: breaks off open transactions)'),
  signal(
    'SIGQUIT',
    3,
    'ends, with a core dump',
    'quit, as by Ctrl+\\',
    'nginx and PHP-FPM (finish running requests first)',
  ),
  signal(
    'SIGILL',
    4,
    'ends, with a core dump',
    'an instruction that the processor does not know, as of a program for a newer one',
  ),
  signal('SIGTRAP', 5, 'ends, with a core dump', 'a breakpoint of a debugger'),
  signal('SIGABRT', 6, 'ends, with a core dump', 'the program gave up by itself (abort)'),
  signal(
    'SIGBUS',
    7,
    'ends, with a core dump',
    'a memory access that cannot be done; in containers often a full /dev/shm',
  ),
  signal('SIGFPE', 8, 'ends, with a core dump', 'an arithmetic error, as division by zero'),
  signal('SIGKILL', 9, 'ends', 'ends at once; cannot be caught, no orderly end'),
  signal('SIGUSR1', 10, 'ends', 'free for programs; nginx opens its log files again'),
  signal('SIGSEGV', 11, 'ends, with a core dump', 'access to memory that is not the program’s'),
  signal('SIGUSR2', 12, 'ends', 'free for programs'),
  signal('SIGPIPE', 13, 'ends', 'wrote to a pipe that nobody reads'),
  signal('SIGALRM', 14, 'ends', 'a timer ran out'),
  signal('SIGTERM', 15, 'ends', 'please end; what `docker stop` sends by default', 'most programs'),
  signal('SIGSTKFLT', 16, 'ends', 'unused'),
  signal('SIGCHLD', 17, 'is ignored', 'a child process ended'),
  signal('SIGCONT', 18, 'continues', 'go on after a stop'),
  signal('SIGSTOP', 19, 'stops', 'stops the process until SIGCONT; cannot be caught'),
  signal('SIGTSTP', 20, 'stops', 'stop from the terminal, as by Ctrl+Z'),
  signal('SIGTTIN', 21, 'stops', 'a background process reads from the terminal'),
  signal('SIGTTOU', 22, 'stops', 'a background process writes to the terminal'),
  signal('SIGURG', 23, 'is ignored', 'urgent data on a socket; Go uses it to switch goroutines'),
  signal('SIGXCPU', 24, 'ends, with a core dump', 'its limit of processor time is used up'),
  signal('SIGXFSZ', 25, 'ends, with a core dump', 'its limit of file size is reached'),
  signal('SIGVTALRM', 26, 'ends', 'a timer of processor time ran out'),
  signal('SIGPROF', 27, 'ends', 'a profiling timer ran out'),
  signal('SIGWINCH', 28, 'is ignored', 'the terminal’s size changed', 'Apache httpd (finishes running requests first)'),
  signal('SIGIO', 29, 'ends', 'input or output is possible'),
  signal('SIGPWR', 30, 'ends', 'power fails', 'LXC and sysvinit systems'),
  signal('SIGSYS', 31, 'ends, with a core dump', 'a system call that does not exist or that seccomp forbids'),
];

const aliases: Readonly<Record<string, string>> = { IOT: 'ABRT', CLD: 'CHLD', POLL: 'IO' };

const firstRealTime = 34; // the C library keeps 32 and 33 for itself
const lastRealTime = 64;

function realTime(number: number): SignalFact | undefined {
  if (number < firstRealTime || number > lastRealTime) return undefined;
  const distance = number - firstRealTime;
  const name = distance === 0 ? 'SIGRTMIN' : number === lastRealTime ? 'SIGRTMAX' : `SIGRTMIN+${distance}`;
  return signal(
    name,
    number,
    'ends',
    'a real-time signal, free for programs',
    distance === 3 ? 'systemd (halts the system)' : undefined,
  );
}
