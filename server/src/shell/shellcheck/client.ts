/**
 * Asks the separate ShellCheck program (the shellcheck/ folder) about scripts: one at a time, the newest file first, answers kept by
 * script. How the program is started comes in from outside; nothing here knows processes or workers.
 */

import { isPlainScript } from './plain.ts';

/** The running program. `post` sends a request to it; its messages and its end come back through the listeners. */
export interface ShellcheckHost {
  post(message: ShellcheckRequest): void;
  onMessage(listener: (message: ShellcheckAnswer) => void): void;
  /** The program ended or could not be started. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
}

/** What goes to the program. */
export interface ShellcheckRequest {
  readonly id: number;
  readonly shell: ShellcheckShell;
  readonly script: string;
  /** Numbers of codes that are not wanted. */
  readonly exclude: readonly number[];
}

export type ShellcheckShell = 'sh' | 'bash' | 'dash' | 'ksh';

/** What comes back. `ready` and `fatal` come without a request. */
export interface ShellcheckAnswer {
  readonly id?: number;
  readonly findings?: readonly RawFinding[];
  readonly error?: string;
  readonly ready?: boolean;
  readonly fatal?: string;
}

/** As ShellCheck says it: lines and columns from 1, columns in code points with tab stops of 8. */
export interface RawFinding {
  readonly code: number;
  readonly severity: 'error' | 'warning' | 'info' | 'style';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly fix?: { readonly replacements: readonly RawReplacement[] };
}

export interface RawReplacement {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** A script to be checked. */
export interface ShellcheckScript extends Omit<ShellcheckRequest, 'id'> {
  /** The same with blanks for words on which ShellCheck 0.11 has no opinion (blank.ts): the findings are equal, and sooner there. */
  readonly withoutIdleWords?: string;
}

/** The findings of a script, or why there are none. `stale`: a newer check of the same file took its place. */
export type ShellcheckResult =
  | { readonly kind: 'findings'; readonly findings: readonly RawFinding[] }
  | { readonly kind: 'stale' | 'too-long' | 'too-slow' | 'failed' };

export interface ShellcheckClientOptions {
  readonly start: () => ShellcheckHost;
  /** Runs the function after some milliseconds; the returned function takes that back. */
  readonly later: (milliseconds: number, run: () => void) => () => void;
  /** Spare ShellCheck 0.11 the scripts and words of which it has nothing to say; not for a version that we do not know. */
  readonly skipPlain?: boolean;
  /** After so many scripts in a row that take too long, the program is given up: for one that nobody knows. Left out: never. */
  readonly mostTimeouts?: number;
  /** Told once when the program cannot be used at all. */
  readonly onUnavailable?: (reason: string) => void;
}

export interface ShellcheckClient {
  /**
   * Checks the scripts of a file; results in the same order. A newer call for the same file drops what this one still waits for.
   * Never rejects.
   */
  check(file: string, scripts: readonly ShellcheckScript[]): Promise<readonly ShellcheckResult[]>;
  /** What is known already, without asking; undefined for a script of which nothing is. */
  known(scripts: readonly ShellcheckScript[]): readonly (ShellcheckResult | undefined)[];
  /** Starts the program and lets it take its first, slow breath. */
  warm(): void;
  /** Drops what waits for the file (it was closed). */
  forget(file: string): void;
  /** Ends the program; everything that waits is answered with 'failed'. Later calls start it again. */
  stop(): void;
}

/** Characters; longer scripts take seconds. */
export const longestScript = 32 * 1024;
const timeLimit = 5_000;
const idleLimit = 10 * 60_000;
/** Starting may be slow on a busy machine: the time limit of the first script counts from "ready". */
const startLimit = 30_000;
/** Characters of scripts in the cache. */
const cacheLimit = 4_000_000;
/** After so many ends in a row without an answer in between, the program is not started again. */
const failureLimit = 3;

interface Task {
  readonly key: string;
  readonly script: ShellcheckScript;
  /** Who waits, by file. */
  readonly waiting: Map<string, (result: ShellcheckResult) => void>;
  attempts: number;
}

export function createShellcheckClient(options: ShellcheckClientOptions): ShellcheckClient {
  return new Client(options);
}

class Client implements ShellcheckClient {
  private host: ShellcheckHost | undefined;
  private ready = false;
  private running: { readonly task: Task; readonly id: number } | undefined;
  /** The next one is at the end. */
  private readonly queue: Task[] = [];
  private readonly cache = new Map<string, ShellcheckResult>();
  private cacheSize = 0;
  private nextId = 1;
  private failures = 0;
  private timeouts = 0;
  private cancelTimer: (() => void) | undefined;
  private unavailable = false;

