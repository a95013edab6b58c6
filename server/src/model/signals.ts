/** STOPSIGNAL's names and numbers (moby/sys/signal, Linux). */

const NAMES = (
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU ' +
  'URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'
).split(' ');

/** Every name without `SIG`. */
export const SIGNAL_NAMES: readonly string[] = [
  ...NAMES,
  ...Array.from({ length: 15 }, (_, index) => `RTMIN+${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `RTMAX-${index + 1}`),
];

const KNOWN: ReadonlySet<string> = new Set(SIGNAL_NAMES);

/** signal.ParseSignal: a number other than 0, or a name with or without SIG, in any case. */
export function isSignal(text: string): boolean {
  if (/^[+-]?[0-9]+$/.test(text)) return Number(text) !== 0 && Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER;
  return KNOWN.has(text.toUpperCase().replace(/^SIG/, ''));
}
