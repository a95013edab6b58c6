// The tests in a real VS Code: `node test/vscode/run.mjs [--vsix FILE] [--only host|window] [text in a file's or test's name]`.
// Host tests (suite/*.test.ts) run inside the extension host of the packaged extension; window tests (window/*.mjs) drive
// the window as a person does. A window test file exports `tests` ({ 'name': async (window, context) => … }) and `options`
// for openWindow (an object, or an async function of the context that makes one); its tests share one window, in order.
// DRYDOCK_SCREENSHOTS=1 renews docs/screenshots/.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { ensureBases } from '../engine/bases.mjs';
import { cacheFolder, hasProgram, mustRun, progress, root } from '../support/machine.mjs';
import { unzip } from '../support/zip.mjs';
import { ensureVsCode } from './install.mjs';
import { openWindow } from './window.mjs';

const here = join(root, 'test/vscode');

/** Runs both kinds of tests on the VSIX (built when no path is given) and returns the counts and the failed names. */
export async function runVsCodeTests({ vsix, only, filter = '' } = {}) {
  const packaged = resolve(vsix ?? (await buildVsix()));
  // The commands build, run and push for real: VS Code gets the way to an engine from its environment.
  const engine = await ensureBases(['debian:bookworm-slim', 'node:20']);
  Object.assign(process.env, engine.env);
  const result = { passed: 0, failed: 0, failures: [] };
  if (only !== 'window') add(result, await runHostTests(packaged, filter));
  if (only !== 'host') add(result, await runWindowTests(packaged, filter));
  return result;
}

/** Packages the extension and returns the VSIX's path. */
export async function buildVsix() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await mustRun('npm', ['run', '--silent', 'package'], { cwd: root });
  return join(root, `drydock-${version}.vsix`);
}

