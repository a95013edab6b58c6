/** Hover inside the commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK. */

import type { DockerfileDocument } from '../../model/document.ts';
import { commandFlagNote, namedNote, shortFlags } from '../../notes/find.ts';
import type { ItemNote } from '../../notes/note.ts';
import { commandsIn, type ShellCommand } from '../../shell/commands.ts';
import { type PackageCall, packageCallOf } from '../../shell/packages.ts';
import { shellAt } from '../../shell/shells.ts';
import type { ShellWord } from '../../shell/words.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import { holds } from '../place.ts';
import { code } from './markdown.ts';
import { noteBlock, noteItem } from './noteBlocks.ts';
import { operandMeaning } from './operands.ts';
import { pathLine } from './paths.ts';

export interface ShellHover {
  readonly markdown: readonly string[];
  readonly span: Span;
  /** Ids of the notes that it is about. */
  readonly topics: readonly string[];
  /** Nothing is known but that the place belongs to the command. */
  readonly isGeneral?: boolean;
}

/** What the command line says at the offset; undefined while the shell parser is not loaded. */
export function shellHover(
  document: DockerfileDocument,
  instruction: Instruction,
  offset: number,
): ShellHover | undefined {
  const commands = commandsIn(instruction, shellAt(document.tree, instruction));
  if (!commands) return undefined;
  // The innermost command: inner scripts and substitutions come after what holds them.
  const holding = commands.filter(command => holds(command.span, offset));
  const command = holding.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
  if (!command) return operatorHover(document, instruction, commands, offset);
  for (const wrapper of command.wrappers) {
    const words = 'words' in wrapper ? (wrapper.words as readonly ShellWord[]) : [];
    const first = words[0];
    if (first && holds(first.span, offset)) {
      const note = namedNote('shell', first.value);
      if (note) return { markdown: [noteBlock(note)], span: first.span, topics: [note.id] };
    }
  }
  const wordIndex = command.argv.findIndex(word => holds(word.span, offset));
  if (wordIndex === 0) return programHover(command);
  if (wordIndex > 0) return wordHover(command, wordIndex, instruction.name === 'RUN');
  const assignment = command.assignments.find(one => holds(one.span, offset));
  if (assignment) {
    return {
      markdown: [
        `Sets ${code(assignment.name)} for ${command.name ? 'this one command' : 'the rest of this shell'}; the image keeps nothing of it (that is what ENV does).`,
      ],
      span: assignment.span,
      topics: [],
    };
  }
  const redirect = command.redirects.find(one => holds(one.span, offset));
  if (redirect)
    return {
      markdown: [redirectLine(document.text.slice(redirect.span.start, redirect.span.end))],
      span: redirect.span,
      topics: [],
    };
  return operatorHover(document, instruction, commands, offset);
}

function programHover(command: ShellCommand): ShellHover {
  const { span } = command.argv[0]!;
  const note = namedNote('shell', command.program) ?? namedNote('shell', command.name?.value ?? '');
  if (note) return { markdown: [noteBlock(note)], span, topics: [note.id] };
  const path = command.name?.value ?? '';
  const line = path.includes('/')
    ? (pathLine(path, 'program') ?? `Runs the program ${code(path)}.`)
    : `Runs ${code(command.program || path)}, a program of the image or of an earlier step.`;
  return { markdown: [line], span, topics: [] };
}

