import type { Instruction } from '../../syntax/tree.ts';
import { wholeLines } from '../lineEdits.ts';
import { defineRule, type Fix, type LintContext } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { baseName, isArchiveName, sectionsOf, unquoted } from './_instructions.ts';

/** An archive is copied from the context and unpacked by a later RUN of the same stage. */
export const rule = defineRule({
  meta: {
    id: 'DL3010',
    title: 'An archive is copied and then unpacked',
    group: 'size',
    severity: 'hint',
    cliSeverity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3010', same: true }],
    messages: {
      unpacked: '{archive} is unpacked further down: ADD would unpack it, and the archive would not stay in a layer',
    },
  },
  *check(context) {
    for (const { instructions } of sectionsOf(context)) {
      for (const outer of instructions) {
        const copy = outer.trigger ?? outer;
        if (copy.name !== 'COPY' || copy.flags.some(flag => flag.name === 'from') || copy.words.length < 2) continue;
        for (const source of copy.words.slice(0, -1)) {
          if (!source.value.includes('.')) continue;
          const name = baseName(unquoted(source.value));
          if (!isArchiveName(name) && !name.toLowerCase().endsWith('.zip')) continue;
          // A name with blanks in quotes is several words to BuildKit; the last one keeps its quote.
          const targetName = baseName(unquoted(copy.words.at(-1)!.value)).replace(/["']$/, '');
          const names = [name, targetName];
          if (!unpackedNames(context, instructions, copy).some(other => names.includes(other))) continue;
          yield {
            messageId: 'unpacked',
            data: { archive: name },
            span: source.span,
            reportLine: copy.startLine,
            fixes: outer === copy ? addFix(context, copy) : [],
          };
          break;
        }
      }
    }
  },
});

/** `COPY a.tgz /tmp/` and a RUN behind it that only unpacks it into a folder (and deletes it) become `ADD a.tgz /folder/`. */
function addFix(context: LintContext, copy: Instruction): Fix[] {
  const { document } = context;
  const run = runsOf(context).find(({ instruction }) => instruction.index === copy.index + 1);
  if (run === undefined || run.onBuild || copy.flags.length > 0 || copy.words.length !== 2 || copy.json) return [];
  const [source, target] = copy.words.map(({ value }) => value);
  if (!/^[\w./-]+$/.test(source!) || !isArchiveName(source!) || !/^\/[\w./-]+$/.test(target!)) return [];
  const path = target!.endsWith('/') ? target + baseName(source!) : target;
  const [tar, ...others] = run.commands;
  if (tar === undefined || tar.program !== 'tar' || tar.command.broken || run.instruction.comments.length > 0)
    return [];
  const values = tar.args.map(({ value }) => value);
  const folder = values[3];
  const isPlain = values.length === 4 && /^-?x[zjJv]*f$/.test(values[0]!) && values[1] === path && values[2] === '-C';
  if (!isPlain || !/^\/[\w./-]+$/.test(folder!)) return [];
  if (
    !others.every(
      ({ program, args, command }) => program === 'rm' && args.at(-1)?.value === path && command.connector === '&&',
    )
  )
    return [];
  const lines = wholeLines(document.tree, run.instruction.span);
  if (lines === undefined) return [];
  return [
    {
      title: `Let ADD unpack it into ${folder}`,
      safety: 'unsafe',
      edits: [
        { span: copy.keyword.span, newText: 'ADD' },
        { span: copy.words[1]!.span, newText: folder!.endsWith('/') ? folder! : `${folder}/` },
        { span: lines, newText: '' },
      ],
      touches: [copy.index, run.instruction.index],
    },
  ];
}

const unpackers: ReadonlySet<string> = new Set([
  ...['unzip', 'gunzip', 'bunzip2', 'gzip', 'unlzma', 'unxz', 'zgz', 'uncompress', 'zcat', 'gzcat'],
]);

/** The last parts of the paths that programs unpack below the instruction. */
function unpackedNames(context: LintContext, instructions: readonly Instruction[], copy: Instruction): string[] {
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
            ((word === first || /^-[^-]/.test(word.value)) && /^-?[a-zA-Z]*x/.test(word.value)),
        );
      return extracts || unpackers.has(program) ? args.map(word => baseName(word.value)) : [];
    });
  });
}
