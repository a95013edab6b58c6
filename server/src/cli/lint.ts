/** `drydock lint` and `drydock fix`. Node only: they read and write files. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startShellcheckBinary, startShellcheckProcess } from '../adapter/shellcheckHost.node.ts';
import { configCandidates, type FailureThreshold, parseConfig, resolveConfig, thresholds } from '../lint/config.ts';
import { shellPragmas } from '../lint/pragmas.ts';
import { rules } from '../lint/rules/index.ts';
import { findingsOfShellcheck } from '../lint/shellcheckFindings.ts';
import { initShell } from '../shell/parser.ts';
import { checkWithShellcheck } from '../shell/shellcheck/check.ts';
import { createShellcheckClient, type ShellcheckClient } from '../shell/shellcheck/client.ts';
import { version } from '../version.ts';
import type { CommandStreams } from './convert.ts';
import { unifiedDiff } from './diff.ts';
import { findFiles } from './files.ts';
import { type AskShellcheck, type LintedFile, type LintSettings, lintText } from './lintFile.ts';
import { canFail, type Format, formats, type Level, type ReportedFinding, report } from './reports.ts';
import { answerQuestions, askingClient, type ShellcheckQuestion, type ShellcheckReply } from './sharedShellcheck.ts';

export const lintUsage = `usage: drydock lint [OPTIONS] FILES|FOLDERS|PATTERNS|-
       drydock fix [OPTIONS] FILES|FOLDERS|PATTERNS|-

Checks Dockerfiles with the rules of hadolint and BuildKit and some more. In folders every Dockerfile is checked; - is standard input.

  --fix                      make the safe fixes (drydock fix does the same)
  --unsafe                   with --fix: also those that may change the image
  --check                    change nothing; exit 1 if a fix would change a file
  --diff                     change nothing; print what the fixes would change
  -f, --format FORMAT        ${formats.slice(0, 6).join(' | ')} |
                             ${formats.slice(6).join(' | ')} (may be repeated)
  -o, --output FILE          write the report there; with several, the first takes the first format, and so on
  -c, --config FILE          settings in the form of .hadolint.yaml (else it is looked for where hadolint does)
  --no-config                read no settings
  --ignore RULE              switch a rule off (may be repeated, as may the next)
  --error, --warning, --info, --style RULE
                             give a rule that level
  -t, --failure-threshold LEVEL
                             exit 1 only from this level on: error | warning | info | style | ignore | none
  --no-fail                  exit 0 whatever is found
  --trusted-registry REGISTRY, --require-label NAME:TYPE, --strict-labels, --disable-ignore-pragma
  --file-path-in-report PATH what to call the file (with one file only)
  --no-shellcheck            leave the scripts of RUN to our own rules
  --shellcheck PROGRAM       use that ShellCheck instead of the bundled one
  --unused-ignores           report comments that ignore nothing, too
  --hadolint                 hadolint's verdicts to the letter, where ours are more exact
  --no-color, -V, --verbose, -v, --version, -h, --help

Exit: 0 nothing found at or above the threshold, 1 something found or a file cannot be read, 2 bad arguments.
Findings in the formats codeclimate and codacy are no failure, as in hadolint.`;

interface LintArguments {
  readonly files: readonly string[];
  readonly fix: boolean;
  readonly unsafe: boolean;
  readonly check: boolean;
  readonly diff: boolean;
  readonly formats: readonly Format[];
  readonly outputs: readonly string[];
  readonly configFile: string | undefined;
  readonly noConfig: boolean;
  /** What the options say, in the form of .hadolint.yaml. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly noColor: boolean;
  readonly verbose: boolean;
  readonly reportedPath: string | undefined;
  readonly letter: boolean;
  readonly unusedIgnores: boolean;
  readonly shellcheck: LintSettings['shellcheck'];
  readonly help: boolean;
  readonly version: boolean;
}

export function runLint(args: readonly string[], streams: CommandStreams): Promise<number> {
  return run('lint', args, streams);
}

export function runFix(args: readonly string[], streams: CommandStreams): Promise<number> {
  return run('fix', args, streams);
}

/** In a worker thread: lints the files that it is given. True when this thread is such a worker. */
export function isLintWorker(): boolean {
  const data = workerData as Partial<WorkerTask> | null;
  if (isMainThread || data?.kind !== 'drydock-lint') return false;
  const task = data as WorkerTask;
  void (async () => {
    const { shellcheck } = task.settings;
    const { client, receive } = askingClient(question => parentPort!.postMessage(question), shellcheck === 'bundled');
    parentPort!.on('message', (reply: ShellcheckReply) => receive(reply));
    await lintHere(task, shellcheck === 'off' ? undefined : client, (index, result) =>
      parentPort!.postMessage([index, result]),
    );
    parentPort!.close();
  })();
  return true;
}

