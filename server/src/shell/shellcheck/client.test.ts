import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createShellcheckClient,
  longestScript,
  type RawFinding,
  type ShellcheckAnswer,
  type ShellcheckHost,
  type ShellcheckRequest,
  type ShellcheckResult,
} from './client.ts';

const finding: RawFinding = { code: 2086, severity: 'info', message: 'Quote', line: 1, column: 1 };

/** A host and a clock in the test's hands. */
function world(mostTimeouts?: number) {
  const hosts: FakeHost[] = [];
  const timers: { readonly milliseconds: number; readonly run: () => void }[] = [];
  const reasons: string[] = [];
  const client = createShellcheckClient({
    start: () => {
      const host = new FakeHost();
      hosts.push(host);
      return host;
    },
    later: (milliseconds, run) => {
      const timer = { milliseconds, run };
      timers.push(timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index !== -1) timers.splice(index, 1);
      };
    },
    ...(mostTimeouts === undefined ? {} : { mostTimeouts }),
    onUnavailable: reason => reasons.push(reason),
  });
  return {
    client,
    hosts,
    timers,
    reasons,
    get host() {
      return hosts[hosts.length - 1]!;
    },
    /** Lets the time of the only timer come. */
    expire(milliseconds: number) {
      assert.deepEqual(
        timers.map(timer => timer.milliseconds),
        [milliseconds],
      );
      timers.shift()!.run();
    },
  };
}

class FakeHost implements ShellcheckHost {
  readonly posted: ShellcheckRequest[] = [];
  killed = false;
  private tellMessage: (message: ShellcheckAnswer) => void = () => {};
  private tellExit: (reason: string) => void = () => {};
  post(message: ShellcheckRequest) {
    this.posted.push(message);
  }
  onMessage(listener: (message: ShellcheckAnswer) => void) {
    this.tellMessage = listener;
  }
  onExit(listener: (reason: string) => void) {
    this.tellExit = listener;
  }
  kill() {
    this.killed = true;
  }
  say(message: ShellcheckAnswer) {
    this.tellMessage(message);
  }
  /** Answers the last request. */
  answer(findings: readonly RawFinding[] = [finding]) {
    this.say({ id: this.posted[this.posted.length - 1]!.id, findings });
  }
  exit() {
    this.tellExit('gone');
  }
  get scripts() {
    return this.posted.map(request => request.script);
  }
}

const script = (text: string) => ({ shell: 'sh' as const, script: text, exclude: [] });
const kinds = (results: readonly (ShellcheckResult | undefined)[]) => results.map(result => result?.kind);

