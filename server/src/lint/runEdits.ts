/** Edits inside a RUN that keep the rest of its text as it is: an option added to a command, a command added at the end. */
import type { ShellCommand } from '../shell/commands.ts';
import type { ShellWord } from '../shell/words.ts';
import type { TextEdit } from '../syntax/edit.ts';
import type { DockerfileTree, Span } from '../syntax/tree.ts';
import type { Fix } from './rule.ts';
import type { CommandView, RunView } from './runCommands.ts';

/** Inserts an option (plain characters only) behind a word of the command; in exec form as a string of its own. */
export function insertOption(command: ShellCommand, after: Span, option: string): TextEdit {
  const newText = command.script.kind === 'exec' ? `, "${option}"` : ` ${option}`;
  return { span: { start: after.end, end: after.end }, newText };
}

/** A fix that adds an option behind a word. */
export function optionFix(
  run: RunView,
  command: ShellCommand,
  after: Span,
  option: string,
  fix: { readonly title: string; readonly safety: Fix['safety'] },
): Fix {
  return { ...fix, edits: [insertOption(command, after, option)], touches: [run.instruction.index] };
}

/** Replaces the word by plain characters. */
export function replaceWord(command: ShellCommand, word: ShellWord, text: string): TextEdit {
  return { span: word.span, newText: command.script.kind === 'exec' ? `"${text}"` : text };
}

/**
 * The edit that appends a command to the list that holds `command`, run only if all before succeeded; undefined when that cannot
 * be written with certainty: the list must be the whole script, one chain of `&&` (or lines of a heredoc, or `;` under `set -e`).
 */
export function appendCommand(
  tree: DockerfileTree,
  run: RunView,
  command: ShellCommand,
  plainText: string,
): TextEdit | undefined {
  const { script } = command;
  const text = withSameRights(command, plainText);
  if (text === undefined) return undefined;
  if (command.scopes.length > 0) return undefined;
  if (script.kind !== 'line' && script.kind !== 'heredoc') return undefined;
  if (script.instruction !== run.instruction) return undefined;
  const all = run.commands.map(view => view.command).filter(other => other.script === script);
  if (all.some(other => other.broken || other.background)) return undefined;
  const members = all.filter(other => other.list === command.list);
  const last = lastOf(members);
  if (last === undefined || all.some(other => other.at.end > last.at.end)) return undefined;
  // Something stands behind the last command: a comment, a closing bracket, `fi`.
  if (script.text.slice(last.at.end).trim() !== '') return undefined;
  if (members.some(member => member.redirects.some(redirect => redirect.heredoc !== undefined))) return undefined;
  if (script.kind === 'heredoc') return heredocEdit(tree, script.text, last, text);
  if (run.instruction.heredocs.length > 0) return undefined;
  const connectors = members.slice(1).map(member => member.connector);
  const chained = connectors.every(connector => connector === '&&' || connector === '|');
  const [first] = members;
  const strict = first?.program === 'set' && first.args.some(({ value }) => /^-[a-z]*e/.test(value));
  if (chained) return chainEdit(tree, members, last, '&&', text);
  if (strict && connectors.every(connector => connector === ';' || connector === '&&' || connector === '|')) {
    return chainEdit(tree, members, last, connectors.includes(';') ? ';' : '&&', text);
  }
  return undefined;
}

/** The text as the command itself was started: behind sudo if it was; undefined where it runs elsewhere (chroot) or as somebody else. */
function withSameRights({ wrappers }: ShellCommand, text: string): string | undefined {
  const names = wrappers.map(({ name }) => name);
  if (names.some(name => OTHER_USERS_AND_ROOTS.has(name))) return undefined;
  return names.includes('sudo') ? `sudo ${text}` : text;
}

const OTHER_USERS_AND_ROOTS: ReadonlySet<string> = new Set([
  ...['doas', 'fakeroot', 'fakechroot', 'chroot', 'gosu', 'su-exec', 'setpriv', 'su', 'runuser', 'unshare'],
]);

/** The command's place in the list of a RUN's commands. */
export function followingCommands(run: RunView, command: ShellCommand): readonly CommandView[] {
  const index = run.commands.findIndex(view => view.command === command);
  return index === -1 ? [] : run.commands.slice(index + 1);
}

function lastOf(members: readonly ShellCommand[]): ShellCommand | undefined {
  let last: ShellCommand | undefined;
  for (const member of members) if (last === undefined || member.at.end >= last.at.end) last = member;
  return last;
}

/** Behind the last command, in the way in which the others are written: on the line, or on lines of their own. */
function chainEdit(
  tree: DockerfileTree,
  members: readonly ShellCommand[],
  last: ShellCommand,
  operator: '&&' | ';',
  text: string,
): TextEdit {
  const at = last.span.end;
  const place = { start: at, end: at };
  const lineOf = (offset: number) => tree.lines.lineAt(offset);
  const previous = members.findLast(
    member => member !== last && member.at.end <= last.at.start && member.connector !== '|',
  );
  const newLine = previous !== undefined && lineOf(previous.span.start) !== lineOf(last.span.start);
  if (!newLine) return { span: place, newText: operator === ';' ? `; ${text}` : ` && ${text}` };
  const lineStart = tree.lines.starts[lineOf(last.span.start)]!;
  const before = tree.text.slice(lineStart, last.span.start);
  const indent = /^[ \t]*/.exec(before)![0];
  const leads = before.slice(indent.length).startsWith('&&');
  if (operator === ';') return { span: place, newText: `; ${tree.escape}${tree.eol}${indent}${text}` };
  if (leads) {
    const gap = /^&&([ \t]*)/.exec(before.slice(indent.length))![1] || ' ';
    return { span: place, newText: ` ${tree.escape}${tree.eol}${indent}&&${gap}${text}` };
  }
  return { span: place, newText: ` && ${tree.escape}${tree.eol}${indent}${text}` };
}

function heredocEdit(tree: DockerfileTree, script: string, last: ShellCommand, text: string): TextEdit | undefined {
  // Without `set -e` a failure above would be hidden by what is appended: the same as before, the last command's status counts.
  if (last.connector === '||' || last.negated || !/(^|\n)\s*set\s+-[a-z]*e/.test(script)) return undefined;
  const line = tree.lines.lineAt(last.span.start);
  const indent = /^[ \t]*/.exec(tree.lines.lineText(line))![0];
  return { span: { start: last.span.end, end: last.span.end }, newText: `${tree.eol}${indent}${text}` };
}

/** Takes a word and the blanks before it away; undefined when it does not stand behind another word on its line. */
export function removeWord(tree: DockerfileTree, command: ShellCommand, word: ShellWord): TextEdit | undefined {
  if (command.script.kind === 'exec') return undefined;
  const index = command.argv.indexOf(word);
  const previous = command.argv[index - 1];
  if (index < 1 || previous === undefined) return undefined;
  const span = { start: previous.span.end, end: word.span.end };
  if (tree.text.slice(span.start, word.span.start).trim() !== '') return undefined;
  return { span, newText: '' };
}