interface WorkerTask {
  readonly kind: 'drydock-lint';
  readonly bundle: string;
  readonly files: readonly (readonly [index: number, file: string])[];
  readonly names: Readonly<Record<string, string>>;
  readonly settings: LintSettings;
}

interface LintedPath extends LintedFile {
  /** What was read; undefined when the file could not be read. */
  readonly text: string | undefined;
}

async function run(command: 'lint' | 'fix', args: readonly string[], streams: CommandStreams): Promise<number> {
  const options = readArguments(args, command);
  if (typeof options === 'string') {
    streams.error(`drydock ${command}: ${options}\nTry drydock ${command} --help.\n`);
    return 2;
  }
  if (options.help) {
    streams.out(`${lintUsage}\n`);
    return 0;
  }
  if (options.version) {
    streams.out(`drydock ${version}\n`);
    return 0;
  }
  const config = readConfig(options, streams);
  if (typeof config === 'string') {
    streams.error(`drydock ${command}: ${config}\n`);
    return 2;
  }
  const resolved = resolveConfig(config, rules, environmentSettings(), options.settings);
  for (const name of resolved.unknownNames) streams.error(`drydock ${command}: no rule is called ${name}\n`);
  const { files, problems } = findFiles(options.files);
  if (files.length === 0) {
    streams.error(`drydock ${command}: ${problems.join('; ')}\n`);
    return 2;
  }
  for (const problem of problems) streams.error(`drydock ${command}: ${problem}\n`);
  const settings: LintSettings = {
    config: [config, environmentSettings(), options.settings],
    letter: options.letter,
    unusedIgnores: options.unusedIgnores,
    fix: options.fix || options.check || options.diff,
    unsafe: options.unsafe,
    shellcheck: options.shellcheck,
  };
  const names = options.reportedPath !== undefined && files.length === 1 ? { [files[0]!]: options.reportedPath } : {};
  const results = await lintFiles(files, names, settings, streams);
  let wouldChange = 0;
  const findings: ReportedFinding[] = [];
  for (const [at, result] of results.entries()) {
    const file = files[at]!;
    for (const failure of result.failures) streams.error(`drydock ${command}: ${file}: ${failure}\n`);
    findings.push(...result.findings);
    if (result.fixed === undefined) {
      // Standard input is a filter: unchanged text goes through.
      if (options.fix && !options.check && !options.diff && file === '-') streams.out(result.text ?? '');
      continue;
    }
    wouldChange++;
    if (options.diff) streams.out(unifiedDiff(result.text ?? '', result.fixed, file === '-' ? 'Dockerfile' : file));
    else if (options.check)
      streams.out(`${file}: ${result.fixes.length} ${result.fixes.length === 1 ? 'fix' : 'fixes'}\n`);
    else if (file === '-') streams.out(result.fixed);
    else {
      try {
        await writeFile(file, result.fixed);
        streams.error(`fixed ${file} (${result.fixes.length})\n`);
      } catch (error) {
        findings.push(fileFinding(file, 'unwritable-file', error));
      }
    }
  }
  if (options.check || options.diff)
    return wouldChange > 0 || findings.some(({ code }) => code === 'unreadable-file') ? 1 : 0;
  const ofSettings = formats.find(name => name === resolved.format);
  const wanted = options.formats.length > 0 ? options.formats : ofSettings ? [ofSettings] : [];
  const shownNames = files.map(file => names[file] ?? file);
  const asFilter = options.fix && files.includes('-');
  let isWritten = true;
  for (const { format, path } of destinations(wanted, options.outputs)) {
    const isColored = path === '-' && !options.noColor && !resolved.noColor;
    const shown = report(format, findings, { version, files: shownNames, color: isColored && terminalHasColors() });
    if (path !== '-') isWritten = writeReport(path, shown, command, streams) && isWritten;
    else if (asFilter) streams.error(shown);
    else streams.out(shown);
  }
  if (options.verbose) streams.error(`${files.length} files, ${findings.length} findings\n`);
  if (!isWritten || findings.some(({ code }) => fileProblems.has(code))) return 1;
  if (resolved.noFail || !wanted.every(canFail)) return 0;
  return findings.some(({ level }) => reaches(level, resolved.failureThreshold)) ? 1 : 0;
}

