import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from '../../server/src/syntax/parse.ts';

interface Snippet {
  readonly prefix: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

const file = join(process.env['DRYDOCK_ROOT'] ?? '.', 'snippets/dockerfile.json');
const snippets = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Snippet>);

/** What is in the file after the snippet was accepted and Tab pressed to its end: every placeholder with its default. */
function accepted(body: string): string {
  const defaults = new Map<string, string>();
  const fill = (text: string): string => {
    let result = '';
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '\\' && /[\\$}]/.test(text[at + 1] ?? '')) result += text[++at];
      else if (text[at] === '$') {
        const placeholder = readPlaceholder(text, at);
        assert.ok(placeholder, `a "$" that is neither escaped nor a placeholder: ${text.slice(at, at + 20)}`);
        if (placeholder.value !== undefined) defaults.set(placeholder.number, fill(placeholder.value));
        result += defaults.get(placeholder.number) ?? '';
        at = placeholder.end - 1;
      } else result += text[at];
    }
    return result;
  };
  return fill(body);
}

function readPlaceholder(text: string, start: number): { number: string; value?: string; end: number } | undefined {
  const plain = /^\$(\d+)/.exec(text.slice(start));
  if (plain !== null) return { number: plain[1] ?? '', end: start + plain[0].length };
  const opened = /^\$\{(\d+)(:?)/.exec(text.slice(start));
  if (opened === null) return undefined;
  let depth = 1;
  let at = start + opened[0].length;
  for (; depth > 0 && at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '{' && text[at - 1] === '$') depth++;
    else if (text[at] === '}') depth--;
  }
  const value = opened[2] === ':' ? text.slice(start + opened[0].length, at - 1) : undefined;
  return { number: opened[1] ?? '', value, end: at };
}

for (const [name, snippet] of snippets) {
  test(`snippet “${name}” gives Dockerfile lines without an error`, () => {
    const text = accepted(snippet.body.join('\n'));
    const needsFrom = !/^FROM /m.test(text);
    const tree = parse(
      needsFrom && !text.startsWith('# syntax') ? `FROM debian\n${text}` : `${text}${needsFrom ? 'FROM debian\n' : ''}`,
    );
    assert.deepEqual(
      tree.problems.map(problem => problem.message),
      [],
      text,
    );
    assert.ok(!/\$\{?\d/.test(text), text);
  });
}

test('every snippet has its own prefix and a description', () => {
  const prefixes = snippets.flatMap(([, snippet]) => snippet.prefix);
  assert.equal(new Set(prefixes).size, prefixes.length);
  for (const [name, snippet] of snippets) assert.ok(snippet.description.length > 10, name);
});
