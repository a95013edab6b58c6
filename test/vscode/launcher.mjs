#!/usr/bin/env node
// Stands in for the `code` executable that @vscode/test-electron starts: it takes the same arguments, runs the tests in
// the extension host of code-server inside a headless browser, and ends with their exit code.
import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../support/machine.mjs';
import { openBrowser, startCodeServer } from './codeServer.mjs';
import { ensureVsCode } from './install.mjs';

const limitSeconds = Number(process.env['DRYDOCK_VSCODE_LIMIT'] ?? 600);
const options = parseArguments(process.argv.slice(2));
const consoleLog = join(cacheFolder('failures'), 'extension-host.log');
writeFileSync(consoleLog, '');

let server;
let browser;
let ending = false;

/** Ends everything that was started, then this process. */
async function end(code) {
  if (ending) return;
  ending = true;
  await browser?.close().catch(() => {});
  server?.stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(130));
setTimeout(() => {
  console.error(`the extension tests did not end within ${limitSeconds} s`);
  end(124);
}, limitSeconds * 1000).unref();

try {
  const install = await ensureVsCode();
  server = await startCodeServer(install, {
    dataFolder: options['user-data-dir'],
    extensionsFolder: options['extensions-dir'],
    trusted: process.env['DRYDOCK_VSCODE_RESTRICTED'] === undefined,
    cwd: process.cwd(),
    env: { DRYDOCK_EXTENSION_TESTS: '1' },
  });
  server.process.on('exit', code => {
    if (ending) return;
    console.error(`code-server ended early (${code})\n${server.log()}`);
    end(1);
  });
  browser = await openBrowser(install);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.exposeFunction('codeAutomationLog', showLog);
  await page.exposeFunction('codeAutomationExit', code => end(code));
  const remote = path => `vscode-remote://127.0.0.1:${server.port}${resolve(path)}`;
  const payload = [
    ...options.extensionDevelopmentPath.map(path => ['extensionDevelopmentPath', remote(path)]),
    ['extensionTestsPath', remote(options.extensionTestsPath)],
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (options.folder) query.set('folder', options.folder);
  // The page tells how the tests end; until then the limit above counts, however long it takes to load.
  await page.goto(`http://127.0.0.1:${server.port}/?${query}`, { waitUntil: 'commit', timeout: 120_000 });
} catch (error) {
  console.error(error);
  await end(1);
}

/** The tests' own lines are shown; the workbench's console, which comes the same way, goes to a file only. */
function showLog(type, args) {
  const text = args.map(String).join(' ');
  appendFileSync(consoleLog, `[${type}] ${text}\n`);
  if (/^(not )?ok - |^# /.test(text)) console.log(text);
}

/** The options that matter here; a bare argument that is a folder is the workspace. */
function parseArguments(list) {
  const parsed = { extensionDevelopmentPath: [] };
  for (const argument of list) {
    const match = /^--([^=]+)=(.*)$/s.exec(argument);
    if (match?.[1] === 'extensionDevelopmentPath') parsed.extensionDevelopmentPath.push(match[2]);
    else if (match) parsed[match[1]] = match[2];
    else if (!argument.startsWith('--') && statSync(argument, { throwIfNoEntry: false })?.isDirectory())
      parsed.folder = resolve(argument);
  }
  return parsed;
}
