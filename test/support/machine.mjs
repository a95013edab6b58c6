// What the real-thing harnesses share: running programs, waiting for something, locks between test runs, cache folders.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The checkout's root folder, whatever the current folder is. */
export const root = new URL('../../', import.meta.url).pathname.replace(/\/$/, '');

/** One progress line, on stderr so that a harness's own output stays clean. */
export function progress(text) {
  process.stderr.write(`  ${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

/** A folder outside the checkout that survives from run to run; made when missing. */
export function cacheFolder(name) {
  const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'drydock', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Runs a program to its end without a shell; both streams are collected as text.
 * `options`: env (added to the process's own; undefined removes), cwd, input (stdin), limit (seconds), show (pass lines through).
 * Never rejects: the answer has `code` (127 when the program is missing, 124 when the limit ran out), `stdout`, `stderr`, `seconds`.
 */
export function run(program, args, options = {}) {
  return new Promise(resolve => {
    const started = performance.now();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: environment(options.env),
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(
      () => {
        timedOut = true;
        killGroup(child.pid);
      },
      (options.limit ?? 900) * 1000,
    );
    child.stdout.on('data', chunk => {
      stdout += chunk;
      if (options.show) process.stderr.write(chunk);
    });
    child.stderr.on('data', chunk => {
      stderr += chunk;
      if (options.show) process.stderr.write(chunk);
    });
    const finish = code => {
      clearTimeout(timer);
      resolve({ code: timedOut ? 124 : code, stdout, stderr, seconds: (performance.now() - started) / 1000 });
    };
    child.on('error', error => {
      stderr += String(error);
      finish(127);
    });
    child.on('close', (code, signal) => finish(code ?? (signal ? 128 : 1)));
    if (options.input !== undefined) child.stdin.end(options.input);
  });
}

/** Like `run`, but an exit code other than 0 is an error that shows the end of the program's output. */
export async function mustRun(program, args, options = {}) {
  const result = await run(program, args, options);
  if (result.code === 0) return result;
  const output = (result.stdout + result.stderr).trim().split('\n').slice(-40).join('\n');
  throw new Error(`${program} ${args.join(' ').slice(0, 300)} ended with ${result.code}\n${output}`);
}

/** Runs a bash script (with `set -e`) whose positional arguments are `args`; fails like `mustRun`. */
export function mustRunScript(script, args = [], options = {}) {
  return mustRun('bash', ['-euc', 'set -o pipefail\n' + script, 'bash', ...args], options);
}

/** True when a program of that name is in PATH. */
export function hasProgram(name) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { stdio: 'ignore' }).status === 0;
}

/** Asks until the answer is truthy, and returns it; an error that names `what` after `limit` seconds. */
export async function waitFor(what, ask, limit = 90, pause = 200) {
  const end = performance.now() + limit * 1000;
  let last;
  for (;;) {
    try {
      const answer = await within(limit, ask());
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end)
      throw new Error(`waited ${limit} s for ${what}${last === undefined ? '' : ': ' + last.message}`);
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}

/** The work's answer, or an error after that time; the timer also keeps the process alive while the work is pending. */
async function within(seconds, work) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One GET over a connection of its own: `{ status, body }`, or a rejection when the connection fails or nothing comes for 10 seconds.
 * Not `fetch`: where the other side accepts and closes at once, as the engine does for a port whose program does not listen yet,
 * the fetch of Node 20.20 (undici 6.24) never settles, so that waiting for a server that is just starting would wait in vain.
 */
export function httpGet(address) {
  return new Promise((resolve, reject) => {
    const request = get(address, { agent: false, timeout: 10_000 }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error(`no answer from ${address} within 10 s`)));
  });
}

/** A TCP port of 127.0.0.1 that nobody listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs `work` while no other process holds the lock of that name; a lock whose owner is dead is taken over. */
export async function withLock(name, work) {
  const folder = join(cacheFolder('locks'), name);
  let told = false;
  await waitFor(
    `the lock ${folder}`,
    () => {
      try {
        mkdirSync(folder);
        writeFileSync(join(folder, 'owner'), identity(process.pid));
        return true;
      } catch {
        if (!told) progress(`waiting for another run to finish (${folder})`);
        told = true;
        if (!ownerLives(folder)) rmSync(folder, { recursive: true, force: true });
        return false;
      }
    },
    1800,
    500,
  );
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs the Debian packages of which `isMissing()` says that something is missing; needs root. */
export async function aptInstall(packages, isMissing) {
  if (!isMissing()) return;
  if (!hasProgram('apt-get') || (process.getuid() !== 0 && !hasProgram('sudo')))
    throw new Error(`please install ${packages.join(', ')} (Debian's names of the packages), then run again`);
  progress(`apt-get install ${packages.join(' ')}`);
  const become = process.getuid() === 0 ? [] : ['sudo'];
  const apt = (...args) => {
    const command = [
      ...become,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=600',
      '-qq',
      ...args,
    ];
    return spawnSync(command[0], command.slice(1), { stdio: ['inherit', 'ignore', 'pipe'], encoding: 'utf8' });
  };
  if (apt('install', '-y', '--no-install-recommends', ...packages).status === 0) return;
  apt('update');
  const second = apt('install', '-y', '--no-install-recommends', ...packages);
  if (second.status !== 0) throw new Error(`apt-get install ${packages.join(' ')} failed\n${second.stderr}`);
}

/** Ends a process group that was started with `detached: true`; a group that is gone already is no error. */
export function killGroup(pid, signal = 'SIGKILL') {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function environment(changes = {}) {
  const env = { ...process.env, ...changes };
  for (const name of Object.keys(env)) if (env[name] === undefined) delete env[name];
  return env;
}

/** A lock's owner lives when a process of that number runs that began at that time (numbers are used again). */
function ownerLives(folder) {
  try {
    const owner = readFileSync(join(folder, 'owner'), 'utf8');
    if (owner !== '') return owner === identity(owner.split(' ')[0]);
  } catch {
    // Just being made, or its maker died before it wrote who it is.
  }
  return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < 10_000;
}

function identity(pid) {
  try {
    // Where the kernel tells (Linux), the start time is the 20th field after the name in parentheses.
    return `${pid} ${readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ')[19]}`;
  } catch {
    try {
      process.kill(Number(pid), 0);
      return `${pid} alive`;
    } catch (error) {
      return error.code === 'EPERM' ? `${pid} alive` : `${pid} ended`;
    }
  }
}