describe('ShellCheck client', () => {
  test('starts the program when it is first needed, asks one at a time, keeps the answers', async () => {
    const { client, hosts } = world();
    const pending = client.check('f', [script('a'), script('b'), script('a')]);
    const host = hosts[0]!;
    assert.deepEqual(host.scripts, []);
    host.say({ ready: true });
    assert.deepEqual(host.scripts, ['a']);
    host.answer();
    assert.deepEqual(host.scripts, ['a', 'b']);
    host.answer([]);
    assert.deepEqual(await pending, [
      { kind: 'findings', findings: [finding] },
      { kind: 'findings', findings: [] },
      { kind: 'findings', findings: [finding] },
    ]);
    assert.deepEqual(kinds(await client.check('g', [script('b')])), ['findings']);
    assert.equal(client.known([script('a'), script('b')]).filter(Boolean).length, 2);
    assert.deepEqual(client.known([script('c')]), [undefined]);
    assert.deepEqual(host.scripts, ['a', 'b']);
  });

  test('a newer check of a file drops what only the older one waits for', async () => {
    const w = world();
    const older = w.client.check('f', [script('a'), script('b'), script('c')]);
    w.host.say({ ready: true });
    const newer = w.client.check('f', [script('d'), script('c')]);
    w.host.answer();
    w.host.answer();
    w.host.answer();
    assert.deepEqual(w.host.scripts, ['a', 'd', 'c']);
    assert.deepEqual(kinds(await older), ['stale', 'stale', 'findings']);
    assert.deepEqual(kinds(await newer), ['findings', 'findings']);
    assert.deepEqual(kinds(w.client.known([script('a')])), ['findings'], 'the answer that came too late is kept');
  });

  test('the newest file goes first', async () => {
    const w = world();
    const all = [w.client.check('f', [script('a'), script('b')])];
    w.host.say({ ready: true });
    all.push(w.client.check('g', [script('c'), script('d'), script('b')]));
    for (let index = 0; index < 4; index++) w.host.answer();
    assert.deepEqual(w.host.scripts, ['a', 'c', 'd', 'b']);
    assert.deepEqual((await Promise.all(all)).map(kinds), [
      ['findings', 'findings'],
      ['findings', 'findings', 'findings'],
    ]);
  });

  test('a script without an answer in 5 s is remembered as too slow; the program is started anew', async () => {
    const w = world();
    const pending = w.client.check('f', [script('a'), script('b')]);
    w.host.say({ ready: true });
    w.expire(5_000);
    assert.equal(w.hosts[0]!.killed, true);
    assert.equal(w.hosts.length, 2);
    w.host.say({ ready: true });
    w.host.answer();
    assert.deepEqual(kinds(await pending), ['too-slow', 'findings']);
    assert.deepEqual(kinds(await w.client.check('f', [script('a')])), ['too-slow']);
    w.hosts[0]!.say({ id: 1, findings: [] });
    assert.deepEqual(kinds(w.client.known([script('a')])), ['too-slow'], 'nobody listens to the old one');
  });

  test('a program that nobody knows is given up when it never answers', async () => {
    const w = world(2);
    const pending = w.client.check('f', [script('a'), script('b'), script('c')]);
    w.host.say({ ready: true });
    w.expire(5_000);
    w.host.say({ ready: true });
    w.expire(5_000);
    assert.deepEqual(kinds(await pending), ['too-slow', 'too-slow', 'failed']);
    assert.deepEqual(w.reasons, ['it gave no answer within 5 seconds, 2 times']);
    assert.equal(w.hosts.length, 2, 'it is not started again');
  });

  test('an answer in between counts', async () => {
    const w = world(2);
    const pending = w.client.check('f', [script('a'), script('b'), script('c')]);
    w.host.say({ ready: true });
    w.expire(5_000);
    w.host.say({ ready: true });
    w.host.answer();
    w.expire(5_000);
    assert.deepEqual(kinds(await pending), ['too-slow', 'findings', 'too-slow']);
    assert.deepEqual(w.reasons, []);
  });

  test('long scripts are left out', async () => {
    const { client, hosts } = world();
    assert.deepEqual(kinds(await client.check('f', [script('x'.repeat(longestScript + 1))])), ['too-long']);
    assert.equal(hosts.length, 0);
  });

  test('a program that ends is started again and asked once more', async () => {
    const w = world();
    const pending = w.client.check('f', [script('a'), script('b')]);
    w.host.say({ ready: true });
    w.host.exit();
    w.host.say({ ready: true });
    w.host.exit();
    w.host.say({ ready: true });
    w.host.answer();
    assert.deepEqual(
      w.hosts.map(host => host.scripts),
      [['a'], ['a'], ['b']],
    );
    assert.deepEqual(kinds(await pending), ['failed', 'findings']);
    assert.deepEqual(w.reasons, []);
  });

  test('after three ends in a row it is left alone', async () => {
    const w = world();
    const pending = w.client.check('f', [script('a')]);
    for (let index = 0; index < 3; index++) w.host.exit();
    assert.deepEqual(kinds(await pending), ['failed']);
    assert.deepEqual(w.reasons, ['gone']);
    assert.deepEqual(kinds(await w.client.check('f', [script('b')])), ['failed']);
    assert.equal(w.hosts.length, 3);
  });

  test('a wrong checksum ends it at once', async () => {
    const w = world();
    const pending = w.client.check('f', [script('a')]);
    w.host.say({ fatal: 'checksum' });
    assert.deepEqual(kinds(await pending), ['failed']);
    assert.deepEqual(w.reasons, ['checksum']);
    assert.equal(w.host.killed, true);
  });

  test('an error of one script is one failure', async () => {
    const w = world();
    const pending = w.client.check('f', [script('a'), script('b')]);
    w.host.say({ ready: true });
    w.host.say({ id: w.host.posted[0]!.id, error: 'trap' });
    w.host.answer();
    assert.deepEqual(kinds(await pending), ['failed', 'findings']);
  });

  test('it is stopped after ten idle minutes and started when it is needed again', async () => {
    const w = world();
    const pending = w.client.check('f', [script('a')]);
    w.host.say({ ready: true });
    w.host.answer();
    await pending;
    w.expire(600_000);
    assert.equal(w.host.killed, true);
    void w.client.check('f', [script('b')]);
    assert.equal(w.hosts.length, 2);
  });

  test('a closed file waits for nothing; stop answers all', async () => {
    const w = world();
    const closed = w.client.check('f', [script('a'), script('b')]);
    const other = w.client.check('g', [script('b'), script('c')]);
    w.host.say({ ready: true });
    w.client.forget('f');
    assert.deepEqual(kinds(await closed), ['stale', 'stale']);
    w.client.stop();
    assert.deepEqual(kinds(await other), ['failed', 'failed']);
    assert.deepEqual(w.timers, []);
  });
});
