// `npm run bench`: how long things take, as Markdown tables. `--write` puts them into docs/benchmarks.md. Parts by name:
// `npm run bench -- core`, `lsp`, `cli`. Peers are installed into the cache folder, outside the checkout; one that cannot be
// installed is named and left out. Nothing else in the tests looks at a clock.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from '../../tools/importTypeScript.mjs';
import { hasProgram, mustRun, progress, root, run } from '../support/machine.mjs';
import { startClient } from './lspClient.mjs';
import { installPeers } from './peers.mjs';

process.chdir(root);
/** Instructions: a file of 50 lines, 100, a file of 1,000 lines, and what growth is read from. */
const sizes = [35, 100, 700, 1000, 10000];
const serverSizes = sizes.filter(size => size !== 700);

/** '35 (50 lines)' */
function sizeName(size) {
  const lines = core.dockerfileOf(size).trimEnd().split('\n').length;
  const near = [50, 1000].find(round => Math.abs(lines - round) < round * 0.04);
  return `${size.toLocaleString('en')}${near ? ` (${near.toLocaleString('en')} lines)` : ''}`;
}
/** No answer of a language server by then: it counts as none. */
const limitSeconds = 15;
const parts = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const wants = part => parts.length === 0 || parts.includes(part);
/** Of other programs: above the number of processors the times over stdio and of the linters are too long. */
const loadBefore = loadavg()[0].toFixed(1);
const output = [];
const say = (...lines) => {
  output.push(...lines);
  console.log(lines.join('\n'));
};

if (!existsSync('dist/languageServer.js') || !process.argv.includes('--no-build'))
  await mustRun('npm', ['run', '--silent', 'build']);
const core = await bundledCore();
if (wants('core')) await corePart();
const peers = wants('lsp') || wants('cli') ? await installPeers() : undefined;
for (const missing of peers?.missing ?? []) say(`**Not measured: ${missing}**`, '');
if (wants('lsp')) await lspPart();
if (wants('cli')) await cliPart();
if (process.argv.includes('--write')) writePage();

async function corePart() {
  progress('core operations');
  const rows = await core.measureCore(sizes);
  say('## Core operations, in process', '');
  say(
    'Milliseconds of processor time, median of up to 201 runs after a warm-up, each on a document of its own: only the trees and',
    'commands of shell scripts that were read before, and what single words mean, come from a cache, as they do after an edit. The',
  );
  say(
    'last column is the time of 10,000 instructions by that of one of ten files of 1,000, all kept: 10 is linear.',
    '',
  );
  table(
    ['operation', ...sizes.map(size => `${sizeName(size)} instructions`), '× from 1,000 to 10,000'],
    rows.map(({ name, medians }) => [
      name,
      ...medians.map(shown),
      medians[4] === undefined ? '–' : (medians[4] / medians[3]).toFixed(1),
    ]),
  );
}

async function lspPart() {
  const steps = ['open → diagnostics', 'edit → diagnostics', 'hover', 'completion', 'format', 'semantic tokens'];
  const cells = new Map();
  for (const server of [
    { name: 'drydock', command: [process.execPath, 'dist/languageServer.js', '--stdio'] },
    ...peers.servers,
  ])
    for (const size of serverSizes) {
      progress(`${server.name}, ${size} instructions`);
      cells.set(`${server.name} ${size}`, await lspRun(server.command, core.dockerfileOf(size)));
    }
  say('## Language servers, over stdio', '');
  say(
    'Milliseconds from the request to the answer, as an editor sees it: median of up to 31 after a warm-up of up to 100; opening is',
  );
  say(
    'the first file of a fresh process, so it holds the start of the rules and of the shell parser. `–`: the server has no such',
  );
  say(
    `feature, or gave no answer to it. \`> ${limitSeconds} s\`: no answer by then. Some servers wait on purpose after an edit.`,
    '',
  );
  const names = ['drydock', ...peers.servers.map(({ name }) => name)];
  table(
    ['instructions', 'server', ...steps],
    serverSizes.flatMap(size =>
      names.map(name => [sizeName(size), name, ...steps.map(step => shown(cells.get(`${name} ${size}`).times[step]))]),
    ),
  );
  say(
    'The same answers in milliseconds of processor time of the server (mean; garbage collection and compilation while it answers are in it):',
    'what other programs do on the machine changes these much less than the times above.',
    '',
  );
  table(
    ['instructions', 'server', ...steps.slice(1)],
    serverSizes.flatMap(size =>
      names.map(name => [
        sizeName(size),
        name,
        ...steps.slice(1).map(step => shown(cells.get(`${name} ${size}`).processor[step])),
      ]),
    ),
  );
}

