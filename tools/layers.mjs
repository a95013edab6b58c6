// Holds the direction of the arrows (ARCHITECTURE.md): which folder may import which, and that the core imports nothing from outside.
// Run by `npm run lint`; prints each import that breaks a rule and exits 1.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

/** Folder → folders of server/src that it may import. Tests are free. */
const layers = {
  syntax: [],
  shell: ['syntax'],
  model: ['syntax', 'shell'],
  notes: ['syntax', 'model', 'shell'],
  context: ['syntax', 'shell', 'model'],
  lint: ['syntax', 'shell', 'model', 'context', 'refactor', 'notes'],
  refactor: ['syntax', 'shell', 'model', 'context', 'lint', 'notes'],
  features: ['syntax', 'shell', 'model', 'context', 'lint', 'refactor', 'notes'],
};

/** Packages that the core may use: pure, they run in a worker. Everything else (vscode, node:*, vscode-languageserver) is outside. */
const corePackages = {
  shell: ['web-tree-sitter'],
  context: ['yaml', 'jsonc-parser', 'smol-toml'],
  lint: ['yaml'],
  refactor: ['jsonc-parser', 'smol-toml', 'fast-xml-parser', 'yaml'],
  features: ['vscode-languageserver-types'],
};

/** What the client takes of the server: the messages between them (types only), and how numbers are written. */
const sharedWithClient = ['protocol/messages.ts', 'context/format.ts'];

function filesBelow(folder) {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.ts$/.test(name) ? [path] : [];
  });
}

const importPattern =
  /^(?:import|export)\s+(?:type\s+)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
const problems = [];

for (const file of filesBelow('server/src')) {
  const inside = relative('server/src', file).split(sep);
  const layer = inside.length > 1 ? inside[0] : undefined;
  const isTest = /\.test\.ts$/.test(file) || file.endsWith('harness.ts');
  for (const match of readFileSync(file, 'utf8').matchAll(importPattern)) {
    const target = match[1] ?? match[2] ?? match[3];
    if (!layer || !(layer in layers) || isTest) continue;
    if (!target.startsWith('.')) {
      if (!(corePackages[layer] ?? []).includes(target)) problems.push(`${file}: the core must not import '${target}'`);
      continue;
    }
    if (target.endsWith('.json')) continue; // data
    const to = relative('server/src', normalize(join(dirname(file), target))).split(sep)[0];
    if (to !== layer && !layers[layer].includes(to))
      problems.push(`${file}: ${layer}/ must not import ${to} ('${target}')`);
  }
}

for (const file of filesBelow('client/src')) {
  for (const match of readFileSync(file, 'utf8').matchAll(importPattern)) {
    const target = match[1] ?? match[2] ?? match[3];
    if (target.includes('/server/') && !sharedWithClient.some(shared => target.endsWith(`server/src/${shared}`))) {
      problems.push(
        `${file}: of the server the client imports only ${sharedWithClient.join(' and ')}, not '${target}'`,
      );
    }
    if (
      /client\/src\/engine\//.test(file.replaceAll(sep, '/')) &&
      !file.endsWith('.test.ts') &&
      !target.startsWith('.')
    ) {
      problems.push(`${file}: engine/ is pure and must not import '${target}'`);
    }
  }
}

/** Who may use the network: a registry is asked when a command orders it; the browser's ShellCheck fetches its own script. */
const networkUsers = ['client/src/host/registryClient.ts', 'server/src/adapter/shellcheckHost.browser.ts'];
const network = /(?<![\w.'"`])fetch\(|\bXMLHttpRequest\b|\bnew WebSocket\(|from 'node:(?:https?|http2|tls)'/;
for (const file of [...filesBelow('server/src'), ...filesBelow('client/src')]) {
  if (/\.(?:test|generated)\.ts$/.test(file) || networkUsers.includes(file.replaceAll(sep, '/'))) continue;
  if (network.test(readFileSync(file, 'utf8'))) problems.push(`${file}: only ${networkUsers[0]} may use the network`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log('layers: every import points the right way');
