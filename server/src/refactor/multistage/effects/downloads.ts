/** Programs that fetch files and sources. */
import { type CommandEffect, harmless, operands, optionValue, resolve } from './effect.ts';

function lastPartOfUrl(args: readonly string[], cwd: string): string {
  const url = args.findLast(arg => /^(?:https?|ftp):|\//.test(arg)) ?? args.at(-1) ?? '';
  const name = url.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return resolve(cwd, name.slice(name.lastIndexOf('/') + 1) || 'index.html');
}

export function curl(args: readonly string[], cwd: string): CommandEffect {
  const writes: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === '-o' || arg === '--output') writes.push(args[index + 1] ?? '');
    else if (arg.startsWith('--output=')) writes.push(arg.slice(9));
    else if (/^-[a-zA-Z]*o$/.test(arg)) writes.push(args[index + 1] ?? '');
    else if (/^-o./.test(arg)) writes.push(arg.slice(2));
    else if (/^-[a-zA-Z]*O/.test(arg) || arg === '--remote-name') writes.push(lastPartOfUrl(args, cwd));
  }
  const kept = writes.filter(path => path !== '' && path !== '-' && path !== '/dev/null');
  return kept.length === 0 ? harmless : { kind: 'download', writes: kept.map(path => resolve(cwd, path)) };
}

export function wget(args: readonly string[], cwd: string): CommandEffect {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    const attached = /^-[a-zA-Z]*O(.+)$/.exec(arg);
    const value =
      arg === '--output-document' || /^-[a-zA-Z]*O$/.test(arg)
        ? args[index + 1]
        : arg.startsWith('--output-document=')
          ? arg.slice(18)
          : attached?.[1];
    if (value !== undefined) {
      return value === '-' || value === '/dev/null' ? harmless : { kind: 'download', writes: [resolve(cwd, value)] };
    }
  }
  const folder = optionValue(args, ['-P', '--directory-prefix']);
  if (folder !== undefined) return { kind: 'download', writes: [resolve(cwd, folder)] };
  if (args.includes('--spider')) return harmless;
  return { kind: 'download', writes: [lastPartOfUrl(args, cwd)] };
}

/** `gdown`: from Google Drive, by default under the name that the file has there. */
export function gdown(args: readonly string[], cwd: string): CommandEffect {
  return { kind: 'download', writes: [resolve(cwd, optionValue(args, ['-O', '--output']) ?? '.')] };
}

export function git(args: readonly string[], cwd: string): CommandEffect {
  const list = operands(args, [
    '-b',
    '--branch',
    '--depth',
    '-C',
    '-c',
    '-o',
    '--origin',
    '--reference',
    '-j',
    '--jobs',
    '--filter',
  ]);
  if (list[0] === 'clone') {
    const url = list[1] ?? '';
    const folder =
      list[2] ??
      url
        .replace(/\/+$/, '')
        .replace(/\.git$/, '')
        .replace(/^.*[/:]/, '');
    return { kind: 'download', writes: [resolve(cwd, folder)] };
  }
  if (list[0] === 'config') return harmless;
  return { kind: 'files', writes: [resolve(cwd, optionValue(args, ['-C']) ?? '.')] };
}
