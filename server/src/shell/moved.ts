/** The commands of a script as those of the same script at another place of a file: only what says where something stands differs. */
import type { Span } from '../syntax/tree.ts';
import type { Analysis, Assignment, Redirect, ShellCommand } from './commands.ts';
import type { Script } from './script.ts';
import type { ShellWord } from './words.ts';
import type { Wrapper } from './wrappers.ts';

/** `analysis` is that of a script without scripts in it; `script` has the same text and stands `by` characters behind it. */
export function movedAnalysis(analysis: Analysis, script: Script, by: number): Analysis {
  const { tree, inner } = analysis;
  return { tree, inner, commands: analysis.commands.map(command => movedCommand(command, script, by)) };
}

function movedCommand(command: ShellCommand, script: Script, by: number): ShellCommand {
  const argv = movedWords(command.argv, by);
  return {
    kind: command.kind,
    program: command.program,
    name: argv[0],
    argv,
    args: argv.slice(1),
    assignments: movedList(command.assignments, by, movedAssignment),
    redirects: movedList(command.redirects, by, movedRedirect),
    outerRedirects: movedList(command.outerRedirects, by, movedRedirect),
    wrappers: movedList(command.wrappers, by, movedWrapper),
    openEnded: command.openEnded,
    connector: command.connector,
    pipeline: command.pipeline,
    pipelineIndex: command.pipelineIndex,
    scopes: command.scopes,
    list: command.list,
    conditional: command.conditional,
    negated: command.negated,
    background: command.background,
    broken: command.broken,
    span: movedSpan(command.span, by),
    at: command.at,
    script,
  };
}

function movedList<Item>(list: readonly Item[], by: number, moved: (item: Item, by: number) => Item): readonly Item[] {
  return by === 0 || list.length === 0 ? list : list.map(item => moved(item, by));
}

function movedWords(words: readonly ShellWord[], by: number): readonly ShellWord[] {
  return movedList(words, by, movedWord);
}

function movedWord(word: ShellWord, by: number): ShellWord {
  return {
    value: word.value,
    dynamic: word.dynamic,
    prefix: word.prefix,
    pattern: word.pattern,
    quoting: word.quoting,
    raw: word.raw,
    at: word.at,
    span: movedSpan(word.span, by),
    parts: word.parts,
  };
}

function movedAssignment(assignment: Assignment, by: number): Assignment {
  const { name, append, value, nameSpan, span } = assignment;
  return {
    name,
    append,
    value: value && movedWord(value, by),
    nameSpan: movedSpan(nameSpan, by),
    span: movedSpan(span, by),
  };
}

function movedRedirect(redirect: Redirect, by: number): Redirect {
  const { operator, descriptor, target, heredoc, span } = redirect;
  return { operator, descriptor, target: target && movedWord(target, by), heredoc, span: movedSpan(span, by) };
}

function movedWrapper(wrapper: Wrapper, by: number): Wrapper {
  return { name: wrapper.name, words: movedWords(wrapper.words, by), span: movedSpan(wrapper.span, by) };
}

function movedSpan(span: Span, by: number): Span {
  return by === 0 ? span : { start: span.start + by, end: span.end + by };
}
