/**
 * Which scripts of a Dockerfile ShellCheck is asked about, and what exactly it gets: the script with the names that ENV and ARG set
 * exported above it, as hadolint does, but only those that the script mentions (each costs time, and the findings are the same).
 */

import { nearest } from '../../syntax/suggest.ts';
import type { DockerfileTree, Instruction } from '../../syntax/tree.ts';
import { allScriptsOf } from '../commands.ts';
import { type Script, scriptsOf } from '../script.ts';
import { shellsOf } from '../shells.ts';
import { withoutIdleWords } from './blank.ts';
import type { ShellcheckScript, ShellcheckShell } from './client.ts';

export interface PreparedScript {
  readonly script: Script;
  /** For the client. */
  readonly request: ShellcheckScript;
  /** How many lines stand above the script in what ShellCheck gets. */
  readonly preludeLines: number;
}

export interface PrepareOptions {
  /** Numbers of further codes that are not wanted. */
  readonly exclude?: readonly number[];
  /** Overrides the SHELL in force; undefined leaves it. */
  readonly shellAt?: (instruction: Instruction) => readonly string[] | undefined;
}

/**
 * Codes that say nothing about a script in a Dockerfile: SC2187 (ash is checked as dash), SC1090 and SC1091 (a sourced file cannot be
 * followed).
 */
export const alwaysExcluded: readonly number[] = [1090, 1091, 2187];

/**
 * The scripts of RUN and ONBUILD RUN that are written for a shell that ShellCheck knows: shell form, heredocs, and `bash <<'EOF'` inside
 * them. Exec form has no shell. `shellAt` overrides the SHELL that is in force (`# hadolint shell=bash`).
 */
export function prepareScripts(tree: DockerfileTree, options: PrepareOptions = {}): readonly PreparedScript[] {
  const exclude = options.exclude ? [...alwaysExcluded, ...options.exclude] : alwaysExcluded;
  const shells = shellsOf(tree);
  const names = namesByInstruction(tree);
  const prepared: PreparedScript[] = [];
  for (const instruction of tree.instructions) {
    if (runOf(instruction) === undefined) continue;
    const shell = options.shellAt?.(instruction) ?? shells[instruction.index];
    const [own] = scriptsOf(instruction, shell);
    for (const script of allScriptsOf(instruction, shell)) {
      // Of the scripts inside a script only heredocs that the outer shell passes on as they are; ShellCheck looks into nothing else.
      if (script !== own && (script.kind !== 'heredoc' || script.expands !== false)) continue;
      const dialect = dialectOf(script);
      if (!dialect || script.text.trim() === '') continue;
      const known = script === own ? (names[instruction.index] ?? emptySet) : emptySet;
      prepared.push(prepareScript(script, dialect, known, exclude));
    }
  }
  return prepared;
}

/** What ShellCheck gets for one script; `names` are set in its environment. */
export function prepareScript(
  script: Script,
  shell: ShellcheckShell,
  names: ReadonlySet<string>,
  exclude: readonly number[] = alwaysExcluded,
): PreparedScript {
  const exported = namesIn(script.text, names);
  const prelude = exported.map(name => `export ${name}=1\n`).join('');
  // Below the prelude a `#!` line would be a comment that ShellCheck complains about (SC1128).
  const text = script.text.startsWith('#!') ? `# ${script.text.slice(2)}` : script.text;
  const idle = script.text.startsWith('#!') ? undefined : withoutIdleWords(script);
  return {
    script,
    request: {
      shell,
      script: framed(prelude, text),
      exclude,
      ...(idle === undefined ? {} : { withoutIdleWords: framed(prelude, idle) }),
    },
    preludeLines: exported.length,
  };
}

function framed(prelude: string, text: string): string {
  return `${prelude}${text}${text.endsWith('\n') ? '' : '\n'}`;
}

/** ShellCheck's name of the script's language; undefined when it knows none. */
export function dialectOf(script: Script): ShellcheckShell | undefined {
  if (script.kind === 'exec') return undefined;
  return dialects[script.interpreter];
}

const dialects: Readonly<Record<string, ShellcheckShell>> = {
  sh: 'sh',
  bash: 'bash',
  dash: 'dash',
  ash: 'dash',
  ksh: 'ksh',
};

const emptySet: ReadonlySet<string> = new Set();

/** Every build has them. */
const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY'].flatMap(name => [name, name.toLowerCase()]);

function runOf(instruction: Instruction): Instruction | undefined {
  const run = instruction.trigger ?? instruction;
  return run.name === 'RUN' ? run : undefined;
}

/** The names that ENV and ARG have set before each instruction, by its index; a stage begins with those of the stage it builds on. */
function namesByInstruction(tree: DockerfileTree): readonly ReadonlySet<string>[] {
  const finished = new Map<string, ReadonlySet<string>>();
  const base: ReadonlySet<string> = new Set(proxyNames);
  let current: ReadonlySet<string> = base;
  let stage = -1;
  let stageName: string | undefined;
  return tree.instructions.map(instruction => {
    const before = current;
    if (instruction.name === 'FROM') {
      if (stage >= 0) {
        finished.set(String(stage), current);
        if (stageName !== undefined) finished.set(stageName, current);
      }
      stage++;
      const [image = '', as, name] = instruction.words.map(word => word.value);
      stageName = as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined;
      // ARGs above the first FROM are not seen in a stage until it declares them again.
      current = finished.get(image.toLowerCase()) ?? base;
      return current;
    }
    if (stage >= 0 && (instruction.name === 'ENV' || instruction.name === 'ARG')) {
      const added = instruction.pairs.map(pair => pair.key).filter(isName);
      if (added.some(name => !current.has(name))) current = new Set([...current, ...added]);
    }
    return before;
  });
}

/**
 * Those of the names that stand in the text as words, in the order of the set, and those that a `$NAME` in capitals which nothing sets
 * may be a misspelling of (SC2153).
 */
function namesIn(text: string, names: ReadonlySet<string>): readonly string[] {
  if (names.size === 0) return [];
  const mentioned = new Set<string>();
  const strangers = new Set<string>();
  let at = 0;
  while (at < text.length) {
    if (!isNameCharacter(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    while (at < text.length && isNameCharacter(text.charCodeAt(at))) at++;
    const word = text.slice(start, at);
    if (names.has(word)) mentioned.add(word);
    else if (word.length > 2 && isCapital(word) && '${'.includes(text[start - 1] ?? ' ')) strangers.add(word);
  }
  for (const stranger of strangers) {
    const meant = nearest(stranger, [...names], true);
    if (meant !== undefined) mentioned.add(meant);
  }
  return [...names].filter(name => mentioned.has(name));
}

function isCapital(word: string): boolean {
  return word === word.toUpperCase() && word !== word.toLowerCase();
}

function isName(text: string): boolean {
  if (text === '' || (text[0]! >= '0' && text[0]! <= '9')) return false;
  for (let at = 0; at < text.length; at++) if (!isNameCharacter(text.charCodeAt(at))) return false;
  return true;
}

function isNameCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}
