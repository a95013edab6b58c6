import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { parse } from '../../syntax/parse.ts';
import type { RawFinding } from './client.ts';
import { mapFindings } from './map.ts';
import { prepareScripts } from './prepare.ts';

before(() => loadShellForTests());

const raw = (line: number, column: number, endColumn: number, fix?: RawFinding['fix']): RawFinding => ({
  code: 2086,
  severity: 'info',
  message: 'Quote',
  line,
  column,
  endLine: line,
  endColumn,
  ...(fix ? { fix } : {}),
});

describe('what ShellCheck gets', () => {
  const sent = (text: string) => prepareScripts(parse(text)).map(({ request }) => [request.shell, request.script]);

  test('only the names that the script mentions, own ones and those of the stage below', () => {
    const text = [
      'ARG G=1',
      'FROM a AS one',
      'ENV A=1 B=2',
      'ARG C',
      'RUN echo $A $G $http_proxy "${C}" $BB',
      'FROM b',
      'RUN echo $A',
      'FROM one',
      'RUN echo $B',
      'ENV D=1',
    ].join('\n');
    assert.deepEqual(sent(text), [
      ['sh', 'export http_proxy=1\nexport A=1\nexport C=1\necho $A $G $http_proxy "${C}" $BB\n'],
      ['sh', 'echo $A\n'],
      ['sh', 'export B=1\necho $B\n'],
    ]);
  });

  test('shells, heredocs, shebangs', () => {
    const text = [
      'FROM a',
      'RUN ["echo", "$A"]',
      'CMD echo $A',
      'ONBUILD RUN a',
      'SHELL ["/bin/ash", "-c"]',
      'RUN b',
      'RUN <<EOF',
      '#!/bin/bash -e',
      'c',
      'EOF',
      'RUN <<EOF',
      '#!/usr/bin/env python3',
      'd',
      'EOF',
      "RUN bash <<'E' && cat <<F",
      'e',
      'E',
      'f',
      'F',
      'SHELL ["pwsh", "-c"]',
      'RUN g',
    ].join('\n');
    assert.deepEqual(sent(text), [
      ['sh', 'a\n'],
      ['dash', 'b\n'],
      ['bash', '# /bin/bash -e\nc\n'],
      ['dash', "bash <<'E' && cat <<F\ne\nE\nf\nF\n"],
      ['bash', 'e\n'],
    ]);
  });
});

describe('mapFindings', () => {
  /** The text at the only finding, and what its fix makes of the file. */
  const at = (text: string, finding: RawFinding) => {
    const [prepared] = prepareScripts(parse(text));
    const [mapped] = mapFindings(prepared!, [finding]);
    if (!mapped) return undefined;
    let fixed = text;
    for (const edit of [...(mapped.fix ?? [])].reverse()) {
      fixed = fixed.slice(0, edit.span.start) + edit.text + fixed.slice(edit.span.end);
    }
    return [text.slice(mapped.span.start, mapped.span.end), fixed];
  };
  const quoteFix = (line: number, start: number, end: number) => ({
    replacements: [start, end].map(column => ({
      startLine: line,
      startColumn: column,
      endLine: line,
      endColumn: column,
      text: '"',
    })),
  });

  test('tab stops, code points, continuations', () => {
    // ShellCheck sees `a<tab>😀 $b   c`: the tab reaches column 9, the emoji is one column.
    const text = 'FROM x\nRUN a\t😀 $b\\\n  # note\n  c';
    assert.deepEqual(at(text, raw(1, 11, 13, quoteFix(1, 11, 13))), ['$b', text.replace('$b', '"$b"')]);
  });

  test('the prelude is taken off, and what stands in it is left out', () => {
    const text = 'FROM x\nENV b=1\nRUN a $b';
    assert.deepEqual(at(text, raw(2, 3, 5)), ['$b', text]);
    assert.equal(at(text, raw(1, 8, 9)), undefined);
  });

  test('heredocs with tabs taken off', () => {
    const text = 'FROM x\nRUN <<-EOF\n\ta\n\t\tb $c\nEOF';
    assert.deepEqual(at(text, raw(2, 3, 5, quoteFix(2, 3, 5))), ['$c', text.replace('$c', '"$c"')]);
  });

  test('places behind the end are the end', () => {
    assert.deepEqual(at('FROM x\nRUN abc', raw(2, 1, 1)), ['', 'FROM x\nRUN abc']);
    assert.deepEqual(at('FROM x\nRUN abc', raw(9, 7, 9)), ['', 'FROM x\nRUN abc']);
  });
});
