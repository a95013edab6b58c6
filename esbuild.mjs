// Bundles every entry point into dist/. One command, no plugins beyond the stub that keeps the
// registry client of dockerfile-language-service (which would open a network connection) out of the product.

import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as esbuild from 'esbuild';
import { buildShellcheckHost } from './shellcheck/build.mjs';

const require = createRequire(import.meta.url);
const { version } = require('./package.json');
const watch = process.argv.includes('--watch');
const production = process.env['NODE_ENV'] === 'production';

/** Replaces `https` by an empty module: no keystroke may reach the network. */
const noNetwork = {
  name: 'no-network',
  setup(build) {
    build.onResolve({ filter: /^(node:)?https$/ }, () => ({ path: 'https', namespace: 'stub' }));
    build.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  plugins: [noNetwork],
  // Its main entry is UMD, whose require calls a bundler cannot follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  loader: { '.md': 'text' },
  define: { 'import.meta.url': '__drydockModuleUrl', __DRYDOCK_VERSION__: JSON.stringify(version) },
  inject: ['tools/moduleUrlShim.js'],
};
const node = { ...common, platform: 'node', external: ['vscode'] };
const browser = {
  ...common,
  platform: 'browser',
  target: 'es2022',
  external: ['vscode', 'fs/promises', 'module'],
  inject: ['tools/browserShim.js'],
  define: { __DRYDOCK_VERSION__: JSON.stringify(version) },
};

const entries = [
  { ...node, entryPoints: { extension: 'client/src/extension.ts' } },
  { ...node, entryPoints: { server: 'server/src/main.node.ts' } },
  { ...node, entryPoints: { languageServer: 'server/src/main.stdio.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: { cli: 'server/src/cli.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: { cases: 'test/cases.ts' } },
  { ...browser, entryPoints: { 'extension.browser': 'client/src/extension.browser.ts' } },
  // A worker has no `require`, and a package that looks like UMD hands it on (without calling it).
  { ...browser, entryPoints: { 'server.browser': 'server/src/main.browser.ts' }, banner: { js: 'var require;' } },
]
  .map(options => ({ ...options, outdir: 'dist' }))
  .filter(options => Object.values(options.entryPoints).every(file => existsSync(file)));

await mkdir('dist', { recursive: true });
await copyFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), 'dist/web-tree-sitter.wasm');
await copyFile(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'), 'dist/tree-sitter-bash.wasm');
await buildShellcheckHost();
if (watch) {
  for (const options of entries) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(entries.map(options => esbuild.build(options)));
  for (const file of ['dist/cli.js', 'dist/languageServer.js']) if (existsSync(file)) await chmod(file, 0o755);
}
