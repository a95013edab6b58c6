import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { treeOf } from '../context/tree.ts';
import { initShell } from '../shell/parser.ts';
import { buildContextOf as contextOfParts } from './buildContext.ts';
import { type BlockOptions, checkFixture } from './harness.ts';
import type { BuildContext, Rule } from './rule.ts';
import { rules } from './rules/index.ts';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();
const folder = join(root, 'server/src/lint/rules');
const only = process.env['RULE'];

before(async () => {
  const resolve = createRequire(join(root, 'package.json')).resolve;
  await initShell(async () => ({
    runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(resolve('tree-sitter-bash/tree-sitter-bash.wasm')),
  }));
});

for (const rule of rules as readonly Rule[]) {
  const { id } = rule.meta;
  if (only !== undefined && !only.split(',').includes(id)) continue;
  test(`fixture of ${id}`, () => {
    const path = join(folder, `${id}.md`);
    assert.ok(existsSync(path), `rules/${id}.md is missing`);
    const fixture = readFileSync(path, 'utf8');
    const { problems, updated } = checkFixture(rule, fixture, buildContextOf);
    if (process.env['UPDATE'] && updated !== fixture) writeFileSync(path, updated);
    assert.equal(problems.join('\n\n'), '');
  });
}

test('every rule has its file, sorted, and its note', () => {
  const ids = rules.map(rule => rule.meta.id as string);
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.ts') && name !== 'index.ts' && !name.startsWith('_'))
    .map(name => name.slice(0, -3));
  assert.deepEqual(ids, files.sort(), 'run node tools/genRules.mjs');
  const aliases = (rules as readonly Rule[]).flatMap(rule => rule.meta.aliases ?? []);
  assert.equal(new Set([...ids, ...aliases]).size, ids.length + aliases.length, 'an id or alias stands twice');
  const withoutNote = ids.filter(id => !existsSync(join(root, 'notes/rules', `${id}.md`)));
  assert.deepEqual(withoutNote, [], 'rules without notes/rules/<id>.md');
});

/** The build context that a block's info string describes: `files=a,b:1200` (bytes), `dockerignore=x,!y`. */
function buildContextOf({ dockerignore, files }: BlockOptions): BuildContext | undefined {
  if (dockerignore === undefined && files === undefined) return undefined;
  const listed = files?.map(file => {
    const [path, bytes = '0'] = file.split(/:(\d+)$/);
    return { path: path!, bytes: Number(bytes) };
  });
  return contextOfParts({
    tree: listed && treeOf(listed),
    ignoreText: dockerignore?.join('\n'),
    isDeclared: false,
  });
}