/** No findings but failures: they are not excused by --no-fail, nor by a format. */
const fileProblems: ReadonlySet<string> = new Set(['unreadable-file', 'unwritable-file']);

/** hadolint's pairing: the first format goes to the first file, what is left over to standard output, or as tty. */
function destinations(
  wanted: readonly Format[],
  outputs: readonly string[],
): readonly { readonly format: Format; readonly path: string }[] {
  const count = Math.max(1, wanted.length, outputs.length);
  return Array.from({ length: count }, (_, at) => ({ format: wanted[at] ?? 'tty', path: outputs[at] ?? '-' }));
}

function terminalHasColors(): boolean {
  return !process.env['NO_COLOR'] && process.stdout.isTTY === true;
}

/** False (and said) when the file cannot be written. */
function writeReport(path: string, text: string, command: string, streams: CommandStreams): boolean {
  try {
    writeFileSync(path, text);
    return true;
  } catch (error) {
    streams.error(`drydock ${command}: cannot write ${path}: ${error instanceof Error ? error.message : error}\n`);
    return false;
  }
}

function reaches(level: Level, threshold: FailureThreshold): boolean {
  return thresholds.indexOf(level) <= thresholds.indexOf(threshold);
}

/** In the order of the files. Many files are spread over the processors. */
async function lintFiles(
  files: readonly string[],
  names: Readonly<Record<string, string>>,
  settings: LintSettings,
  streams: CommandStreams,
): Promise<readonly LintedPath[]> {
  const progress = process.stderr.isTTY === true && files.length > 50;
  const results: LintedPath[] = [];
  let done = 0;
  const keep = (index: number, result: LintedPath) => {
    results[index] = result;
    done++;
    if (progress && (done % 20 === 0 || done === files.length)) streams.error(`\r${done} of ${files.length} files`);
    if (progress && done === files.length) streams.error('\r\u001b[K');
  };
  const share = settings.shellcheck === 'off' ? 150 : 40;
  const threads = Math.min(availableParallelism(), Math.floor(files.length / share));
  if (threads < 2) {
    const task = { bundle: streams.bundle, files: [...files.entries()], names, settings };
    const client = startShellcheck(streams.bundle, settings.shellcheck);
    await lintHere(task, client, keep);
    client?.stop();
    return results;
  }
  // The threads share the programs: see sharedShellcheck.ts.
  const clients = Array.from({ length: threads }, () => startShellcheck(streams.bundle, settings.shellcheck)).filter(
    client => client !== undefined,
  );
  const answer = answerQuestions(clients);
  const forThreads = clients.length === 0 ? { ...settings, shellcheck: 'off' as const } : settings;
  const shares = Array.from({ length: threads }, (_, thread) =>
    [...files.entries()].filter(([index]) => index % threads === thread),
  );
  await Promise.all(
    shares.map(
      share =>
        new Promise<void>((done, fail) => {
          const task: WorkerTask = {
            kind: 'drydock-lint',
            bundle: streams.bundle,
            files: share,
            names,
            settings: forThreads,
          };
          const worker = new Worker(join(streams.bundle, 'cli.js'), { workerData: task });
          worker.on('message', (message: ShellcheckQuestion | [number, LintedPath]) => {
            if (Array.isArray(message)) keep(...message);
            else void answer(message).then(reply => worker.postMessage(reply));
          });
          worker.on('error', fail);
          worker.on('exit', () => done());
        }),
    ),
  );
  for (const client of clients) client.stop();
  return results;
}

function loadShell(bundle: string): Promise<void> {
  return initShell(async () => ({
    runtime: await readFile(join(bundle, 'web-tree-sitter.wasm')),
    grammar: await readFile(join(bundle, 'tree-sitter-bash.wasm')),
  }));
}

/** In this thread: a few files at a time, so that ShellCheck, which is a process of its own, never waits. */
async function lintHere(
  { bundle, files, names, settings }: Omit<WorkerTask, 'kind'>,
  client: ShellcheckClient | undefined,
  keep: (index: number, result: LintedPath) => void,
): Promise<void> {
  await loadShell(bundle);
  const ask: AskShellcheck | undefined =
    client &&
    (async (document, severities) => {
      const { findings } = await checkWithShellcheck(client, document.uri, document.tree, {
        shellAt: instruction => shellPragmas(document.tree).get(instruction.index),
      });
      return findingsOfShellcheck(document, findings, severities, 'cli', settings.letter);
    });
  const queue = [...files];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, file] = next;
      keep(index, await lintPath(file, names[file] ?? file, settings, ask));
    }
  };
  await Promise.all(Array.from({ length: client ? 8 : 1 }, worker));
}

