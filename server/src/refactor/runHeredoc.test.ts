import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

describe('RUN as a heredoc and back', () => {
  const chain = 'FROM alpine:3\nRUN apk add \\\n      curl \\\n      git && \\\n    # why\n    mkdir /a && cd /a\n';
  const heredoc =
    'FROM alpine:3\nRUN <<EOF\nset -e\napk add \\\n      curl \\\n      git\n# why\nmkdir /a\ncd /a\nEOF\n';

  test('a chain becomes lines under set -e', () => {
    const made = offersAt(chain.replace('RUN', 'RUN<|>')).get('run-to-heredoc');
    assert.equal(made?.text, heredoc);
    assert.equal(made?.safety, 'safe');
  });

  test('and comes back', () => {
    assert.equal(
      offersAt(heredoc.replace('RUN', 'RUN<|>')).get('heredoc-to-run')?.text,
      'FROM alpine:3\nRUN apk add \\\n      curl \\\n      git && \\\n    # why\n    mkdir /a && \\\n    cd /a\n',
    );
  });

  test('set -ex stays what it was', () => {
    const made = offersAt('FROM alpine:3\nRUN<|> set -x && a && b\n').get('run-to-heredoc');
    assert.equal(made?.text, 'FROM alpine:3\nRUN <<EOF\nset -ex\na\nb\nEOF\n');
  });

  test('a redirect at the end belongs to the last command', () => {
    const made = offersAt('FROM alpine:3\nRUN<|> a && b | c > f\n').get('run-to-heredoc');
    assert.equal(made?.text, 'FROM alpine:3\nRUN <<EOF\nset -e\na\nb | c > f\nEOF\n');
    const several = offersAt('FROM alpine:3\nRUN<|> a && b > f && c && d > g\n').get('run-to-heredoc');
    assert.equal(several?.text, 'FROM alpine:3\nRUN <<EOF\nset -e\na\nb > f\nc\nd > g\nEOF\n');
  });

  for (const [what, run] of Object.entries({
    'a group': 'a && { b; c; }',
    'an if': 'a && if b; then c; fi',
    'a subshell': 'a && (b; c)',
    'a list in $( )': 'a && echo $(b; c)',
    'a negation': '! a && b',
    'a sourced file': '. ./env && b',
  })) {
    test(`${what} is refused: set -e would look into it`, () => {
      const made = offersAt(`FROM alpine:3\nRUN<|> ${run}\n`).get('run-to-heredoc');
      assert.equal(made?.text, undefined);
    });
  }

  test('without set -e there is no way to a chain', () => {
    const made = offersAt('FROM alpine:3\nRUN<|> <<EOF\na\nb\nEOF\n').get('heredoc-to-run');
    assert.match(made?.reason ?? '', /set -e/);
  });

  test('Windows line ends and old syntax versions are refused', () => {
    assert.match(offersAt('FROM alpine:3\r\nRUN<|> a && b\r\n').get('run-to-heredoc')?.reason ?? '', /line ends/);
    const old = '# syntax=docker/dockerfile:1.3\nFROM alpine:3\nRUN<|> a && b\n';
    assert.match(offersAt(old).get('run-to-heredoc')?.reason ?? '', /1\.4/);
  });
});
