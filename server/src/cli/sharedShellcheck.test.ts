import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShellcheckClient, ShellcheckResult, ShellcheckScript } from '../shell/shellcheck/client.ts';
import { answerQuestions, askingClient } from './sharedShellcheck.ts';

const script = (text: string): ShellcheckScript => ({ shell: 'sh', script: text, exclude: [] });
const finding = (code: number): ShellcheckResult => ({
  kind: 'findings',
  findings: [{ code, severity: 'info', message: '', line: 1, column: 1, endLine: 1, endColumn: 2 }],
});

/** A client that answers with the length of the script, when it is told to. */
function fakeClient() {
  const asked: string[] = [];
  const files: string[] = [];
  const open: (() => void)[] = [];
  const client: ShellcheckClient = {
    check: (file, scripts) => {
      files.push(file);
      asked.push(...scripts.map(each => each.script));
      return new Promise(resolve => open.push(() => resolve(scripts.map(each => finding(each.script.length)))));
    },
    known: () => [],
    warm: () => {},
    forget: () => {},
    stop: () => {},
  };
  return {
    client,
    asked,
    files,
    answerAll: () => {
      for (const answer of open.splice(0)) answer();
    },
  };
}

test('a thread gets the answers in the order of its scripts and asks for no plain ones', async () => {
  const questions: { readonly id: number; readonly scripts: readonly ShellcheckScript[] }[] = [];
  const { client, receive } = askingClient(question => questions.push(question), true);
  const first = client.check('a', [script('echo $1\n'), script('make\n'), script('echo "$x"\n')]);
  const second = client.check('b', [script('make\n')]);
  const third = client.check('c', [script('ls | wc\n')]);
  assert.deepEqual(await second, [{ kind: 'findings', findings: [] }]);
  assert.deepEqual(
    questions.map(({ scripts }) => scripts.map(each => each.script)),
    [['echo $1\n', 'echo "$x"\n'], ['ls | wc\n']],
  );
  receive({ kind: 'reply', id: questions[1]!.id, results: [finding(3)] });
  receive({ kind: 'reply', id: questions[0]!.id, results: [finding(1), finding(2)] });
  assert.deepEqual(await third, [finding(3)]);
  assert.deepEqual(await first, [finding(1), { kind: 'findings', findings: [] }, finding(2)]);
});

test('the client with the least to do is asked, the same script always goes to the same one', async () => {
  const [left, right] = [fakeClient(), fakeClient()];
  const answer = answerQuestions([left.client, right.client]);
  const replies = [
    answer({ kind: 'question', id: 1, scripts: [script('a long script\n'), script('b\n'), script('c\n')] }),
    answer({ kind: 'question', id: 1, scripts: [script('a long script\n'), script('d\n')] }),
  ];
  assert.deepEqual(left.asked, ['a long script\n', 'a long script\n']);
  assert.deepEqual(right.asked, ['b\n', 'c\n', 'd\n']);
  assert.equal(new Set([...left.files, ...right.files]).size, 5, 'no question makes another stale');
  left.answerAll();
  right.answerAll();
  assert.deepEqual(await Promise.all(replies), [
    { kind: 'reply', id: 1, results: [finding(14), finding(2), finding(2)] },
    { kind: 'reply', id: 1, results: [finding(14), finding(2)] },
  ]);
});
