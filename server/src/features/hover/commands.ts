/** Hover of what runs: heredocs, the exec form, and words of a shell command that nothing else explains. */
import type { DockerfileDocument } from '../../model/document.ts';
import { commandNote } from '../../notes/find.ts';
import { scriptsOf } from '../../shell/script.ts';
import { shellAt } from '../../shell/shells.ts';
import type { Instruction, Span, Word } from '../../syntax/tree.ts';
import type { InstructionPlace } from '../place.ts';
import { answer, type HoverAnswer, ofShell, wordSpan } from './answer.ts';
import { code } from './markdown.ts';
import { pathLine } from './paths.ts';
import { isPowershell, powershellHover } from './powershell.ts';
import { type ShellHover, shellHover } from './shell.ts';

export function heredocHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'heredoc-operator' | 'heredoc-terminator' | 'heredoc-body' }>,
): HoverAnswer {
  const { heredoc, instruction, span } = place;
  const lines: string[] = [];
  const count = heredoc.content.split('\n').length - 1;
  const length = count === 1 ? 'one line' : `${count} lines`;
  const script = scriptsOf(instruction, shellAt(document.tree, instruction)).find(
    candidate =>
      candidate.kind === 'heredoc' &&
      candidate.span.start >= heredoc.contentSpan.start &&
      candidate.span.start <= heredoc.contentSpan.end,
  );
  if (instruction.name === 'RUN') {
    lines.push(
      script
        ? `A script of ${length}, run by ${code(script.interpreter)}.`
        : `A text of ${length}, the command’s input.`,
    );
    if (
      script &&
      ['sh', 'bash', 'ash', 'dash'].includes(script.interpreter) &&
      !/^\s*set -\w*e/m.test(heredoc.content)
    ) {
      lines.push('Only the last command’s failure stops the build: begin with `set -e`.');
    }
  } else {
    lines.push(`A file of ${length} with this content.`);
    lines.push(
      heredoc.expand
        ? 'Variables of the Dockerfile are replaced in it; quote the delimiter to keep `$`.'
        : 'The delimiter is quoted: the text stays as it is.',
    );
  }
  if (heredoc.chomp) lines.push('`<<-`: tabs at the start of each line are removed.');
  if (!heredoc.terminated) lines.push('Its end is missing.');
  return answer(span, [lines.join('  \n')], ['concept.heredoc'], true);
}

export function bodyHover(
  document: DockerfileDocument,
  instruction: Instruction,
  offset: number,
  span: Span,
): HoverAnswer {
  const found = instruction.name === 'RUN' ? shellHover(document, instruction, offset) : undefined;
  const inPowershell = instruction.name === 'RUN' && powershellAnswer(document, instruction, offset, found);
  if (inPowershell) return inPowershell;
  if (found) return ofShell(found);
  return answer(
    wordSpan(document.text, offset, span),
    [
      instruction.name === 'RUN'
        ? 'Part of the script that runs while the image is built.'
        : 'Part of the file that this instruction writes.',
    ],
    [],
  );
}

export function execHover(
  document: DockerfileDocument,
  instruction: Instruction,
  word: Word,
  index: number,
  offset: number,
): HoverAnswer {
  if (instruction.name === 'SHELL') {
    const what =
      index === 0
        ? 'The shell for all shell forms below.'
        : word.value === '-c'
          ? 'The command line follows.'
          : word.value.includes('pipefail')
            ? 'A pipe fails when any of its commands fails.'
            : `An option of the shell.`;
    return answer(word.span, [what], index === 0 ? ['concept.shell-and-exec-form'] : [], true);
  }
  if (instruction.name === 'CMD' && isForEntrypoint(document, instruction)) {
    const which = index === 0 ? 'The first argument' : 'An argument';
    return answer(
      word.span,
      [`${which} that the ENTRYPOINT gets when \`docker run\` names none.`],
      ['concept.cmd-versus-entrypoint'],
    );
  }
  // Inside of the quotes, where the command has its word.
  const inside = Math.max(word.span.start + 1, Math.min(offset, word.span.end - 1));
  const found = shellHover(document, instruction, inside);
  if (found && !found.isGeneral) return { ...ofShell(found), span: word.span };
  const program = index === 0 && commandNote(word.value);
  if (program) return answer(word.span, [], [program.id], false);
  if (index === 0)
    return answer(
      word.span,
      [
        pathLine(word.value, 'program') ??
          `The program that runs, found in the PATH: no shell, so it gets signals itself.`,
      ],
      [],
    );
  return answer(word.span, ['An argument of the program, handed over as it is: no shell, no variables.'], []);
}

/** Words of CMD are no program: the stage has an ENTRYPOINT in the exec form, or they begin with an option. */
function isForEntrypoint(document: DockerfileDocument, instruction: Instruction): boolean {
  const own = document.stageModel.stageOf(instruction)?.instructions ?? [];
  const entrypoint = own.findLast(other => other.name === 'ENTRYPOINT');
  return entrypoint
    ? entrypoint.json && entrypoint.words.length > 0
    : instruction.words[0]?.value.startsWith('-') === true;
}

/** In PowerShell, where the POSIX shell's words say nothing: the word there, if it is known. A program with a note is told by that. */
export function powershellAnswer(
  document: DockerfileDocument,
  instruction: Instruction,
  offset: number,
  posix: ShellHover | undefined,
): HoverAnswer | undefined {
  if ((posix?.topics.length ?? 0) > 0 || !isPowershell(document.tree, instruction)) return undefined;
  const found = powershellHover(document.text, offset, instruction.span);
  return found && answer(found.span, [found.markdown], []);
}

export function shellFallback(document: DockerfileDocument, instruction: Instruction): string {
  const shell = shellAt(document.tree, instruction).join(' ');
  return instruction.name === 'RUN'
    ? `Part of the command that ${code(shell)} runs while the image is built.`
    : `Part of the command that ${code(shell)} runs in the container.`;
}