/** One server process, one file: the median of each step in milliseconds; Infinity: no answer in time; undefined: not offered. */
async function lspRun(command, text) {
  const client = startClient(command, limitSeconds);
  const times = {};
  /** Mean milliseconds of processor time of the server's process. */
  const processor = {};
  const uri = 'file:///bench/Dockerfile';
  /** Warms up for 100 answers or two seconds, then takes the median of 31 answers, of fewer when they take longer than three seconds. */
  const repeat = async (step, work) => {
    const values = [];
    try {
      let index = 0;
      const warmUntil = performance.now() + 2000;
      while (index < 3 || (index < 100 && performance.now() < warmUntil))
        if ((await work(index++)) === undefined) return;
      const until = performance.now() + 3000;
      const before = processorOf(client.pid);
      while (values.length < 3 || (values.length < 31 && performance.now() < until)) {
        const started = performance.now();
        if ((await work(index++)) === undefined) return;
        values.push(performance.now() - started);
      }
      if (before !== undefined) processor[step] = (processorOf(client.pid) - before) / values.length;
    } catch (error) {
      if (error.message !== 'no answer in time') throw error;
      times[step] = Infinity;
      return;
    }
    values.sort((a, b) => a - b);
    times[step] = values[Math.floor(values.length / 2)];
  };
  try {
    const { capabilities } = await client.initialize();
    const lines = text.split('\n');
    const half = lines.findIndex((line, index) => index >= lines.length / 2 && line.startsWith('COPY --chown'));
    const position = { line: half, character: 'COPY --cho'.length };
    const opened = client.diagnostics(uri);
    const started = performance.now();
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
    await opened.then(
      () => {
        times['open → diagnostics'] = performance.now() - started;
      },
      () => {
        times['open → diagnostics'] = Infinity;
      },
    );
    // What comes later than the first answer (ShellCheck) must not be taken for the answer to an edit.
    await client.quiet(1000);
    let version = 1;
    await repeat('edit → diagnostics', async index => {
      version++;
      const range = { start: { line: half, character: 0 }, end: { line: half, character: 4 } };
      const change = { range, text: index % 2 === 0 ? 'ADD ' : 'COPY' };
      const answer = client.diagnostics(uri, version);
      client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
      await answer;
      return true;
    });
    await client.quiet(300);
    const textDocument = { uri };
    const ask = (step, offered, method, params) =>
      offered ? repeat(step, async () => (await client.request(method, params)) ?? undefined) : undefined;
    await ask('hover', capabilities.hoverProvider, 'textDocument/hover', {
      textDocument,
      position: { line: half, character: 2 },
    });
    await ask('completion', capabilities.completionProvider, 'textDocument/completion', { textDocument, position });
    await ask('format', capabilities.documentFormattingProvider, 'textDocument/formatting', {
      textDocument,
      options: { tabSize: 4, insertSpaces: true },
    });
    await ask('semantic tokens', capabilities.semanticTokensProvider, 'textDocument/semanticTokens/full', {
      textDocument,
    });
  } finally {
    client.stop();
  }
  return { times, processor };
}

/** Milliseconds that the threads of a process have run; undefined where the system does not tell. */
function processorOf(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const spent = threads.map(thread =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
  } catch {
    return undefined;
  }
}

