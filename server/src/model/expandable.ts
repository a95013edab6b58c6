/**
 * Which texts of an instruction BuildKit expands, in its order: the Expand and ExpandRaw methods of instructions/commands.go, and
 * dispatchExpose, dispatchArg, buildMetaArgs and buildDispatchStates of dockerfile2llb.
 */
import { parseHeredocWord } from '../syntax/heredocs.ts';
import type { Instruction, Pair, Word } from '../syntax/tree.ts';
import { csvFields } from './mounts.ts';
import { directPlacer, flagPlacer, type Placer, spanPlacer, wordPlacer } from './places.ts';

export interface ExpandableText {
  readonly text: string;
  /** From offsets in the text to the file. */
  readonly place: Placer;
  readonly role: 'base' | 'platform' | 'flag' | 'mount' | 'key' | 'value' | 'word' | 'port' | 'heredoc' | 'argument';
  /** ENV, LABEL, ARG: which pair. */
  readonly pair: number | undefined;
  /** Flag name, mount key; '' for others. */
  readonly name: string;
}

/** The texts in which variables count. Empty for instructions that expand nothing (CMD, ENTRYPOINT, SHELL, MAINTAINER, ONBUILD). */
export function expandableTexts(instruction: Instruction): readonly ExpandableText[] {
  switch (instruction.name) {
    case 'FROM':
      return [
        ...words(instruction, instruction.words.slice(0, 1), 'base'),
        ...flags(instruction, ['platform'], 'platform'),
      ];
    case 'ARG':
      return values(instruction);
    case 'ENV':
    case 'LABEL':
      return keysAndValues(instruction);
    case 'ADD':
      return copied(instruction, ['chown', 'chmod', 'checksum']);
    case 'COPY':
      return copied(instruction, ['chown', 'chmod']);
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'VOLUME':
      return words(instruction, instruction.words, 'word');
    case 'EXPOSE':
      return words(instruction, instruction.words, 'port').sort((a, b) => compareText(a.text, b.text));
    case 'RUN':
      return mounts(instruction);
    default:
      return [];
  }
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function words(instruction: Instruction, list: readonly Word[], role: ExpandableText['role']): ExpandableText[] {
  return list.map(word => ({
    text: word.value,
    place: wordPlacer(instruction, word),
    role,
    pair: undefined,
    name: '',
  }));
}

function flags(instruction: Instruction, names: readonly string[], role: ExpandableText['role']): ExpandableText[] {
  if (instruction.flags.length === 0) return [];
  return names.flatMap(name => {
    const flag = instruction.flags.find(candidate => candidate.name === name);
    if (!flag?.value) return [];
    return [{ text: flag.value, place: flagPlacer(instruction, flag), role, pair: undefined, name }];
  });
}

function values(instruction: Instruction): ExpandableText[] {
  const texts: ExpandableText[] = [];
  for (const [index, pair] of instruction.pairs.entries()) addValue(texts, instruction, pair, index, 'argument');
  return texts;
}

function keysAndValues(instruction: Instruction): ExpandableText[] {
  const texts: ExpandableText[] = [];
  for (const [index, pair] of instruction.pairs.entries()) {
    const place = spanPlacer(instruction, pair.keySpan, pair.key);
    texts.push({ text: pair.key, place, role: 'key', pair: index, name: '' });
    addValue(texts, instruction, pair, index, 'value');
  }
  return texts;
}

function addValue(
  texts: ExpandableText[],
  instruction: Instruction,
  pair: Pair,
  index: number,
  role: ExpandableText['role'],
): void {
  if (pair.value === undefined || pair.valueSpan === undefined) return;
  const place = spanPlacer(instruction, pair.valueSpan, pair.value);
  texts.push({ text: pair.value, place, role, pair: index, name: '' });
}

function copied(instruction: Instruction, flagNames: readonly string[]): ExpandableText[] {
  const ofFlags = flags(instruction, flagNames, 'flag');
  if (instruction.heredocs.length === 0 && !instruction.words.some(({ value }) => value.includes('<<'))) {
    const paths = words(instruction, instruction.words, 'word');
    return ofFlags.length === 0 ? paths : [...ofFlags, ...paths];
  }
  const last = instruction.words.length - 1;
  const isPath = (word: Word, index: number): boolean => index === last || heredocWord(word) === undefined;
  return [
    ...ofFlags,
    ...words(instruction, instruction.words.filter(isPath), 'word'),
    ...instruction.words.slice(0, -1).flatMap(word => heredocBody(instruction, word)),
  ];
}

/**
 * What BuildKit copies for a source that is a heredoc (instructions/parse.go, parseSourcesAndDest): the last body with its name. A body
 * that no source names, as after `<< EOF`, is read and forgotten.
 */
function heredocBody(instruction: Instruction, word: Word): ExpandableText[] {
  const parsed = heredocWord(word);
  if (!parsed?.expand) return [];
  const heredoc = instruction.heredocs.findLast(candidate => candidate.name === parsed.name);
  if (heredoc === undefined) return [];
  const place = directPlacer(heredoc.contentSpan.start);
  return [{ text: heredoc.content, place, role: 'heredoc', pair: undefined, name: heredoc.name }];
}

function heredocWord({ value }: Word) {
  if (!value.includes('<<')) return undefined;
  const parsed = parseHeredocWord(value);
  return typeof parsed === 'string' ? undefined : parsed;
}

function mounts(instruction: Instruction): ExpandableText[] {
  if (instruction.flags.length === 0) return [];
  return instruction.flags.flatMap(flag => {
    if (flag.name !== 'mount' || !flag.value) return [];
    const place = flagPlacer(instruction, flag);
    return csvFields(flag.value).fields.flatMap((field): ExpandableText[] => {
      const equals = field.text.indexOf('=');
      if (equals === -1) return [];
      const offset = field.span.start + equals + 1;
      return [
        {
          text: field.text.slice(equals + 1),
          place: span => place({ start: offset + span.start, end: offset + span.end }),
          role: 'mount',
          pair: undefined,
          name: field.text.slice(0, equals).toLowerCase(),
        },
      ];
    });
  });
}