  constructor(private readonly options: ShellcheckClientOptions) {}

  check(file: string, given: readonly ShellcheckScript[]): Promise<readonly ShellcheckResult[]> {
    const scripts = given.map(script => this.asked(script));
    this.drop(file, new Set(scripts.map(keyOf)));
    const asked = new Map<string, ShellcheckResult | Promise<ShellcheckResult>>();
    const results = scripts.map(script => {
      const key = keyOf(script);
      const result = asked.get(key) ?? this.resultOf(file, script);
      asked.set(key, result);
      return result;
    });
    this.pump();
    return Promise.all(results);
  }

  known(scripts: readonly ShellcheckScript[]): readonly (ShellcheckResult | undefined)[] {
    return scripts.map(script => (this.unavailable ? failed : this.answerWithoutAsking(this.asked(script))));
  }

  warm(): void {
    void this.check('', [{ shell: 'sh', script: 'echo $1\n', exclude: [] }]);
  }

  forget(file: string): void {
    this.drop(file, new Set());
  }

  stop(): void {
    this.endHost();
    const tasks = this.running ? [this.running.task, ...this.queue] : [...this.queue];
    this.running = undefined;
    this.queue.length = 0;
    for (const task of tasks) answer(task, failed);
  }

  /** The text that goes to the program. */
  private asked({ withoutIdleWords, ...script }: ShellcheckScript): ShellcheckScript {
    return this.options.skipPlain && withoutIdleWords !== undefined ? { ...script, script: withoutIdleWords } : script;
  }

  private resultOf(file: string, script: ShellcheckScript): ShellcheckResult | Promise<ShellcheckResult> {
    if (this.unavailable) return failed;
    const known = this.answerWithoutAsking(script);
    if (known) return known;
    const key = keyOf(script);
    return new Promise(resolve => {
      const running = this.running?.task.key === key ? this.running.task : undefined;
      const index = this.queue.findIndex(task => task.key === key);
      const queued = running ?? this.queue[index];
      const task: Task = queued ?? { key, script, waiting: new Map(), attempts: 0 };
      // An older check of the same file may wait for it too: both are told.
      const other = task.waiting.get(file);
      task.waiting.set(file, result => {
        other?.(result);
        resolve(result);
      });
      if (running) return;
      if (index !== -1) this.queue.splice(index, 1);
      this.enqueue(file, task);
    });
  }

  /** In front of all other files' scripts, behind the scripts of the same file. */
  private enqueue(file: string, task: Task): void {
    let at = this.queue.length;
    while (at > 0 && this.queue[at - 1]!.waiting.has(file)) at--;
    this.queue.splice(at, 0, task);
  }

  private answerWithoutAsking(script: ShellcheckScript): ShellcheckResult | undefined {
    if (script.script.length > longestScript) return { kind: 'too-long' };
    if (this.options.skipPlain && isPlainScript(script.script)) return nothingFound;
    const key = keyOf(script);
    const known = this.cache.get(key);
    if (known) {
      this.cache.delete(key);
      this.cache.set(key, known);
    }
    return known;
  }

  private drop(file: string, except: ReadonlySet<string>): void {
    const tasks = this.running ? [this.running.task, ...this.queue] : [...this.queue];
    for (const task of tasks) {
      const waiting = task.waiting.get(file);
      if (!waiting || except.has(task.key)) continue;
      task.waiting.delete(file);
      waiting({ kind: 'stale' });
    }
    for (let index = this.queue.length - 1; index >= 0; index--) {
      if (this.queue[index]!.waiting.size === 0) this.queue.splice(index, 1);
    }
  }