function startShellcheck(bundle: string, wanted: LintSettings['shellcheck']): ShellcheckClient | undefined {
  if (wanted === 'off') return undefined;
  const host = join(bundle, '..', 'shellcheck', 'host.mjs');
  if (wanted === 'bundled' && !existsSync(host)) return undefined;
  const client = createShellcheckClient({
    start: () => (wanted === 'bundled' ? startShellcheckProcess(host) : startShellcheckBinary(wanted.command)),
    later: (milliseconds, act) => {
      const timer = setTimeout(act, milliseconds);
      timer.unref();
      return () => clearTimeout(timer);
    },
    skipPlain: wanted === 'bundled',
    ...(wanted === 'bundled' ? {} : { mostTimeouts: 2 }),
    onUnavailable: reason => process.stderr.write(`drydock: ShellCheck cannot be used: ${reason}\n`),
  });
  client.warm();
  return client;
}

async function lintPath(file: string, name: string, settings: LintSettings, ask?: AskShellcheck): Promise<LintedPath> {
  let text: string;
  try {
    text = file === '-' ? readFileSync(0, 'utf8') : await readFile(file, 'utf8');
  } catch (error) {
    return {
      findings: [fileFinding(name, 'unreadable-file', error)],
      fixed: undefined,
      fixes: [],
      failures: [],
      text: undefined,
    };
  }
  return { ...(await lintText(text, name, settings, ask)), text };
}

function fileFinding(file: string, code: string, error: unknown): ReportedFinding {
  const message = error instanceof Error ? error.message : String(error);
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1, code, level: 'error', message, url: undefined };
}

/** The settings of the file, or why it cannot be used. */
function readConfig(options: LintArguments, streams: CommandStreams): Readonly<Record<string, unknown>> | string {
  if (options.noConfig) return {};
  const environment = {
    home: process.env['HOME'] ?? process.env['USERPROFILE'],
    xdgConfigHome: process.env['XDG_CONFIG_HOME'],
  };
  const path = options.configFile ?? configCandidates(resolve('.'), environment).find(existsSync);
  if (path === undefined) return {};
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return `cannot read ${path}: ${error instanceof Error ? error.message : error}`;
  }
  const { value, problems } = parseConfig(text);
  for (const { message, line } of problems) streams.error(`${path}:${line} ${message}\n`);
  if (options.verbose) streams.error(`settings from ${path}\n`);
  return value;
}

