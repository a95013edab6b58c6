import type { Instruction } from '../../syntax/tree.ts';
import { defineRule, type LintContext } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { baseName, isArchiveName, judgedInstruction, sectionsOf, unquoted } from './_instructions.ts';

/** An archive is copied from the context and unpacked by a later RUN of the same stage. */
export const rule = defineRule({
  meta: {
    id: 'DL3010',
    title: 'An archive is copied and then unpacked',
    group: 'size',
    severity: 'hint',
    cliSeverity: 'info',
    fixable: 'never',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3010', same: true }],
    messages: {
      unpacked: '{archive} is unpacked further down: ADD would unpack it, and the archive would not stay in a layer',
    },
  },
  *check(context) {
    for (const { instructions } of sectionsOf(context)) {
      for (const outer of instructions) {
        const copy = judgedInstruction(context, outer);
        if (copy.name !== 'COPY' || copy.flags.some(flag => flag.name === 'from') || copy.words.length < 2) continue;
        // A name with blanks in quotes is several words to BuildKit; the last one keeps its quote.
        const targetName = baseName(unquoted(copy.words.at(-1)!.value)).replace(/["']$/, '');
        for (const source of copy.words.slice(0, -1)) {
          const name = baseName(unquoted(source.value));
          if (!isArchiveName(name) && !name.toLowerCase().endsWith('.zip')) continue;
          const letter = context.options.letter === true;
          const names = letter ? [isArchiveName(targetName) ? targetName : name] : [name, targetName];
          if (!unpackedNames(context, instructions, copy).some(other => names.includes(other))) continue;
          yield { messageId: 'unpacked', data: { archive: name }, span: source.span, reportLine: copy.startLine };
          break;
        }
      }
    }
  },
});

const unpackers: ReadonlySet<string> = new Set([
  ...['unzip', 'gunzip', 'bunzip2', 'gzip', 'unlzma', 'unxz', 'zgz', 'uncompress', 'zcat', 'gzcat'],
]);

/** The last parts of the paths that programs unpack below the instruction. */
function unpackedNames(context: LintContext, instructions: readonly Instruction[], copy: Instruction): string[] {
  // hadolint knows `tar -xf`, not `tar xf`.
  const letter = context.options.letter === true;
  const indexes = new Set(instructions.map(({ index }) => index));
  return runsOf(context).flatMap(run => {
    if (!indexes.has(run.instruction.index) || run.instruction.index <= copy.index) return [];
    return run.commands.flatMap(({ program, args }) => {
      const [first] = args;
      const extracts =
        program === 'tar' &&
        args.some(
          word =>
            word.value === '--extract' ||
            word.value === '--get' ||
            (((word === first && !letter) || /^-[^-]/.test(word.value)) && /^-?[a-zA-Z]*x/.test(word.value)),
        );
      return extracts || unpackers.has(program) ? args.map(word => baseName(word.value)) : [];
    });
  });
}
