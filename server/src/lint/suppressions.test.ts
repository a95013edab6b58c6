import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { applyEdits } from '../syntax/edit.ts';
import { ignorePragmas, shellPragmas } from './pragmas.ts';
import { rules } from './rules/index.ts';
import { lint } from './run.ts';
import { applySuppressions, suppressHere, suppressInFile } from './suppressions.ts';

before(() => loadShellForTests());

function check(text: string, ...only: readonly string[]) {
  const document = createDocument(text);
  const severities = Object.fromEntries(only.map(id => [id, 'warning' as const]));
  const { findings } = lint(document, { only, severities });
  return { document, findings, ...applySuppressions(document, findings, { rules, ran: new Set(only) }) };
}

const kept = (text: string, ...only: readonly string[]) =>
  check(text, ...only).kept.map(({ ruleId, line }) => `${ruleId}:${line}`);

describe('pragmas', () => {
  test('every spelling', () => {
    const { tree } = createDocument(
      [
        '# check=skip=StageNameCasing, FromAsCasing;error=true',
        '# hadolint global ignore=DL3002',
        'FROM a',
        '#hadolint  ignore = DL3003,DL3004 # why',
        '# shellcheck disable=SC2086',
        '# tally ignore=hadolint/DL3005;reason=x',
        'RUN a \\',
        '  # hadolint ignore=DL3006',
        '  b',
        '# check=skip=all',
        'USER 1',
      ].join('\n'),
    );
    const read = ignorePragmas(tree).map(({ tool, scope, ids, target }) => [
      tool,
      scope,
      ids.map(({ id }) => id).join(),
      target?.name,
    ]);
    assert.deepEqual(read, [
      ['buildkit', 'file', 'StageNameCasing,FromAsCasing', undefined],
      ['hadolint', 'file', 'DL3002', undefined],
      ['hadolint', 'instruction', 'DL3003,DL3004', 'RUN'],
      ['shellcheck', 'instruction', 'SC2086', 'RUN'],
      ['tally', 'instruction', 'hadolint/DL3005', 'RUN'],
      ['hadolint', 'instruction', 'DL3006', 'RUN'],
      ['buildkit', 'instruction', 'all', 'USER'],
    ]);
    for (const { ids } of ignorePragmas(tree))
      for (const { id, span } of ids) assert.equal(tree.text.slice(span.start, span.end), id);
  });

  test('the shell', () => {
    const { tree } = createDocument('FROM a\n# hadolint shell=powershell\nRUN a\nSHELL ["bash", "-c"]\nRUN b\n');
    assert.deepEqual([...shellPragmas(tree).keys()], [1, 2]);
  });
});

describe('applySuppressions', () => {
  test('instruction, stage, file', () => {
    const two = 'FROM a:1\nRUN sudo a\nRUN sudo b\nFROM b:1\nRUN sudo c\n';
    assert.deepEqual(kept(two, 'DL3004'), ['DL3004:2', 'DL3004:3', 'DL3004:5']);
    assert.deepEqual(kept(two.replace('RUN', '# hadolint ignore=DL3004\nRUN'), 'DL3004'), ['DL3004:4', 'DL3004:6']);
    assert.deepEqual(kept(`# hadolint stage ignore=DL3004\n${two}`, 'DL3004'), ['DL3004:6']);
    assert.deepEqual(kept(`# hadolint global ignore=DL3004\n${two}`, 'DL3004'), []);
  });

  test("BuildKit's comments are about its own checks", () => {
    const text = 'FROM a:1 AS Up\nMAINTAINER x\nRUN sudo a\n';
    const ids = ['StageNameCasing', 'MaintainerDeprecated', 'DL3004'];
    assert.deepEqual(kept(`# check=skip=all\n${text}`, ...ids), ['DL3004:4']);
    assert.deepEqual(kept(`# check=skip=StageNameCasing\n${text}`, ...ids), ['MaintainerDeprecated:3', 'DL3004:4']);
    assert.deepEqual(kept(text.replace('MAINTAINER', '# check=skip=MaintainerDeprecated\nMAINTAINER'), ...ids), [
      'StageNameCasing:1',
      'DL3004:4',
    ]);
    const { kept: errors } = check(`# check=error=true\n${text}`, ...ids);
    assert.deepEqual(
      errors.map(({ severity }) => severity),
      ['error', 'error', 'warning'],
    );
  });

  test('unknown and unused ones are named and can be taken out', () => {
    const text = 'FROM a:1\n# hadolint ignore=DL3004,DL9999,DL3002\nRUN sudo a\n# hadolint ignore=DL3004\nRUN a\n';
    const { problems, document } = check(text, 'DL3004', 'DL3002');
    assert.deepEqual(
      problems.map(({ kind, span }) => `${kind} ${document.text.slice(span.start, span.end)}`),
      ['unknown DL9999', 'unused DL3002', 'unused DL3004'],
    );
    assert.equal(applyEdits(text, [problems[0]!.edit!]), text.replace(',DL9999', ''));
    assert.equal(applyEdits(text, [problems[2]!.edit!]), text.replace('# hadolint ignore=DL3004\nRUN a', 'RUN a'));
  });
});

describe('writing suppressions', () => {
  const written = (text: string, id: string, place: 'here' | 'file') => {
    const { document, findings } = check(text, id);
    const action = (place === 'here' ? suppressHere : suppressInFile)(document, findings[0]!);
    return action && applyEdits(text, action.edits);
  };

  test('keep the byte-order mark and the line ends', () => {
    assert.equal(
      written('\ufeffFROM a\r\nRUN sudo a\r\n', 'DL3004', 'file'),
      '\ufeff# hadolint global ignore=DL3004\r\nFROM a\r\nRUN sudo a\r\n',
    );
    assert.equal(
      written('FROM a\r\n  RUN sudo a\r\n', 'DL3004', 'here'),
      'FROM a\r\n  # hadolint ignore=DL3004\r\n  RUN sudo a\r\n',
    );
  });

  test('join a check directive that has other options', () => {
    assert.equal(
      written('# check=error=true\nFROM a AS Up\n', 'StageNameCasing', 'file'),
      '# check=error=true;skip=StageNameCasing\nFROM a AS Up\n',
    );
  });

  test('a comment at the very top would be a directive: hadolint says it instead', () => {
    assert.equal(
      written('FROM a AS Up\n', 'StageNameCasing', 'here'),
      '# hadolint ignore=StageNameCasing\nFROM a AS Up\n',
    );
  });
});
