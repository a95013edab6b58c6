import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { fixAll } from './fixAll.ts';
import { defineRule, type Rule } from './rule.ts';

before(() => loadShellForTests());

test('several fixes in one instruction, over several rounds', () => {
  const text = 'FROM debian:13\nRUN apt update && apt install curl\nUSER 1\n';
  const { text: fixed, refused, rounds } = fixAll(text);
  assert.equal(
    fixed,
    'FROM debian:13\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nUSER 1\n',
  );
  assert.deepEqual(refused, []);
  assert.ok(rounds <= 3);
  assert.equal(fixAll(fixed).text, fixed);
});

test('what a comment ignores stays, and unsafe fixes wait to be asked for', () => {
  const text = 'FROM debian:13\n# hadolint ignore=DL3014\nRUN apt-get install curl\nUSER 1\n';
  assert.equal(fixAll(text).text, text);
  assert.match(fixAll(text, { unsafe: true }).text, /install --no-install-recommends curl/);
});

test('a fix that breaks the file is refused', () => {
  const bad: Rule = defineRule({
    meta: {
      id: 'bad',
      title: 'x',
      group: 'style',
      severity: 'warning',
      fixable: 'always',
      since: '0',
      messages: { bad: 'bad' },
    },
    *check({ document }) {
      const [, run] = document.tree.instructions;
      if (run === undefined) return;
      const edits = [{ span: run.keyword.span, newText: 'FOO' }];
      yield { messageId: 'bad', span: run.span, fixes: [{ title: 'Break', safety: 'safe', edits, touches: [1] }] };
    },
  });
  const { text, refused } = fixAll('FROM a\nRUN b\n', { lint: { rules: [bad] } });
  assert.equal(text, 'FROM a\nRUN b\n');
  assert.match(refused[0]!.reason, /new error in line 2/);
});
