/**
 * A long RUN as a heredoc, and back. `a && b` and `set -e` with a and b on lines of their own stop at the same failures as long as the
 * members are simple: in a group, an `if` or a subshell `set -e` would look at every command. BuildKit hands the body of a RUN that is one
 * heredoc to the shell as it is (convert.go, dispatchRun), so nothing is expanded that was not before.
 */
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import { commandsOf, type ShellCommand } from '../shell/commands.ts';
import type { ShellNode } from '../shell/parser.ts';
import type { Script } from '../shell/script.ts';
import { fileSpanOf } from '../shell/scriptMap.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import {
  andMembers,
  chainMembers,
  commandMeaning,
  hasNode,
  instructionAt,
  isPlainShell,
  type Offer,
  proved,
  runScriptOf,
  syntaxAllows,
} from './refactoring.ts';

const TO = 'run-to-heredoc';
const FROM = 'heredoc-to-run';

/** On a RUN with several commands, or with one heredoc. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const run = instructionAt(document, span);
  if (run === undefined || run.name !== 'RUN' || document.tree.escape !== '\\') return [];
  return run.heredocs.length > 0 ? toChain(document, run) : toHeredoc(document, run);
}

function toHeredoc(document: DockerfileDocument, run: Instruction): readonly Offer[] {
  const found = runScriptOf(document, run);
  if (found === undefined || !isPlainShell(found.shell) || run.rest === undefined) return [];
  const { script, tree } = found;
  const members = chainMembers(tree);
  if (members === undefined || members.length < 2) return [];
  const title = 'Write this RUN as a heredoc';
  const refuse = (reason: string): readonly Offer[] => [{ id: TO, title, kind: 'refactor.rewrite', reason }];
  if (document.text.includes('\r'))
    return refuse('The file has Windows line ends, which a heredoc would hand to the shell.');
  if (!syntaxAllows(document, 4))
    return refuse('The syntax line names a version without heredocs (they came with 1.4).');
  const commands = commandsOf(script) ?? [];
  const problem = simplicityProblem(members, commands);
  if (problem !== undefined) return refuse(problem);
  const lines: string[] = [];
  const options = setOptions(members[0]!, script);
  if (options === undefined) {
    if (commands.some(({ program }) => program === 'set')) return refuse('It sets options of the shell.');
    lines.push('set -e');
  } else lines.push(`set -${options.includes('e') ? options : `e${options}`}`);
  const bodies = options === undefined ? members : members.slice(1);
  if (bodies.length === 0) return [];
  let from = run.rest.span.start;
  for (const member of bodies) {
    const place = fileSpanOf(script.map, member.start, member.end);
    const inside = run.comments.filter(({ span }) => span.start >= place.start && span.end <= place.end);
    const before = run.comments.filter(({ span }) => span.start >= from && span.end <= place.start);
    for (const { span } of [...before, ...inside]) lines.push(document.text.slice(span.start, span.end).trim());
    lines.push(...memberLines(document, run, script, member, place, inside.length > 0));
    from = place.end;
  }
  for (const { span } of run.comments.filter(({ span }) => span.start >= from)) {
    lines.push(document.text.slice(span.start, span.end).trim());
  }
  const delimiter = ['EOF', 'EOT', 'SCRIPT'].find(name => !lines.some(line => line.trim() === name));
  if (delimiter === undefined || lines.some(line => line.trim() === '')) return [];
  const expected = meanings(commands);
  return proved(
    document,
    {
      id: TO,
      title,
      kind: 'refactor.rewrite',
      safety: 'safe',
      explanation: 'The same commands, one on each line; `set -e` stops at the first that fails, as && does.',
      edits: [
        {
          span: { start: run.rest.span.start, end: run.span.end },
          newText: `<<${delimiter}\n${lines.join('\n')}\n${delimiter}`,
        },
      ],
      touches: [run.index],
    },
    text => sameCommands(text, run.index, expected),
    // The comments go on in the script: counted here, because the tree no longer sees them.
    { comments: 'any' },
  );
}

/** The text of a member: as it is laid out when the shell reads it the same, else joined as Docker joins it. */
function memberLines(
  document: DockerfileDocument,
  run: Instruction,
  script: Script,
  member: ShellNode,
  place: Span,
  hasComments: boolean,
): readonly string[] {
  const joined = script.text.slice(member.start, member.end);
  const raw = document.text.slice(place.start, place.end);
  if (!raw.includes('\n')) return [joined];
  const blank = run.emptyLines.some(({ start }) => start >= place.start && start <= place.end);
  // In single quotes a backslash at the end of a line is one more character for the shell.
  const literal = hasNode(member, new Set(['raw_string', 'ansi_c_string', 'ERROR']));
  const laidOut = raw.replace(/\\[ \t]*\n/g, '\\\n');
  const same = laidOut.replaceAll('\\\n', '') === joined;
  return hasComments || blank || literal || !same
    ? [joined.replace(/[ \t]{2,}/g, literal || /["']/.test(joined) ? '$&' : ' ')]
    : laidOut.split('\n');
}

function toChain(document: DockerfileDocument, run: Instruction): readonly Offer[] {
  const [heredoc] = run.heredocs;
  const found = runScriptOf(document, run);
  if (found === undefined || heredoc === undefined || run.heredocs.length !== 1 || run.rest === undefined) return [];
  const { script, tree, shell } = found;
  if (script.kind !== 'heredoc' || script.shebang === true || !isPlainShell(shell)) return [];
  const operator = document.text.slice(run.rest.span.start, run.rest.span.end).trim();
  if (!/^<<-?\s*["']?\w+["']?$/.test(operator.split('\n')[0]!) || document.text.includes('\r')) return [];
  const title = 'Write this heredoc as a chain of &&';
  const refuse = (reason: string): readonly Offer[] => [{ id: FROM, title, kind: 'refactor.rewrite', reason }];
  const statements = tree.root.children.filter(({ start, end }) => start < end);
  const lines: string[] = [];
  const members: ShellNode[] = [];
  const first = statements.find(({ type }) => type !== 'comment');
  const options = first && setOptions(first, script);
  if (options === undefined || !options.includes('e')) {
    return refuse('It does not begin with `set -e`: the commands go on after a failure, which && does not.');
  }
  for (const [index, node] of statements.entries()) {
    const text = script.text.slice(node.start, node.end);
    if (node.type === 'comment') {
      const lineStart = script.text.lastIndexOf('\n', node.start - 1) + 1;
      if (script.text.slice(lineStart, node.start).trim() !== '') return refuse('A comment stands behind a command.');
      lines.push(text);
      continue;
    }
    if (node === first) {
      if (options !== 'e') members.push(node);
      if (options !== 'e') lines.push(text);
      continue;
    }
    if (!node.named) {
      // A semicolon at a line's end says no more than the line's end.
      if (node.type === ';' || node.type === '\n') continue;
      return refuse('It has operators other than &&.');
    }
    const parts = andMembers(node);
    if (parts === undefined) return refuse('It has operators other than &&.');
    if (parts.length > 1 && index < statements.length && hasNode(node, new Set(['comment'])))
      return refuse('A comment stands inside a command.');
    for (const part of parts) {
      const body = script.text.slice(part.start, part.end);
      if (/\n/.test(body.replaceAll('\\\n', ''))) return refuse('A command holds line ends.');
      if (body.includes('\\\n') && hasNode(part, new Set(['raw_string', 'ansi_c_string', 'ERROR'])))
        return refuse('A quoted text holds line ends.');
      members.push(part);
      lines.push(body);
    }
  }
  if (members.length === 0) return [];
  const commands = commandsOf(script) ?? [];
  const problem = simplicityProblem(members, commands);
  if (problem !== undefined) return refuse(problem);
  if (commands.filter(({ program }) => program === 'set').length !== 1) return refuse('It sets options of the shell.');
  const expected = meanings(commands);
  // The last command takes no `&& \`, comments none at all; comments at the end have no place in a RUN.
  const lastCommand = lines.findLastIndex(line => !line.startsWith('#'));
  if (lastCommand !== lines.length - 1) return refuse('It ends with a comment.');
  const firstCommand = lines.findIndex(line => !line.startsWith('#'));
  const body = lines
    .map((line, index) => {
      if (line.startsWith('#')) return `    ${line}`;
      const indent = index === firstCommand && index === 0 ? '' : '    ';
      return `${indent}${line.replace(/\n[ \t]*/g, '\n      ')}${index === lastCommand ? '' : ' && \\'}`;
    })
    .join('\n');
  const newText = firstCommand === 0 ? body : `\\\n${body}`;
  return proved(
    document,
    {
      id: FROM,
      title,
      kind: 'refactor.rewrite',
      safety: 'safe',
      explanation: 'The same commands joined by &&, which stops at the first that fails, as `set -e` does.',
      edits: [{ span: { start: run.rest.span.start, end: run.span.end }, newText }],
      touches: [run.index],
    },
    text => sameCommands(text, run.index, expected),
  );
}

const simpleTypes: ReadonlySet<string> = new Set([
  'command',
  'pipeline',
  'redirected_statement',
  'declaration_command',
  'unset_command',
  'variable_assignment',
  'variable_assignments',
  'test_command',
]);

/** Commands that read other scripts into this shell, where `set -e` would reach. */
const reading: ReadonlySet<string> = new Set(['.', 'source', 'eval', 'trap', 'exec', 'exit', 'return', 'shopt']);

const compound: ReadonlySet<string> = new Set([
  ...['if_statement', 'while_statement', 'for_statement', 'c_style_for_statement', 'case_statement', 'subshell'],
  ...['compound_statement', 'function_definition', 'negated_command', 'list', 'heredoc_redirect', 'comment', 'ERROR'],
  ...['process_substitution'],
]);

/** Why `set -e` and && would stop at different failures; undefined when they would not. */
function simplicityProblem(members: readonly ShellNode[], commands: readonly ShellCommand[]): string | undefined {
  for (const member of members) {
    if (!simpleTypes.has(member.type) || hasNode(member, compound)) {
      return 'A loop, a branch, a group or `!` in it: `set -e` and && would stop at different failures there.';
    }
  }
  if (commands.some(({ broken, background }) => broken || background)) return 'A command runs in the background.';
  if (commands.some(({ redirects }) => redirects.some(({ heredoc }) => heredoc)))
    return 'It holds heredocs of its own.';
  const reads = commands.find(command => reading.has(command.program) && !command.scopes.includes('script'));
  if (reads) return `\`${reads.program}\` runs in the shell itself, where \`set -e\` would reach.`;
  if (commands.some(({ program, scopes }) => program === '' && !scopes.includes('script') && scopes.length > 0)) {
    return 'A command in $( ) is not known.';
  }
  const lists = new Map<object, number>();
  for (const { scopes, list, pipelineIndex } of commands) {
    if (!scopes.includes('substitution') || scopes.includes('script') || pipelineIndex > 0) continue;
    lists.set(list, (lists.get(list) ?? 0) + 1);
  }
  if ([...lists.values()].some(count => count > 1))
    return 'Several commands stand in a $( ), which `set -e` may reach.';
  return undefined;
}

/** The letters of a plain `set -eux`; undefined for any other statement. */
function setOptions(node: ShellNode, script: Script): string | undefined {
  return /^set\s+-([eux]+)$/.exec(script.text.slice(node.start, node.end).trim())?.[1];
}

/** What the commands do; `set`, which is judged on its own, left out. */
function meanings(commands: readonly ShellCommand[]): string {
  return JSON.stringify(commands.filter(({ program }) => program !== 'set').map(commandMeaning));
}

function sameCommands(text: string, index: number, expected: string): boolean {
  const after = createDocument(text);
  const instruction = after.tree.instructions[index];
  const found = instruction && runScriptOf(after, instruction);
  return found !== undefined && meanings(commandsOf(found.script) ?? []) === expected;
}
