import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

describe('combine RUN', () => {
  test('with the next one; the comment between them stays', () => {
    const made = offersAt('FROM alpine:3\nRUN<|> apk update\n# tools\n\nRUN apk add curl\nCMD ["a"]\n').get(
      'combine-run',
    );
    assert.equal(made?.text, 'FROM alpine:3\nRUN apk update && \\\n    # tools\n    apk add curl\nCMD ["a"]\n');
    assert.equal(made?.safety, 'safe');
  });

  test('all of a selection', () => {
    const made = offersAt('FROM alpine:3\n<|>RUN touch a\nRUN touch b\nRUN touch c\n<|>').get('combine-run');
    assert.equal(made?.text, 'FROM alpine:3\nRUN touch a && \\\n    touch b && \\\n    touch c\n');
  });

  test('a program that may have been replaced makes it unsafe', () => {
    const made = offersAt('FROM alpine:3\nRUN<|> pip install -U pip\nRUN pip install x\n').get('combine-run');
    assert.equal(made?.safety, 'unsafe');
  });

  for (const [what, first, second] of [
    ['another folder', 'cd /a', 'ls'],
    ['a variable', 'A=1', 'ls'],
    ['shell options', 'set -e', 'ls'],
    ['a background command', 'a &', 'ls'],
    ['a second part that goes on after a failure', 'a', 'b || true'],
    ['a second part of two statements', 'a', 'b; c'],
    ['the same with a redirect behind it', 'a', 'b || c > f'],
    ['different flags', '--network=none a', 'b'],
    ['a comment at the end', 'a # x', 'b'],
  ] as const) {
    test(`${what} is no ground for it`, () => {
      const made = offersAt(`FROM alpine:3\n<|>RUN ${first}\nRUN ${second}\n<|>`).get('combine-run');
      assert.equal(made?.text, undefined);
      assert.ok(made?.reason);
    });
  }
});
