/** Which files a command line means: files, folders (the Dockerfiles in them), patterns, `-` for standard input. Node only. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDockerfileName } from '../model/dockerfileName.ts';

export interface FoundFiles {
  /** In the order of the arguments, each once; `-` for standard input. */
  readonly files: readonly string[];
  /** Arguments that mean no file, as sentences. */
  readonly problems: readonly string[];
}

/** Finds the files. Folders are searched for Dockerfiles, without node_modules and hidden folders. */
export function findFiles(args: readonly string[]): FoundFiles {
  const files = new Set<string>();
  const problems: string[] = [];
  for (const argument of args) {
    if (argument === '-') files.add('-');
    else if (isFolder(argument)) {
      const found = dockerfilesBelow(argument);
      for (const file of found) files.add(file);
      if (found.length === 0) problems.push(`no Dockerfile in ${argument}`);
    } else if (!exists(argument) && /[*?[{]/.test(argument)) {
      const found = matchesOf(argument);
      for (const file of found) files.add(file);
      if (found.length === 0) problems.push(`no file matches ${argument}`);
    } else files.add(argument);
  }
  return { files: [...files], problems };
}

/** A pattern as a regular expression over `/`-separated paths: `*`, `?`, `[…]`, `{a,b}`, and `**` for any number of folders. */
export function patternExpression(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*' && pattern[at + 1] === '*') {
      at++;
      if (pattern[at + 1] === '/') {
        at++;
        source += '(?:[^/]+/)*';
      } else source += '.*';
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '{' && pattern.indexOf('}', at) !== -1) {
      const end = pattern.indexOf('}', at);
      const choices = pattern
        .slice(at + 1, end)
        .split(',')
        .map(choice => patternExpression(choice).source.slice(1, -1));
      source += `(?:${choices.join('|')})`;
      at = end;
    } else if (character === '[' && setAt(pattern, at) !== undefined) {
      source += setAt(pattern, at)!.source;
      at = pattern.indexOf(']', at + 2);
    } else source += /[\\^$.|?*+()[\]{}]/.test(character) ? `\\${character}` : character;
  }
  return new RegExp(`^${source}$`);
}

/** `[a-c]`, `[!x]`; undefined when it is none, or a range runs backwards: then it is a plain bracket. */
function setAt(pattern: string, at: number): RegExp | undefined {
  const end = pattern.indexOf(']', at + 2);
  if (end === -1) return undefined;
  const set = pattern
    .slice(at + 1, end)
    .replace(/^!/, '^')
    .replaceAll('\\', '\\\\');
  try {
    return new RegExp(`[${set}]`);
  } catch {
    return undefined;
  }
}

function dockerfilesBelow(folder: string): string[] {
  return walk(folder).filter(path =>
    isDockerfileName(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)),
  );
}

function matchesOf(argument: string): string[] {
  const pattern = argument.replaceAll('\\', '/');
  const fixed = pattern.slice(0, pattern.search(/[*?[{]/));
  const base = fixed.includes('/') ? fixed.slice(0, fixed.lastIndexOf('/')) || '/' : '.';
  const expression = patternExpression(pattern.startsWith('./') ? pattern.slice(2) : pattern);
  return walk(base)
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => expression.test(path));
}

/** All files below the folder, sorted. */
function walk(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = folder === '.' ? entry.name : join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : walk(path);
      return entry.isFile() || (entry.isSymbolicLink() && !isFolder(path)) ? [path] : [];
    });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