/** hadolint's environment variables. */
function environmentSettings(): Readonly<Record<string, unknown>> {
  const list = (name: string) => process.env[name]?.split(',').map(entry => entry.trim());
  const override = Object.fromEntries(
    ['error', 'warning', 'info', 'style'].flatMap(level => {
      const names = list(`HADOLINT_OVERRIDE_${level.toUpperCase()}`);
      return names ? [[level, names]] : [];
    }),
  );
  const labels = list('HADOLINT_REQUIRE_LABELS')?.map(entry => entry.split(':'));
  const entries: Record<string, unknown> = {
    ignored: list('HADOLINT_IGNORE'),
    override,
    'trusted-registries': list('HADOLINT_TRUSTED_REGISTRIES'),
    'label-schema': labels ? Object.fromEntries(labels) : undefined,
    'failure-threshold': process.env['HADOLINT_FAILURE_THRESHOLD'],
    format: process.env['HADOLINT_FORMAT'],
    'no-fail': process.env['HADOLINT_NOFAIL'],
    'strict-labels': process.env['HADOLINT_STRICT_LABELS'],
    'disable-ignore-pragma': process.env['HADOLINT_DISABLE_IGNORE_PRAGMA'],
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

type Draft = { -readonly [Key in keyof LintArguments]: LintArguments[Key] };

/** The arguments, or a sentence about what is wrong with them. */
function readArguments(args: readonly string[], command: 'lint' | 'fix'): LintArguments | string {
  const files: string[] = [];
  const override: Record<string, string[]> = {};
  const settings: Record<string, unknown> = {};
  const lists: Record<string, string[]> = {};
  const labels: Record<string, string> = {};
  const wanted: Format[] = [];
  const outputs: string[] = [];
  const options: Draft = {
    files,
    fix: command === 'fix',
    unsafe: false,
    check: false,
    diff: false,
    formats: wanted,
    outputs,
    configFile: undefined,
    noConfig: false,
    settings,
    noColor: false,
    verbose: false,
    reportedPath: undefined,
    letter: false,
    unusedIgnores: false,
    shellcheck: 'bundled',
    help: false,
    version: false,
  };
  const switches: Readonly<Record<string, () => void>> = {
    '--fix': () => (options.fix = true),
    '--unsafe': () => (options.unsafe = true),
    '--check': () => (options.check = true),
    '--diff': () => (options.diff = true),
    '--no-config': () => (options.noConfig = true),
    '--no-fail': () => (settings['no-fail'] = true),
    '--no-color': () => (options.noColor = true),
    '--strict-labels': () => (settings['strict-labels'] = true),
    '--disable-ignore-pragma': () => (settings['disable-ignore-pragma'] = true),
    '--hadolint': () => (options.letter = true),
    '--unused-ignores': () => (options.unusedIgnores = true),
    '--no-shellcheck': () => (options.shellcheck = 'off'),
    '--verbose': () => (options.verbose = true),
    '-V': () => (options.verbose = true),
    '--help': () => (options.help = true),
    '-h': () => (options.help = true),
    '--version': () => (options.version = true),
    '-v': () => (options.version = true),
  };
  const add = (record: Record<string, string[]>, key: string, value: string) => {
    record[key] = [...(record[key] ?? []), ...value.split(',').map(part => part.trim())];
  };
  const valued: Readonly<Record<string, (value: string) => string | undefined>> = {
    '--format': value => {
      const format = formats.find(name => name === value);
      if (!format) return `there is no format ${value}; known are ${formats.join(', ')}`;
      wanted.push(format);
      return undefined;
    },
    '--output': value => void outputs.push(value),
    '--config': value => void (options.configFile = value),
    '--ignore': value => add(lists, 'ignored', value) as undefined,
    '--error': value => add(override, 'error', value) as undefined,
    '--warning': value => add(override, 'warning', value) as undefined,
    '--info': value => add(override, 'info', value) as undefined,
    '--style': value => add(override, 'style', value) as undefined,
    '--trusted-registry': value => add(lists, 'trusted-registries', value) as undefined,
    '--require-label': value => {
      const at = value.lastIndexOf(':');
      if (at <= 0) return `--require-label needs NAME:TYPE, not ${value}`;
      labels[value.slice(0, at)] = value.slice(at + 1);
      return undefined;
    },
    '--failure-threshold': value => {
      settings['failure-threshold'] = value;
      return thresholds.some(name => name === value)
        ? undefined
        : `there is no level ${value}; known are ${thresholds.join(', ')}`;
    },
    '--shellcheck': value =>
      void (options.shellcheck = value === 'bundled' || value === 'off' ? value : { command: value }),
    '--file-path-in-report': value => void (options.reportedPath = value),
  };
  const short: Readonly<Record<string, string>> = {
    '-f': '--format',
    '-o': '--output',
    '-c': '--config',
    '-t': '--failure-threshold',
  };
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '--') {
      files.push(...args.slice(at + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      files.push(argument);
      continue;
    }
    const set = switches[argument];
    if (set) {
      set();
      continue;
    }
    const { name, attached } = splitOption(argument);
    const take = valued[short[name] ?? name];
    if (!take) return `there is no option ${name}`;
    const value = attached ?? args[++at];
    if (value === undefined) return `${name} needs a value`;
    const problem = take(value);
    if (problem !== undefined) return problem;
  }
  Object.assign(settings, lists);
  if (Object.keys(override).length > 0) settings['override'] = override;
  if (Object.keys(labels).length > 0) settings['label-schema'] = labels;
  if (files.length === 0 && !options.help && !options.version) return 'no files are given';
  if (options.unsafe && !options.fix && !options.check && !options.diff) return '--unsafe needs --fix';
  return options;
}

/** `--name=value`, `-nvalue`, or a name whose value is the next argument. */
function splitOption(argument: string): { readonly name: string; readonly attached: string | undefined } {
  if (!argument.startsWith('--')) return { name: argument.slice(0, 2), attached: argument.slice(2) || undefined };
  const equals = argument.indexOf('=');
  if (equals === -1) return { name: argument, attached: undefined };
  return { name: argument.slice(0, equals), attached: argument.slice(equals + 1) };
}
