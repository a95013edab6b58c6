import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { codeActions } from './codeActions.ts';
import { diagnose } from './diagnostics.ts';

before(() => loadShellForTests());

/** The actions on the line of `<|>`, each with the text after it. */
function actionsAt(marked: string, only?: readonly string[]): ReadonlyMap<string, string> {
  const at = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  const document = createDocument(text, { uri: 'file:///Dockerfile' });
  const { findings, diagnostics } = diagnose(document);
  const position = document.lines.positionAt(at);
  const range = { start: position, end: position };
  const near = diagnostics.filter(diagnostic => diagnostic.range.start.line === position.line);
  const actions = codeActions(document, findings, { range, diagnostics: near, only });
  return new Map(
    actions.map(action => {
      const [edits = []] = Object.values(action.edit?.changes ?? {});
      let result = text;
      for (const { range: place, newText } of [...edits].reverse()) {
        result =
          result.slice(0, document.lines.offsetAt(place.start)) +
          newText +
          result.slice(document.lines.offsetAt(place.end));
      }
      return [action.title, result];
    }),
  );
}

describe('codeActions', () => {
  test('the fix, and the comments that switch the finding off', () => {
    const actions = actionsAt('FROM alpine:3\nRUN apk add<|> curl\n');
    assert.equal(actions.get('Add --no-cache to apk add'), 'FROM alpine:3\nRUN apk add --no-cache curl\n');
    assert.equal(
      actions.get('Ignore DL3019 for this instruction'),
      'FROM alpine:3\n# hadolint ignore=DL3019\nRUN apk add curl\n',
    );
    assert.equal(
      actions.get('Ignore DL3019 in this file'),
      '# hadolint global ignore=DL3019\nFROM alpine:3\nRUN apk add curl\n',
    );
  });

  test('comments are merged, directives stay at the top', () => {
    const actions = actionsAt(
      '# syntax=docker/dockerfile:1\nFROM alpine:3\n# hadolint ignore=DL3018\nRUN apk add<|> curl\n',
    );
    assert.match(actions.get('Ignore DL3019 for this instruction') ?? '', /# hadolint ignore=DL3018,DL3019\n/);
    assert.match(
      actions.get('Ignore DL3019 in this file') ?? '',
      /^# syntax=docker\/dockerfile:1\n# hadolint global ignore=DL3019\nFROM/,
    );
  });

  test("BuildKit's checks are silenced in its own way", () => {
    const actions = actionsAt('# check=skip=StageNameCasing\nFROM alpine:3\nMAINTAINER<|> x\n');
    assert.match(
      actions.get('Ignore MaintainerDeprecated in this file') ?? '',
      /^# check=skip=StageNameCasing,MaintainerDeprecated\n/,
    );
    assert.match(
      actions.get('Ignore MaintainerDeprecated for this instruction') ?? '',
      /\n# check=skip=MaintainerDeprecated\nMAINTAINER/,
    );
  });

  test('all problems of a rule, and all safe ones', () => {
    const text = 'FROM alpine:3\nRUN apk add<|> curl\nRUN apk add git\nUSER 1\n';
    const fixed = 'FROM alpine:3\nRUN apk add --no-cache curl\nRUN apk add --no-cache git\nUSER 1\n';
    assert.equal(actionsAt(text).get('Fix all 2 problems of DL3019'), fixed);
    assert.deepEqual([...actionsAt(text, ['source.fixAll'])], [['Fix all safe problems', fixed]]);
  });

  test('the order: fixes, all of a rule, comments, pages, off', () => {
    const titles = [...actionsAt('FROM alpine:3\nRUN apk add<|> curl && apk add git\n').keys()];
    const place = (text: string) => titles.findIndex(title => title.startsWith(text));
    const order = ['Add --no-cache', 'Fix all', 'Ignore', 'Open the page of DL3019', 'Turn DL3019 off'].map(place);
    assert.ok(
      order.every((at, index) => at !== -1 && (index === 0 || at > order[index - 1]!)),
      titles.join('\n'),
    );
  });

  test('of several rules on a line only the one under the cursor can be switched off; hints are left out beside others', () => {
    const rulesAt = (marked: string): string[] =>
      [...actionsAt(marked).keys()].flatMap(title => /^Turn (\S+) off$/.exec(title)?.[1] ?? []);
    const install = 'FROM debian:13\nRUN apt-get update && apt-get install curl && cd /x\nUSER 1\n';
    assert.deepEqual(rulesAt(install.replace('install', 'in<|>stall')), ['DL3014']);
    assert.deepEqual(rulesAt(install.replace('update', 'up<|>date')), ['DL3009']);
    // Beside all marks: the gravest, two at most.
    const besides = rulesAt(install.replace('RUN', 'R<|>UN'));
    assert.ok(besides.length <= 2 && besides[0] === 'DL3014', besides.join());
    assert.deepEqual(rulesAt('FROM debian:13\nRUN apt-get update && apt-get inst<|>all -y curl\nUSER 1\n'), ['DL3015']);
    assert.ok(
      actionsAt(install.replace('install', 'in<|>stall')).has('Add --no-install-recommends (changes the image)'),
    );
  });

  test('what is ignored is not reported; names that no rule has are', () => {
    const document = createDocument('FROM alpine:3\n# hadolint ignore=DL3019,DL9999\nRUN apk add curl\nUSER 1\n');
    const codes = diagnose(document).diagnostics.map(({ code }) => code);
    assert.deepEqual(codes, ['unknown-suppression']);
    const actions = actionsAt('FROM alpine:3\n# hadolint ignore=DL3019,DL9999<|>\nRUN apk add curl\nUSER 1\n');
    assert.equal(
      actions.get('Remove it from the comment'),
      'FROM alpine:3\n# hadolint ignore=DL3019\nRUN apk add curl\nUSER 1\n',
    );
  });
});
