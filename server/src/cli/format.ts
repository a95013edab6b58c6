/** `drydock format`: the formatter from a terminal. Node only: it reads and writes files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { formatText } from '../features/format/format.ts';
import type { CommandStreams } from './convert.ts';

export const formatUsage = `usage: drydock format [--check | --stdout] [--indent N | --tabs] [--keyword-case upper|lower|keep] FILES…

Formats Dockerfiles without changing what they mean; comments and heredocs stay byte for byte. FILE may be - for standard input.
--check changes nothing and lists the files that would change.
Exit: 0 done (with --check: nothing to do), 1 with --check: some file would change, 2 bad arguments or unreadable files.`;

interface FormatArguments {
  readonly files: readonly string[];
  readonly check: boolean;
  readonly toOutput: boolean;
  readonly indent: string | undefined;
  readonly keywordCase: 'upper' | 'lower' | 'keep';
}

/** Runs the subcommand; resolves with the exit code. A file that cannot be read is reported and the rest goes on. */
export async function runFormat(args: readonly string[], streams: CommandStreams): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    streams.out(`${formatUsage}\n`);
    return 0;
  }
  const options = readArguments(args);
  if (typeof options === 'string') {
    streams.error(`drydock format: ${options}\n${formatUsage}\n`);
    return 2;
  }
  let changed = 0;
  let failed = false;
  for (const file of options.files) {
    try {
      const text = readFileSync(file === '-' ? 0 : file, 'utf8');
      const formatted = formatText(text, {
        keywordCase: options.keywordCase,
        ...(options.indent === undefined ? {} : { indent: options.indent }),
      });
      if (formatted !== text) changed++;
      if (options.check) {
        if (formatted !== text) streams.out(`${file}\n`);
      } else if (file === '-' || options.toOutput) streams.out(formatted);
      else if (formatted !== text) {
        writeFileSync(file, formatted);
        streams.error(`formatted ${file}\n`);
      }
    } catch (error) {
      failed = true;
      streams.error(`drydock format: ${file}: ${error instanceof Error ? error.message : error}\n`);
    }
  }
  if (failed) return 2;
  return options.check && changed > 0 ? 1 : 0;
}

function readArguments(args: readonly string[]): FormatArguments | string {
  const files: string[] = [];
  let check = false;
  let toOutput = false;
  let indent: string | undefined;
  let keywordCase: FormatArguments['keywordCase'] = 'upper';
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--check') check = true;
    else if (argument === '--stdout') toOutput = true;
    else if (argument === '--tabs') indent = '\t';
    else if (argument === '--indent') {
      const width = Number(args[++index]);
      if (!Number.isInteger(width) || width < 1 || width > 16) return '--indent takes a number from 1 to 16';
      indent = ' '.repeat(width);
    } else if (argument === '--keyword-case') {
      const value = args[++index];
      if (value !== 'upper' && value !== 'lower' && value !== 'keep')
        return '--keyword-case takes upper, lower or keep';
      keywordCase = value;
    } else if (argument !== '-' && argument.startsWith('-')) return `unknown option ${argument}`;
    else files.push(argument);
  }
  if (files.length === 0) return 'no file is given';
  return { files, check, toOutput, indent, keywordCase };
}