  private pump(): void {
    if (this.running || this.unavailable) return;
    const task = this.queue[this.queue.length - 1];
    if (!task) {
      if (this.host && this.ready) this.setTimer(idleLimit, () => this.endHost());
      return;
    }
    if (!this.host) this.startHost();
    if (!this.host || !this.ready) return;
    this.queue.pop();
    const id = this.nextId++;
    this.running = { task, id };
    task.attempts++;
    this.setTimer(timeLimit, () => this.onTimeout());
    this.host.post({ ...task.script, id });
  }

  private startHost(): void {
    this.ready = false;
    let host: ShellcheckHost;
    try {
      host = this.options.start();
    } catch (error) {
      this.giveUp(error instanceof Error ? error.message : String(error));
      return;
    }
    this.host = host;
    host.onMessage(message => {
      if (this.host === host) this.onMessage(message);
    });
    host.onExit(reason => {
      if (this.host === host) this.onHostEnd(reason);
    });
    this.setTimer(startLimit, () => {
      this.endHost();
      this.onHostEnd('it did not start in time');
    });
  }

  private onMessage(message: ShellcheckAnswer): void {
    if (message.fatal !== undefined) {
      this.endHost();
      this.giveUp(message.fatal);
      return;
    }
    if (message.ready) {
      this.ready = true;
      this.clearTimer();
    } else if (message.id !== undefined && message.id === this.running?.id) {
      const { task } = this.running;
      this.running = undefined;
      this.clearTimer();
      this.failures = 0;
      this.timeouts = 0;
      this.settle(task, message.findings ? { kind: 'findings', findings: message.findings } : failed);
    }
    this.pump();
  }

  private onTimeout(): void {
    const task = this.running?.task;
    this.running = undefined;
    this.endHost();
    if (task) this.settle(task, { kind: 'too-slow' });
    this.timeouts++;
    if (this.timeouts >= (this.options.mostTimeouts ?? Number.POSITIVE_INFINITY))
      this.giveUp(`it gave no answer within ${timeLimit / 1000} seconds, ${this.timeouts} times`);
    else this.pump();
  }

  private onHostEnd(reason: string): void {
    this.clearTimer();
    this.host = undefined;
    this.ready = false;
    this.failures++;
    const task = this.running?.task;
    this.running = undefined;
    if (task) {
      // A script may have brought it down: try once more, then remember.
      if (task.attempts < 2) this.queue.push(task);
      else this.settle(task, failed);
    }
    if (this.failures >= failureLimit) this.giveUp(reason);
    else this.pump();
  }

  private giveUp(reason: string): void {
    this.unavailable = true;
    this.stop();
    this.options.onUnavailable?.(reason);
  }

  private endHost(): void {
    this.clearTimer();
    const { host } = this;
    this.host = undefined;
    this.ready = false;
    host?.kill();
  }

  private settle(task: Task, result: ShellcheckResult): void {
    this.cache.set(task.key, result);
    this.cacheSize += task.key.length;
    for (const key of this.cache.keys()) {
      if (this.cacheSize <= cacheLimit) break;
      this.cache.delete(key);
      this.cacheSize -= key.length;
    }
    answer(task, result);
  }

  private setTimer(milliseconds: number, run: () => void): void {
    this.clearTimer();
    this.cancelTimer = this.options.later(milliseconds, () => {
      this.cancelTimer = undefined;
      run();
    });
  }

  private clearTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }
}

const nothingFound: ShellcheckResult = { kind: 'findings', findings: [] };
const failed: ShellcheckResult = { kind: 'failed' };

function answer(task: Task, result: ShellcheckResult): void {
  for (const tell of task.waiting.values()) tell(result);
  task.waiting.clear();
}

function keyOf(script: ShellcheckScript): string {
  return `${script.shell} ${script.exclude.join(',')}\n${script.script}`;
}
