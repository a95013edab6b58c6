// `npm run package`: drydock-<version>.vsix, made by vsce from what .vscodeignore allows. Everything is bundled, so no
// package folder goes in.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createVSIX } from '@vscode/vsce';

process.chdir(new URL('..', import.meta.url).pathname);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const packagePath = `drydock-${version}.vsix`;
rmSync(packagePath, { force: true });
process.env['NODE_ENV'] = 'production'; // vsce runs "vscode:prepublish", which builds.
await createVSIX({ packagePath, dependencies: false, allowMissingRepository: true });
console.log(packagePath);
if (!existsSync('shellcheck-source.tar.gz')) {
  console.log(
    'Before you publish it: npm run shellcheck-source makes the archive of ShellCheck’s source that goes with it.',
  );
}
