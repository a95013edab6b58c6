/** `drydock convert`: the multi-stage conversion from a terminal (docs/convert.md). Node only: it reads and writes files. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { BuildDefinition, WorkspaceFile } from '../context/definitions.ts';
import { compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { textOfBytes } from '../context/text.ts';
import { contextCandidates, saysHowToBuild } from '../context/which.ts';
import { convertToMultiStage } from '../refactor/multistage/convert.ts';
import type { Conversion, ConversionContext } from '../refactor/multistage/types.ts';
import { initShell } from '../shell/parser.ts';

export const convertUsage = `usage: drydock convert FILE [--context DIR] [--answers ID=VALUE …] [--write] [--json]

Turns a single-stage Dockerfile into a multi-stage one, or says why not.
FILE may be - for standard input. Without --context the folder of FILE is the build context; --no-context looks at no other file.
Exit: 0 converted (safe), 3 questions are open, 4 refused, 2 bad arguments or unreadable files.`;

/** Files and folders of the context that are looked at. */
const mostEntries = 100_000;
const largestText = 1_000_000;

/** What a subcommand of the command line is given and may use. */
export interface CommandStreams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** The folder with the .wasm files. */
  readonly bundle: string;
}

/** Runs the subcommand; resolves with the exit code. */
export async function runConvert(args: readonly string[], streams: CommandStreams): Promise<number> {
  const options = readArguments(args);
  if (typeof options === 'string') {
    streams.error(`drydock convert: ${options}\n${convertUsage}\n`);
    return 2;
  }
  if (options.help) {
    streams.out(convertUsage + '\n');
    return 0;
  }
  let text: string;
  try {
    text = options.file === '-' ? readFileSync(0, 'utf8') : readFileSync(options.file, 'utf8');
  } catch (error) {
    streams.error(`drydock convert: cannot read ${options.file}: ${messageOf(error)}\n`);
    return 2;
  }
  const folder =
    options.context ?? (options.file === '-' || options.noContext ? undefined : dirname(resolve(options.file)));
  let context: ConversionContext | undefined;
  try {
    if (folder !== undefined && !options.noContext) {
      const builds = options.file === '-' ? [] : buildsAround(options.file);
      context = { ...readContext(folder, options.file), ...(builds.length === 0 ? {} : { builds }) };
    }
  } catch (error) {
    streams.error(`drydock convert: cannot read the context ${folder}: ${messageOf(error)}\n`);
    return 2;
  }
  await initShell(async () => ({
    runtime: await readFile(join(streams.bundle, 'web-tree-sitter.wasm')),
    grammar: await readFile(join(streams.bundle, 'tree-sitter-bash.wasm')),
  }));
  const conversion = convertToMultiStage({
    source: text,
    answers: options.answers,
    ...(context === undefined ? {} : { context }),
    ...(folder === undefined || options.file === '-' ? {} : { dockerfilePath: contextPath(folder, options.file) }),
  });
  if (options.json) streams.out(JSON.stringify(jsonOf(conversion), null, 2) + '\n');
  else print(conversion, streams, options.write);
  if (options.write && conversion.outcome === 'safe' && conversion.text !== undefined && options.file !== '-') {
    try {
      writeFileSync(options.file, conversion.text);
    } catch (error) {
      streams.error(`drydock convert: cannot write ${options.file}: ${messageOf(error)}\n`);
      return 2;
    }
  }
  return { safe: 0, ask: 3, refuse: 4 }[conversion.outcome];
}

