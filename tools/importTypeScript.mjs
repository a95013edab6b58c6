// The product's own TypeScript for a tool that is run by Node as it is: bundled on the fly, imported, and the bundle taken away again.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

let number = 0;

/** The exports of a piece of TypeScript whose imports are seen from `root`; packages are taken from its node_modules. */
export async function importTypeScript(root, contents) {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, `tool-${process.pid}-${++number}.mjs`);
  await esbuild.build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
