/** CMD, ENTRYPOINT and the command of HEALTHCHECK: shell form to exec form and back; for RUN back only. */
import { execFormOf } from '../lint/execForm.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import { interpreterOf, isPosixShell } from '../shell/script.ts';
import { shellAt } from '../shell/shells.ts';
import { parse } from '../syntax/parse.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { instructionAt, isPlainShell, type Offer, proved } from './refactoring.ts';

export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const instruction = instructionAt(document, span);
  if (instruction === undefined || !['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'].includes(instruction.name)) return [];
  const stage = document.stageModel.stageOf(instruction);
  if (stage === undefined || instruction.rest === undefined || instruction.heredocs.length > 0) return [];
  const shell = shellAt(document.tree, instruction);
  if (!isPosixShell(interpreterOf(shell))) return [];
  const command = commandSpan(instruction);
  if (command === undefined) return [];
  return instruction.json
    ? toShell(document, instruction, stage, command, shell)
    : toExec(document, instruction, stage, command, shell);
}

function toExec(
  document: DockerfileDocument,
  instruction: Instruction,
  stage: Stage,
  command: Span,
  shell: readonly string[],
): readonly Offer[] {
  if (instruction.name === 'RUN') return [];
  const title = 'Write it in exec form';
  const refuse = (reason: string): readonly Offer[] => [
    { id: 'shell-to-exec', title, kind: 'refactor.rewrite', reason },
  ];
  if (!isPlainShell(shell)) return refuse('SHELL names another shell, which may prepare what the program needs.');
  const exec = execFormOf(document.text.slice(command.start, command.end));
  if (exec === undefined)
    return refuse('It needs a shell: variables, operators, patterns, builtins or unusual characters.');
  const hasOther = (name: string) =>
    document.stages.some(each => inFamily(each, stage) && each.instructions.some(other => other.name === name));
  if (instruction.name === 'ENTRYPOINT' && hasOther('CMD')) {
    return refuse(
      'In exec form the words of CMD become arguments of the entry point; in shell form they are not used.',
    );
  }
  if (instruction.name === 'CMD' && hasOther('ENTRYPOINT')) {
    return refuse('The entry point gets other words from a CMD in exec form.');
  }
  return proved(
    document,
    {
      id: 'shell-to-exec',
      title,
      kind: 'refactor.rewrite',
      safety: 'unsafe',
      explanation:
        'The program is started without a shell: it is process 1 and gets the stop signal itself. What `docker run` adds to an entry point reaches it.',
      edits: [{ span: command, newText: exec }],
      touches: [instruction.index],
    },
    text => parse(text).instructions[instruction.index]?.json === true,
  );
}

function toShell(
  document: DockerfileDocument,
  instruction: Instruction,
  stage: Stage,
  command: Span,
  shell: readonly string[],
): readonly Offer[] {
  const title = 'Write it in shell form';
  const refuse = (reason: string): readonly Offer[] => [
    { id: 'exec-to-shell', title, kind: 'refactor.rewrite', reason },
  ];
  const words = (
    instruction.name === 'HEALTHCHECK' ? instruction.args.slice(1) : instruction.args
  ) as readonly string[];
  const text = words.map(word => (/^[\w./:=@%+,-]+$/.test(word) ? word : `"${word}"`)).join(' ');
  const exec = execFormOf(text);
  // It must come back to the same words: what `execFormOf` cannot read, the shell may read otherwise.
  if (exec === undefined || exec !== `[${words.map(word => JSON.stringify(word)).join(', ')}]`) {
    return instruction.name === 'RUN' ? refuse('The shell would read some of the words otherwise.') : [];
  }
  if (!isPlainShell(shell) || !hasShell(document, stage)) return [];
  const others = document.stages.filter(each => inFamily(each, stage)).flatMap(each => each.instructions);
  if (instruction.name === 'CMD' && others.some(({ name }) => name === 'ENTRYPOINT')) return [];
  if (instruction.name === 'ENTRYPOINT' && others.some(({ name }) => name === 'CMD')) return [];
  const isRun = instruction.name === 'RUN';
  return proved(
    document,
    {
      id: 'exec-to-shell',
      title,
      kind: 'refactor.rewrite',
      safety: isRun ? 'safe' : 'unsafe',
      explanation: isRun
        ? 'The same program with the same words, started by the shell.'
        : 'A shell starts the program: variables can be used, but the shell is process 1 and may keep signals from the program.',
      edits: [{ span: command, newText: text }],
      touches: [instruction.index],
    },
    after => parse(after).instructions[instruction.index]?.json === false,
  );
}

/** The command without the CMD of a HEALTHCHECK. */
function commandSpan(instruction: Instruction): Span | undefined {
  if (instruction.name !== 'HEALTHCHECK') return instruction.rest?.span;
  const [kind, first] = instruction.words;
  if (kind?.value.toUpperCase() !== 'CMD' || first === undefined) return undefined;
  const { end } = instruction.rest!.span;
  return instruction.json ? restBehind(instruction, kind.span.end, end) : { start: first.span.start, end };
}

/** The array of `HEALTHCHECK CMD [...]`: from the first word's bracket. */
function restBehind(instruction: Instruction, from: number, end: number): Span | undefined {
  const { logical } = instruction;
  const open = logical.text.indexOf('[', instruction.words[0]!.at.end);
  if (open === -1) return undefined;
  const segment = logical.segments.findLast(({ at }) => at <= open);
  const start = segment === undefined ? -1 : segment.offset + open - segment.at;
  return start >= from ? { start, end } : undefined;
}

/** Stages that share a start command with the stage: those it is built on, those built on it. */
function inFamily(each: Stage, stage: Stage): boolean {
  return isBuiltOn(each, stage) || isBuiltOn(stage, each);
}

function isBuiltOn(stage: Stage, base: Stage): boolean {
  for (let next: Stage | undefined = stage; next !== undefined; next = next.parent) if (next === base) return true;
  return false;
}

/** A RUN in shell form proves it. */
function hasShell(document: DockerfileDocument, stage: Stage): boolean {
  return document.stages.some(
    each => isBuiltOn(stage, each) && each.instructions.some(({ name, json }) => name === 'RUN' && !json),
  );
}
