// Writes server/src/lint/rules/index.ts: the list of all rules, one file each. `--check` only says whether it is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = 'server/src/lint/rules';
const ids = readdirSync(folder)
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'index.ts')
  .map(name => name.slice(0, -3))
  // Shared helpers begin with an underscore.
  .filter(id => !id.startsWith('_'))
  .sort();
const variable = id => id.replace(/-(\w)/g, (_whole, letter) => letter.toUpperCase());
const text = `// Written by tools/genRules.mjs: one line for each file of this folder. Do not edit.
// biome-ignore-all format: written by a tool
// biome-ignore-all assist/source/organizeImports: written by a tool
${ids.map(id => `import { rule as ${variable(id)} } from './${id}.ts';`).join('\n')}

/** All rules, sorted by id. */
export const rules = [
${ids.map(id => `  ${variable(id)},`).join('\n')}
] as const;

export type RuleId = (typeof rules)[number]['meta']['id'];
`;
const path = `${folder}/index.ts`;
let current = '';
try {
  current = readFileSync(path, 'utf8');
} catch {
  // First run.
}
if (process.argv.includes('--check')) {
  if (current !== text) {
    console.error(`${path} is out of date: run node tools/genRules.mjs`);
    process.exit(1);
  }
} else if (current !== text) {
  writeFileSync(path, text);
}
