import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { compileDockerignore, dockerignoreOfPatterns } from '../context/dockerignore.ts';
import { treeOf } from '../context/tree.ts';
import { createDocument } from '../model/document.ts';
import { initShell } from '../shell/parser.ts';
import { applyEdits } from '../syntax/edit.ts';
import { buildContextOf } from './buildContext.ts';
import { parseConfig, resolveConfig } from './config.ts';
import type { BuildContext, Rule, RuleOptions } from './rule.ts';
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

const project = ['package.json', 'src/a.ts', 'app/main.py', '.git/HEAD', '.env', 'node_modules/x.js'];
const contextOf = (ignoreText: string | undefined, ...more: { path: string; bytes: number }[]): BuildContext =>
  buildContextOf({ tree: treeOf([...project, ...more]), ignoreText, isDeclared: true });

/** Contexts that the pages of single rules describe: for the block under Bad, and under Good. */
const contexts: Readonly<Record<string, readonly [bad: BuildContext, good: BuildContext]>> = {
  'copy-source-missing': [contextOf(undefined), contextOf(undefined)],
  'copy-source-ignored': [contextOf('*\n!src'), contextOf('*\n!src\n!package.json')],
  'no-dockerignore': [contextOf(undefined), contextOf('.git\nnode_modules\n.env')],
  'huge-build-context': [
    contextOf('', { path: 'model.bin', bytes: 900_000_000 }),
    contextOf('', { path: 'model.bin', bytes: 900_000_000 }),
  ],
};

for (const rule of rules as readonly Rule[]) {
  const { id } = rule.meta;
  const path = join(root, 'notes/rules', `${id}.md`);
  if (!existsSync(path)) continue;
  test(`examples of the note of ${id}`, () => {
    const note = readFileSync(path, 'utf8');
    const bad = blocksUnder(note, 'Bad');
    const options = optionsOf(note);
    assert.ok(bad.length > 0, 'a block under Bad');
    const [badContext, goodContext] = contexts[id] ?? [buildContext, buildContext];
    for (const block of bad)
      assert.equal(findingsIn(rule, block, badContext, options).length, 1, `one finding in\n${block}`);
    for (const block of blocksUnder(note, 'Good'))
      assert.equal(findingsIn(rule, block, goodContext, options).length, 0, `none in\n${block}`);
    const [after] = blocksUnder(note, 'After');
    if (after !== undefined) {
      const fix = findingsIn(rule, bad[0]!, badContext, options)[0]!.fixes[0];
      assert.ok(fix, 'a fix, as there is a section After');
      assert.equal(applyEdits(bad[0]!, fix.edits), after);
    }
  });
}

function findingsIn(
  rule: Rule,
  text: string,
  buildContext: BuildContext,
  options: RuleOptions,
): readonly LintFinding[] {
  const severities = { [rule.meta.id]: 'warning' } as const;
  const { findings, failures } = lint(createDocument(text), {
    conversion: 'safe',
    ...options,
    rules: [rule],
    severities,
    buildContext,
  });
  assert.deepEqual(failures, []);
  return findings;
}

/** What a newcomer copies from one page must not bring a warning of another. */
test('examples under Good have no warning of any rule', () => {
  const warned = (rules as readonly Rule[]).flatMap(({ meta: { id } }) => {
    const path = join(root, 'notes/rules', `${id}.md`);
    const [, goodContext] = contexts[id] ?? [buildContext, buildContext];
    return blocksUnder(existsSync(path) ? readFileSync(path, 'utf8') : '', 'Good').flatMap(block => {
      const { findings } = lint(createDocument(block), { buildContext: goodContext });
      return findings
        .filter(({ severity }) => severity === 'error' || severity === 'warning')
        .map(({ ruleId, message }) => `${id}: ${ruleId} ${message}`);
    });
  });
  assert.deepEqual(warned, []);
});

/** The settings that a page shows, in the form of .hadolint.yaml. */
function optionsOf(note: string): RuleOptions {
  const yaml = /^```yaml\n([\s\S]*?)^```$/m.exec(note)?.[1];
  return yaml === undefined ? {} : resolveConfig(parseConfig(yaml).value, rules).options;
}

/** The Dockerfiles of a section. */
function blocksUnder(note: string, heading: string): string[] {
  const section = new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(note)?.[1] ?? '';
  return [...section.matchAll(/^```dockerfile\n([\s\S]*?)^```$/gm)].map(match => match[1]!);
}