function wordHover(command: ShellCommand, index: number, inBuild: boolean): ShellHover {
  const word = command.argv[index]!;
  const { span, value } = word;
  const note = namedNote('shell', command.program);
  const topics = note ? [note.id] : [];
  const call = packageCallOf(command);
  const subcommand =
    call?.subcommand ?? (command.argv[1] && !command.argv[1].value.startsWith('-') ? command.argv[1].value : '');
  if (call) {
    const answer = packageHover(call, note, word);
    if (answer) return { markdown: answer, span, topics: call.packages.some(one => one.word === word) ? [] : topics };
  }
  if (value.startsWith('-') && value !== '-') {
    const lines = flagLines(command.program, value, subcommand);
    if (lines.length > 0) return { markdown: [lines.join('  \n')], span, topics };
    const meaning = operandMeaning(command, word, note);
    const whose = `${code(command.program)}${subcommand && subcommand !== value ? ` ${code(subcommand)}` : ''}`;
    return { markdown: [meaning ?? `An option of ${whose}.`], span, topics };
  }
  const item = noteItem(note, value, subcommand === value ? value : `${subcommand} ${value}`);
  if (item) return { markdown: [`**${code(value)}**: ${item.markdown}`], span, topics };
  const meaning = operandMeaning(command, word, note);
  const particular = particularLine(command, word, inBuild);
  const program = code(command.program || 'the command');
  const general = /^[.~\w-]*[/.][\w./*-]*$/.test(value)
    ? `A path for ${program}, seen from the WORKDIR.`
    : `An argument of ${program}.`;
  return { markdown: [[meaning, particular].filter(Boolean).join(' ') || general], span, topics: [] };
}

/** What the notes say of a flag; of several letters behind one dash (`-fsSL`) of each that is known. */
function flagLines(program: string, written: string, subcommand: string): string[] {
  const line = ({ item }: ItemNote): string => `**${item.names.map(code).join(', ')}**: ${item.markdown}`;
  const whole = commandFlagNote(program, written, subcommand);
  if (whole) return [line(whole)];
  return shortFlags(written).flatMap(letter => {
    const found = commandFlagNote(program, letter, subcommand);
    return found ? [line(found)] : [];
  });
}

function packageHover(call: PackageCall, note: ReturnType<typeof namedNote>, word: ShellWord): string[] | undefined {
  const reference = call.packages.find(one => one.word === word);
  if (reference) {
    const pinned =
      reference.version === undefined
        ? 'No version is given: each build takes the newest one.'
        : `Version ${code((reference.separator ?? '') + reference.version)}.`;
    switch (reference.kind) {
      case 'name':
        return [
          `Package ${code(reference.name)}, ${verbs[call.action] ?? 'named for'} ${code(call.program)}. ${call.action === 'install' ? pinned : ''}`.trim(),
        ];
      case 'file':
        return [`A package file or folder, installed by ${code(call.program)}.`];
      case 'url':
        return [`A package from an address, installed by ${code(call.program)}.`];
      default:
        return [`Packages that a variable names, for ${code(call.program)}.`];
    }
  }
  if (call.lists.includes(word)) return [`A file that lists packages for ${code(call.program)}.`];
  const span = call.subcommandSpan;
  if (span && word.span.start >= span.start && word.span.end <= span.end) {
    const item = noteItem(note, call.subcommand, word.value);
    return [
      item
        ? `**${code(`${call.program} ${call.subcommand}`)}**: ${item.markdown}`
        : `${code(call.program)}’s subcommand ${code(call.subcommand)}.`,
    ];
  }
  return undefined;
}

const verbs: Readonly<Record<string, string>> = {
  install: 'installed by',
  remove: 'removed by',
  upgrade: 'renewed by',
};

/** What can be said of an address, of a word that only the run knows, of a path. */
function particularLine(command: ShellCommand, word: ShellWord, inBuild: boolean): string | undefined {
  const { value } = word;
  if (/^[a-z][a-z+.-]*:\/\//i.test(value)) {
    if (!inBuild) return `An address for ${code(command.program)}, read when the container runs.`;
    return /^http:|^ftp:/i.test(value)
      ? 'An address without encryption: anyone on the way can change what comes.'
      : `An address that ${code(command.program)} reads during the build. The cache does not notice when its content changes.`;
  }
  if (word.dynamic) return `Known only when ${code(command.program)} runs: it holds a variable or a command’s output.`;
  const path = value.startsWith('/') ? pathLine(value) : undefined;
  if (path) return path;
  return undefined;
}

function redirectLine(text: string): string {
  if (text.includes('<<<')) return 'The text behind `<<<` becomes the command’s input.';
  if (text.includes('<<')) return 'The lines up to the delimiter become the command’s input.';
  if (text.includes('/dev/null'))
    return 'Throws output away; errors that would explain a failing build may go with it.';
  if (/2>&1/.test(text)) return 'Errors go where normal output goes.';
  if (text.includes('>>')) return 'Adds output to the end of the file.';
  if (text.includes('>')) return 'Writes output into the file, replacing what was there.';
  return 'Reads the command’s input from the file.';
}

const operators: Readonly<Record<string, string>> = {
  '&&': 'The next command runs only if the one before succeeded: a failure stops the build.',
  '||': 'The next command runs only if the one before failed: `|| true` hides failures from the build.',
  ';': 'The next command runs in any case: a failure before it does not stop the build (unless `set -e` is on).',
  '|': 'Output becomes the next command’s input; only the last command’s failure counts, unless the shell runs with `-o pipefail`.',
  '|&': 'Output and errors become the next command’s input.',
  '&': 'Starts the command in the background: it ends with the build step.',
  '{': 'A group of commands in the same shell.',
  '(': 'A group of commands in a shell of its own: `cd` and variables do not last beyond it.',
  '!': 'Turns success and failure round.',
};

const keywords: Readonly<Record<string, string>> = {
  if: 'Runs commands depending on whether the one behind `if` succeeds.',
  // biome-ignore lint/suspicious/noThenProperty: `then` is a word of the shell here, not a promise.
  then: 'What follows runs when the condition succeeded.',
  elif: 'Another condition, tried when those before failed.',
  else: 'What follows runs when no condition succeeded.',
  fi: 'Ends the `if`.',
  for: 'Runs commands once for each word.',
  in: 'The words come from what follows.',
  while: 'Repeats commands as long as the condition succeeds.',
  until: 'Repeats commands until the condition succeeds.',
  do: 'Begins the body of the loop.',
  done: 'Ends the loop; its failure is that of its last command.',
  case: 'Chooses commands by pattern.',
  esac: 'Ends the `case`.',
  function: 'Defines a function of the shell.',
};

/** Operators and keywords between commands. */
function operatorHover(
  document: DockerfileDocument,
  instruction: Instruction,
  commands: readonly ShellCommand[],
  offset: number,
): ShellHover | undefined {
  const { text } = document;
  const at = tokenAround(text, offset, /[&|;(){}!]/) ?? tokenAround(text, offset, /[a-z]/);
  if (at) {
    const token = text.slice(at.start, at.end);
    const meaning = operators[token] ?? operators[token[0]!] ?? keywords[token];
    if (meaning) return { markdown: [meaning], span: at, topics: [] };
  }
  const word = tokenAround(text, offset, /\S/);
  if (!word || commands.length === 0) return word && broadAnswer(instruction, word);
  return broadAnswer(instruction, word);
}

function broadAnswer(instruction: Instruction, span: Span): ShellHover {
  return {
    markdown: [
      instruction.name === 'RUN'
        ? 'Part of the script that runs while the image is built.'
        : 'Part of the command that the container runs.',
    ],
    span,
    topics: [],
    isGeneral: true,
  };
}

function tokenAround(text: string, offset: number, class_: RegExp): Span | undefined {
  let start = offset;
  let end = offset;
  while (start > 0 && class_.test(text[start - 1]!)) start--;
  while (end < text.length && class_.test(text[end]!)) end++;
  return end > start ? { start, end } : undefined;
}