interface ConvertArguments {
  readonly file: string;
  readonly context: string | undefined;
  readonly noContext: boolean;
  readonly answers: Readonly<Record<string, string>>;
  readonly write: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** The arguments, or what is wrong with them. */
function readArguments(args: readonly string[]): ConvertArguments | string {
  let file: string | undefined;
  let context: string | undefined;
  const answers: Record<string, string> = {};
  const flags = new Set<string>();
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    const [name, attached] = arg.startsWith('--') && arg.includes('=') ? splitOnce(arg, '=') : [arg, undefined];
    if (name === '--context') {
      context = attached ?? args[++index];
      if (context === undefined) return '--context needs a folder';
    } else if (name === '--answers' || name === '--answer') {
      const list = attached === undefined ? [] : [attached];
      while (
        attached === undefined &&
        index + 1 < args.length &&
        (/^[\w-]+=/.test(args[index + 1]!) || args[index + 1]!.startsWith('{'))
      )
        list.push(args[++index]!);
      if (list.length === 0) return `${name} needs ID=VALUE`;
      for (const item of list) {
        if (item.startsWith('{')) {
          try {
            for (const [key, value] of Object.entries(JSON.parse(item) as Record<string, unknown>))
              answers[key] = String(value);
          } catch {
            return `${name}: not JSON: ${item}`;
          }
          continue;
        }
        for (const pair of item.split(',')) {
          const [key, value] = splitOnce(pair, '=');
          if (key === '' || value === undefined) return `${name}: ID=VALUE expected, not ${pair}`;
          answers[key] = value;
        }
      }
    } else if (['--write', '--json', '--help', '--no-context'].includes(name)) flags.add(name);
    else if (name === '-h') flags.add('--help');
    else if (arg.startsWith('-') && arg !== '-') return `unknown option ${arg}`;
    else if (file === undefined) file = arg;
    else return `one file, not two: ${file}, ${arg}`;
  }
  if (file === undefined && !flags.has('--help')) return 'which file?';
  return {
    file: file ?? '',
    context,
    noContext: flags.has('--no-context'),
    answers,
    write: flags.has('--write'),
    json: flags.has('--json'),
    help: flags.has('--help'),
  };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The files of a folder that `.dockerignore` lets through; symbolic links are files of no size. Throws when the folder cannot be read. */
export function readContext(folder: string, dockerfile: string): ConversionContext {
  if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
  const ignoreText = readText(`${dockerfile}.dockerignore`) ?? readText(join(folder, '.dockerignore'));
  const ignore =
    ignoreText === undefined
      ? undefined
      : compileDockerignore(parseDockerignore(ignoreText), { withoutBadLines: true });
  const files: { path: string; size: number }[] = [];
  const open = [''];
  let seen = 0;
  for (let below = open.shift(); below !== undefined; below = open.shift()) {
    let entries: ReturnType<typeof readEntries>;
    try {
      entries = readEntries(join(folder, below));
    } catch (error) {
      if (below === '') throw error;
      continue;
    }
    for (const entry of entries) {
      if (++seen > mostEntries) return { files, read: reader(folder, files) };
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const ignored = ignore?.matches(path) ?? false;
      if (entry.isDirectory()) {
        if (entry.name === '.git' && below === '') continue;
        if (!ignored || ignore?.hasNegations) open.push(path);
      } else if (!ignored) {
        let size = 0;
        if (entry.isFile()) {
          try {
            size = statSync(join(folder, path)).size;
          } catch {
            continue;
          }
        }
        files.push({ path, size });
      }
    }
  }
  return { files, read: reader(folder, files) };
}

/** How compose files beside the Dockerfile and in the folders above it (up to a repository's root) build it. */
function buildsAround(file: string): readonly BuildDefinition[] {
  const path = resolve(file);
  const texts: WorkspaceFile[] = [];
  let folder = dirname(path);
  for (let level = 0; level < 4; level++) {
    let names: readonly string[] = [];
    try {
      names = readdirSync(folder);
    } catch {
      // A folder that cannot be read says nothing.
    }
    for (const name of names) {
      const candidate = posixPath(join(folder, name));
      if (!saysHowToBuild(candidate)) continue;
      const text = readText(join(folder, name));
      if (text !== undefined) texts.push({ path: candidate, text });
    }
    if (names.includes('.git') || dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  return contextCandidates(posixPath(path), texts).flatMap(candidate => candidate.definition ?? []);
}

/** With `/`, and a `/` in front of a drive. */
function posixPath(path: string): string {
  const slashes = path.split(sep).join('/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}

function readEntries(path: string) {
  return readdirSync(path, { withFileTypes: true });
}

function reader(
  folder: string,
  files: readonly { readonly path: string; readonly size: number }[],
): (path: string) => string | undefined {
  const sizes = new Map(files.map(file => [file.path, file.size]));
  return path => {
    const size = sizes.get(path);
    return size === undefined || size > largestText ? undefined : readText(join(folder, path));
  };
}

function readText(path: string): string | undefined {
  try {
    return textOfBytes(readFileSync(path));
  } catch {
    return undefined;
  }
}

function contextPath(folder: string, file: string): string {
  const path = relative(resolve(folder), resolve(file)).split(sep).join('/');
  return path.startsWith('..') ? basename(file) : path;
}

function jsonOf(conversion: Conversion): unknown {
  const { edits, ...rest } = conversion;
  void edits;
  return rest;
}

function print(conversion: Conversion, streams: CommandStreams, write: boolean): void {
  const { outcome, reasons, questions, moves } = conversion;
  if (outcome === 'refuse') {
    for (const reason of reasons)
      streams.error(
        `refused${reason.line === undefined ? '' : ` (line ${reason.line + 1})`}: ${reason.message}${reason.hint ? ' ' + reason.hint : ''}\n`,
      );
    return;
  }
  if (outcome === 'ask') {
    for (const question of questions) {
      streams.error(`? ${question.question}\n`);
      for (const option of question.options)
        streams.error(
          `    --answers ${question.id}=${option.value}${option.value === question.default ? ' (default)' : ''}  ${option.label}: ${option.detail}\n`,
        );
    }
    return;
  }
  if (!write) streams.out(conversion.text ?? '');
  for (const move of moves) streams.error(`- ${move.what} ${move.why}\n`);
  if (conversion.leavesBehind) streams.error(conversion.leavesBehind.text + '\n');
  for (const question of questions)
    for (const option of question.options)
      if (option.value !== question.default)
        streams.error(`Or with --answers ${question.id}=${option.value}: ${option.label}. ${option.detail}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