/** The extension is unpacked from the VSIX, so that what is tested is what users get. */
async function runHostTests(vsix, filter) {
  const scratch = mkdtempSync(join(tmpdir(), 'drydock-host-'));
  try {
    unzip(vsix, join(scratch, 'vsix'));
    const tests = join(scratch, 'tests.cjs');
    await bundleSuite(tests);
    const resultFile = join(scratch, 'result.json');
    const workspace = join(scratch, 'workspace');
    mkdirSync(workspace);
    writeFileSync(join(workspace, 'Dockerfile'), 'FROM debian:bookworm-slim\nRUN echo hello\n');
    const executable = await chooseVsCode();
    progress(`extension-host tests in ${executable ?? 'a downloaded VS Code'}`);
    let crash;
    try {
      await runTests({
        ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
        extensionDevelopmentPath: join(scratch, 'vsix/extension'),
        extensionTestsPath: tests,
        launchArgs: [
          workspace,
          `--user-data-dir=${join(scratch, 'data')}`,
          `--extensions-dir=${join(scratch, 'extensions')}`,
        ],
        extensionTestsEnv: { DRYDOCK_RESULT: resultFile, DRYDOCK_TEST_FILTER: filter, DRYDOCK_ROOT: root },
      });
    } catch (error) {
      crash = error;
    }
    if (!existsSync(resultFile))
      return {
        passed: 0,
        failed: 1,
        failures: [`the extension host ended without a result: ${crash?.message ?? 'exit code 0'}`],
      };
    const result = JSON.parse(readFileSync(resultFile, 'utf8'));
    if (result.passed + result.failed === 0 && filter === '')
      return { passed: 0, failed: 1, failures: ['no extension-host test ran'] };
    return result;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** All suite files in one CommonJS module that exports `run`. */
async function bundleSuite(outfile) {
  const files = readdirSync(join(here, 'suite'))
    .filter(name => name.endsWith('.test.ts'))
    .sort();
  const imports = files.map(name => `import './${name}';`).join('\n');
  await esbuild.build({
    stdin: {
      contents: `${imports}\nexport { runAll as run } from './harness.ts';`,
      resolveDir: join(here, 'suite'),
      loader: 'ts',
    },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    outfile,
    logLevel: 'warning',
  });
}

/**
 * The executable for runTests: DRYDOCK_VSCODE, the machine's own VS Code, else code-server behind our launcher where it can be
 * installed. Undefined: let @vscode/test-electron download one.
 */
async function chooseVsCode() {
  if (process.env['DRYDOCK_VSCODE']) return process.env['DRYDOCK_VSCODE'];
  if (hasProgram('code')) {
    const script = realpathSync(spawnSync('sh', ['-c', 'command -v code'], { encoding: 'utf8' }).stdout.trim());
    const candidates = ['../../code', '../../../../MacOS/Electron', '../../Code.exe'].map(path =>
      resolve(script, path),
    );
    const found = candidates.find(path => existsSync(path));
    if (found) return found;
  }
  try {
    await ensureVsCode();
    return join(here, 'launcher.mjs');
  } catch (error) {
    progress(`no code-server here (${error.message.split('\n')[0]})`);
    return undefined;
  }
}

async function runWindowTests(vsix, filter) {
  const result = { passed: 0, failed: 0, failures: [] };
  const files = readdirSync(join(here, 'window'))
    .filter(name => name.endsWith('.mjs'))
    .sort();
  for (const file of files) {
    const module = await import(join(here, 'window', file));
    const names = Object.keys(module.tests).filter(
      name => filter === '' || name.includes(filter) || file.includes(filter),
    );
    if (names.length === 0) continue;
    let ofFile = await runWindowFile(vsix, file, module, names);
    if (ofFile.failed > 0) {
      // A window is driven from outside, by mouse and clock, on a machine that may be busy with something else. What fails
      // twice in two fresh windows is a fault; what fails once is said here, so that it can be looked into.
      progress(`REPEATED in a fresh window: ${file}, because of ${ofFile.failures.join('; ')}`);
      ofFile = await runWindowFile(vsix, file, module, names);
    }
    add(result, ofFile);
  }
  if (result.passed + result.failed === 0 && filter === '')
    return { passed: 0, failed: 1, failures: ['no window test ran'] };
  return result;
}

/** The tests of one file, in one window of their own. */
async function runWindowFile(vsix, file, module, names) {
  progress(`window tests of ${file}`);
  const result = { passed: 0, failed: 0, failures: [] };
  const context = {};
  let window;
  try {
    const options = typeof module.options === 'function' ? await module.options(context) : module.options;
    window = await openWindow({ vsix, ...options });
    for (const name of names) {
      try {
        await module.tests[name](window, context);
        result.passed++;
        console.log(`ok - ${name}`);
      } catch (error) {
        result.failed++;
        result.failures.push(`${file}: ${name}`);
        console.log(`failed: ${name}\n${error.stack}`);
        await keepEvidence(window, `${file}-${name}`);
      }
    }
  } catch (error) {
    const missing = names.length - result.passed - result.failed;
    result.failed += missing;
    result.failures.push(`${file}: no window (${missing} tests)`);
    console.log(`failed: ${file}: no window\n${error.stack}`);
  } finally {
    await window?.close();
    await context.close?.();
  }
  return result;
}

/** A picture and the browser's console of a failed test, kept outside the checkout. */
async function keepEvidence(window, name) {
  const path = join(cacheFolder('failures'), name.replace(/[^\w.-]+/g, '-'));
  await window.page.screenshot({ path: `${path}.png` }).catch(() => {});
  writeFileSync(`${path}.log`, window.console.join('\n') + '\n' + window.server.log());
  console.log(`  see ${path}.png and .log`);
}

function add(result, more) {
  result.passed += more.passed;
  result.failed += more.failed;
  result.failures.push(...more.failures);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const args = process.argv.slice(2);
  const option = name => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : undefined);
  const vsix = option('--vsix');
  const only = option('--only');
  const result = await runVsCodeTests({ vsix, only, filter: args[0] });
  for (const name of result.failures) console.log(`failed: ${name}`);
  console.log(`${result.passed} passed, ${result.failed} failed`);
  process.exitCode = result.failed > 0 ? 1 : 0;
}
