// The smallest test runner that can live inside an extension host: tests register here, `runAll` runs them in order and
// writes the counts to a file as its last act (an extension host that dies would otherwise look like success).
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

type Body = () => void | Promise<void>;

const tests: { name: string; body: Body }[] = [];

/** Registers a test. */
export function test(name: string, body: Body): void {
  tests.push({ name, body });
}

/** Asks until the answer is truthy and returns it; an error that names `what` after `seconds`. */
export async function waitFor<T>(what: string, ask: () => T | Promise<T>, seconds = 60): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as NonNullable<T>;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** Runs the registered tests whose name contains the filter; the counts go to the file that DRYDOCK_RESULT names. */
export async function runAll(): Promise<void> {
  const filter = process.env['DRYDOCK_TEST_FILTER'] ?? '';
  const failures: string[] = [];
  let passed = 0;
  for (const { name, body } of tests.filter(candidate => candidate.name.includes(filter))) {
    const started = Date.now();
    try {
      await within(120, body());
      passed++;
      console.log(`ok - ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      failures.push(name);
      console.log(`not ok - ${name}\n${error instanceof Error ? error.stack : inspect(error)}`);
    }
  }
  writeFileSync(
    process.env['DRYDOCK_RESULT'] ?? 'result.json',
    JSON.stringify({ passed, failed: failures.length, failures }),
  );
}

async function within(seconds: number, work: void | Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${seconds} s`)), seconds * 1000);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