async function cliPart() {
  const corpus = join(root, '../shared/corpus/dockerfiles.jsonl');
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    const texts = existsSync(corpus)
      ? readFileSync(corpus, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map(line => JSON.parse(line).dockerfile)
      : Array.from({ length: 500 }, (_, index) => core.dockerfileOf(10 + (index % 60)));
    for (const [index, text] of texts.entries()) {
      mkdirSync(join(folder, String(index)));
      writeFileSync(join(folder, String(index), 'Dockerfile'), text);
    }
    const files = readdirSync(folder).map(name => join(folder, name, 'Dockerfile'));
    const sample = files.slice(0, 60);
    const drydock = [process.execPath, join(root, 'dist/cli.js'), 'lint', '--no-config'];
    const rows = [];
    /** A row of the table; `share`: the part of the files that `work` goes through. */
    const time = async (name, what, work, share = 1) => {
      progress(`${name}, ${what}`);
      const started = performance.now();
      const { problem, processor } = await work();
      const about = share === 1 ? '' : '≈ ';
      const shownSeconds = seconds => `${about}${(seconds / share).toFixed(1)} s`;
      const wall = shownSeconds((performance.now() - started) / 1000);
      rows.push([name, what, problem ?? wall, problem || processor === undefined ? '–' : shownSeconds(processor)]);
    };
    // Exit codes above 2 mean that the tool did not work.
    const whole =
      (command, ...args) =>
      async () => {
        const { code, processor } = await measuredRun([...command, ...args], folder, 600);
        if (code === 124) return { problem: 'not done after 600 s' };
        return code > 2 ? { problem: `ended with ${code}` } : { processor };
      };
    const each = command => async () => {
      let sum = 0;
      for (const file of sample) sum += (await measuredRun([...command, file], folder, 30)).processor ?? Number.NaN;
      return { processor: Number.isNaN(sum) ? undefined : sum };
    };
    const share = sample.length / files.length;
    await time('drydock', 'without ShellCheck', whole([...drydock, '--no-shellcheck'], folder));
    await time('drydock', 'with ShellCheck', whole(drydock, folder));
    if (peers.hadolint) await time('hadolint', 'with ShellCheck', whole([peers.hadolint, '--no-color'], ...files));
    if (peers.tally) {
      const tally = [peers.tally, 'lint', '--no-config', '--slow-checks', 'off'];
      const bare = [...tally, '--ignore', 'shellcheck/*', folder];
      const refused = await takeAwayRefused(bare, folder);
      const less = refused === 0 ? '' : `, without the ${refused} files at which it ends`;
      await time('tally', `without ShellCheck${less}`, whole(bare));
      await time('tally', `with ShellCheck${less}`, whole(tally, folder));
      for (const [index, text] of texts.entries()) writeFileSync(join(folder, String(index), 'Dockerfile'), text);
    }
    const perFile = `one process for each file; ${sample.length} files, scaled up`;
    // Given all files at once it ends with a TypeError at the first HEALTHCHECK without options, and checks nothing behind it.
    if (peers.dockerfilelint)
      await time('dockerfilelint', perFile, each([process.execPath, peers.dockerfilelint]), share);
    if (peers.dockerfileUtils)
      await time('dockerfile-utils', perFile, each([process.execPath, peers.dockerfileUtils, 'lint']), share);
    if (peers.dockerlinter)
      await time('dockerlinter', perFile, each([process.execPath, peers.dockerlinter, '-s', 'none', '-f']), share);
    say('## Linting a folder, from a cold start', '');
    say(
      `${files.length.toLocaleString('en')} ${existsSync(corpus) ? 'real' : 'generated'} Dockerfiles, one process from start to end where the tool takes several files. "Processor" is`,
      'the time of all processors together, which another program on the machine changes less.',
      '',
    );
    table(['tool', 'how', 'time', 'processor'], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** tally ends at the first file that it cannot read, and lints none: such files are deleted. How many there were. */
async function takeAwayRefused(command, folder) {
  for (let refused = 0; ; refused++) {
    const { code, stderr } = await run(command[0], command.slice(1), { limit: 120, cwd: folder });
    if (code <= 1) return refused;
    const at = stderr.indexOf(folder);
    const file = at === -1 ? undefined : /^[\w./-]*\/Dockerfile/.exec(stderr.slice(at))?.[0];
    if (file === undefined || !existsSync(file)) return refused;
    rmSync(file);
  }
}

/** Runs a program to its end; `processor`: the seconds of all its threads and children, where there is a bash to tell. */
async function measuredRun(command, cwd, limit) {
  const bash = hasProgram('bash');
  const [program, ...args] = bash
    ? ['bash', '-c', 'TIMEFORMAT="processor %U %S"; time "$@"', 'bash', ...command]
    : command;
  const result = await run(program, args, { limit, cwd });
  const times = /processor ([\d.]+) ([\d.]+)\s*$/.exec(result.stderr);
  return { ...result, processor: times ? Number(times[1]) + Number(times[2]) : undefined };
}

/** core.ts, bundled as the tests are. */
function bundledCore() {
  return importTypeScript(root, "export * from './test/bench/core.ts';");
}

/** A Markdown table; numbers to the right. */
function table(head, rows) {
  const isNumber = index => rows.every(row => /^(?:[≈>]? ?[\d.,]+(?: s)?|–)$/.test(String(row[index])));
  say(
    `| ${head.join(' | ')} |`,
    `| ${head.map((_, index) => (isNumber(index) ? '---:' : '---')).join(' | ')} |`,
    ...rows.map(row => `| ${row.join(' | ')} |`),
    '',
  );
}

/** 0.042, 1.3, 25, 1,250; `–` for what there is not. */
function shown(milliseconds) {
  if (milliseconds === undefined) return '–';
  if (milliseconds === Infinity) return `> ${limitSeconds} s`;
  if (milliseconds < 0.1) return milliseconds.toFixed(3);
  if (milliseconds < 1) return milliseconds.toFixed(2);
  if (milliseconds < 10) return milliseconds.toFixed(1);
  return Math.round(milliseconds).toLocaleString('en');
}

/** Puts the parts that were measured into the page; parts that were not measured stay as they are. */
function writePage() {
  const file = 'docs/benchmarks.md';
  const sectionsOf = text =>
    new Map(
      text
        .split(/^(?=## )/m)
        .filter(section => section.startsWith('## '))
        .map(section => [section.slice(0, section.indexOf('\n')), section.trim()]),
    );
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${process.platform}`;
  const when = `${new Date().toISOString().slice(0, 10)}, load average before: ${loadBefore}`;
  const measured = [...sectionsOf(output.join('\n'))].map(([title, section]) => {
    const versions = peers === undefined || title.includes('in process') ? '' : `; peers: ${peers.versions.join(', ')}`;
    return [title, `${section}\n\nMeasured: ${when}${versions}.`];
  });
  const sections = new Map([...sectionsOf(existsSync(file) ? readFileSync(file, 'utf8') : ''), ...measured]);
  const head = [
    '# Benchmarks',
    '',
    `Written by \`npm run bench -- --write\` (or \`-- core --write\`, \`lsp\`, \`cli\` for a part). Machine: ${machine}.`,
    'The numbers of one table come from one run, side by side. The generated files are the same each time (test/bench/generate.ts).',
  ];
  writeFileSync(file, `${[head.join('\n'), ...sections.values()].join('\n\n')}\n`);
  progress(`${file} is written`);
}
