import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { compileDockerignore, dockerignoreOfPatterns } from '../context/dockerignore.ts';
import { createDocument } from '../model/document.ts';
import { initShell } from '../shell/parser.ts';
import { applyEdits } from '../syntax/edit.ts';
import type { BuildContext, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { type LintFinding, lint } from './run.ts';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();

before(async () => {
  const resolve = createRequire(join(root, 'package.json')).resolve;
  await initShell(async () => ({
    runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(resolve('tree-sitter-bash/tree-sitter-bash.wasm')),
  }));
});

/** Notes speak of one context: this is what its .dockerignore leaves out. */
const ignored = compileDockerignore(dockerignoreOfPatterns(['secret.txt']));
const buildContext: BuildContext = {
  hasDockerignore: true,
  dockerignorePatterns: ['secret.txt'],
  isIgnored: path => ignored.matchesOrParent(path),
  files: undefined,
};

for (const rule of rules as readonly Rule[]) {
  const { id } = rule.meta;
  const path = join(root, 'notes/rules', `${id}.md`);
  if (!existsSync(path)) continue;
  test(`examples of the note of ${id}`, () => {
    const note = readFileSync(path, 'utf8');
    const bad = blocksUnder(note, 'Bad');
    assert.ok(bad.length > 0, 'a block under Bad');
    for (const block of bad) assert.equal(findingsIn(rule, block).length, 1, `one finding in\n${block}`);
    for (const block of blocksUnder(note, 'Good')) assert.equal(findingsIn(rule, block).length, 0, `none in\n${block}`);
    const [after] = blocksUnder(note, 'After');
    if (after !== undefined) {
      const fix = findingsIn(rule, bad[0]!)[0]!.fixes[0];
      assert.ok(fix, 'a fix, as there is a section After');
      assert.equal(applyEdits(bad[0]!, fix.edits), after);
    }
  });
}

function findingsIn(rule: Rule, text: string): readonly LintFinding[] {
  const severities = { [rule.meta.id]: 'warning' } as const;
  const { findings, failures } = lint(createDocument(text), { rules: [rule], severities, buildContext });
  assert.deepEqual(failures, []);
  return findings;
}

/** The Dockerfiles of a section. */
function blocksUnder(note: string, heading: string): string[] {
  const section = new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(note)?.[1] ?? '';
  return [...section.matchAll(/^```dockerfile\n([\s\S]*?)^```$/gm)].map(match => match[1]!);
}
