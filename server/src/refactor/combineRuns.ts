/** Two RUN in a row → one: fewer layers, and what the second deletes does not stay in the first one's layer. */
import type { DockerfileDocument } from '../model/document.ts';
import { commandsOf, type ShellCommand } from '../shell/commands.ts';
import { parse } from '../syntax/parse.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import {
  chainMembers,
  hasNode,
  instructionsAt,
  isPlainShell,
  isRefusal,
  type Offer,
  proved,
  type RefactoringContext,
  type RunScript,
  runScriptOf,
} from './refactoring.ts';

const ID = 'combine-run';

/** On a RUN: with the next one, or all of a selection's RUN in a row. */
export function offer(document: DockerfileDocument, span: Span, context?: RefactoringContext): readonly Offer[] {
  const touched = instructionsAt(document, span);
  const { instructions } = document.tree;
  const [first] = touched;
  if (first === undefined || first.name !== 'RUN') return [];
  const next = instructions[first.index + 1];
  const runs = touched.length > 1 ? touched : next ? [first, next] : [];
  if (runs.length < 2 || runs.some(each => each.name !== 'RUN')) return [];
  return combine(document, runs, touched.length > 1 || context?.explains === true);
}

function combine(document: DockerfileDocument, runs: readonly Instruction[], asked: boolean): readonly Offer[] {
  const { tree } = document;
  const title = runs.length === 2 ? 'Combine this RUN with the next one' : `Combine these ${runs.length} RUN into one`;
  const refuse = (reason: string): readonly Offer[] =>
    asked ? [{ id: ID, title, kind: 'refactor.rewrite', reason }] : [];
  const scripts: RunScript[] = [];
  for (const run of runs) {
    const script = runScriptOf(document, run);
    if (script === undefined || run.heredocs.length > 0 || run.rest === undefined) {
      return refuse(`The RUN of line ${run.startLine} is not a plain line of shell.`);
    }
    if (run.rest.span.end !== run.span.end) return refuse(`The RUN of line ${run.startLine} ends in a continuation.`);
    if (!isPlainShell(script.shell)) return refuse('SHELL sets options of its own.');
    scripts.push(script);
  }
  const flags = new Set(runs.map(run => JSON.stringify(run.flags.map(({ text }) => text))));
  if (flags.size > 1) return refuse('The RUN have different flags.');
  for (const [index, { tree: shellTree, script }] of scripts.entries()) {
    const line = runs[index]!.startLine;
    if (hasNode(shellTree.root, commentType)) return refuse(`A comment ends the command of line ${line}.`);
    const commands = commandsOf(script) ?? [];
    if (commands.some(({ background }) => background))
      return refuse(`Line ${line} starts something in the background.`);
    if (index < scripts.length - 1) {
      const reason =
        stateProblem(commands, script.text) ?? (/[;&|]\s*$/.test(script.text) ? 'ends in an operator' : undefined);
      if (reason !== undefined) return refuse(`The RUN of line ${line} ${reason}; the next one starts without that.`);
    }
    const joined = commands.filter(({ scopes }) => scopes.length === 0).map(({ connector }) => connector);
    const isChain = joined.every(connector => connector === undefined || /^(?:&&|\|&?)$/.test(connector));
    if (index > 0 && (chainMembers(shellTree) === undefined || !isChain)) {
      return refuse(`The RUN of line ${line} is no chain of &&.`);
    }
    if (index > 0 && (chainMembers(shellTree) ?? []).some(({ type }) => type === 'negated_command')) {
      return refuse(`The RUN of line ${line} is negated.`);
    }
  }
  const gaps = runs.slice(1).map((run, index) => {
    const before = runs[index]!;
    const start = before.span.end;
    const between = document.text.slice(start, run.keyword.span.start);
    const comments = between
      .split(/\r?\n/)
      .map(line => line.trim())
      .filter(line => line.startsWith('#'));
    const indent = '    ';
    const kept = comments.map(comment => `${indent}${comment}${tree.eol}`).join('');
    return {
      span: { start, end: run.rest!.span.start },
      newText: ` && ${tree.escape}${tree.eol}${kept}${indent}`,
    };
  });
  const repeated = repeatedPrograms(scripts.map(({ script }) => commandsOf(script) ?? []));
  const wanted = runs.map(run => squeezed(run.args.join(' '))).join(' && ');
  return proved(
    document,
    {
      id: ID,
      title,
      kind: 'refactor.rewrite',
      safety: repeated.length === 0 ? 'safe' : 'unsafe',
      explanation:
        repeated.length === 0
          ? 'The same commands in one layer: a failure or a change of one runs all of them again.'
          : `The same commands in one layer and one shell, which remembers where it found ${repeated.join(', ')}: if the first part installs another one, the second still runs the old.`,
      edits: gaps,
      touches: runs.map(run => run.index),
    },
    text => squeezed(parse(text).instructions[runs[0]!.index]?.args.join(' ') ?? '') === wanted,
  ).filter(each => !isRefusal(each));
}

const commentType: ReadonlySet<string> = new Set(['comment']);

/** Builtins whose effect lasts as long as the shell. */
const lasting: ReadonlySet<string> = new Set(
  '. alias cd enable eval exec exit export getopts hash popd pushd read return set shift shopt source trap ulimit umask unalias unset mapfile readarray'.split(
    ' ',
  ),
);

/** Why the next RUN, which starts with a new shell, would see something else; undefined when it would not. */
function stateProblem(commands: readonly ShellCommand[], text: string): string | undefined {
  if (/\/etc\/(?:hosts|resolv\.conf|hostname)|\/dev\/|\/proc\/|\/sys\//.test(text.replaceAll('/dev/null', ''))) {
    return 'touches files that the builder puts there anew';
  }
  if (/\$\{\w+:?=/.test(text)) return 'sets a variable';
  for (const command of commands) {
    const { scopes } = command;
    if (scopes.includes('substitution') || scopes.includes('subshell') || scopes.includes('script')) continue;
    if (command.kind === 'assignment' || command.kind === 'declaration') return 'sets a variable';
    if (scopes.includes('loop') || scopes.includes('function')) return 'sets a variable or a function';
    if (command.program === '' || lasting.has(command.program)) {
      return `changes the shell${command.program === '' ? '' : ` with ${command.program}`}`;
    }
  }
  if (/(?:^|[\s;&|])(?:for|while|until|select|function|case)\s/.test(text)) return 'sets a variable or a function';
  if (/\w\s*\(\)/.test(text)) return 'sets a function';
  return undefined;
}

/** Programs that no install puts in another place of the search path. */
const stable: ReadonlySet<string> = new Set(
  'apt apt-get apk dpkg rm mkdir echo printf chmod chown chgrp ln cp mv cat touch test [ true false ls find sed sleep id yum dnf microdnf rpm adduser addgroup useradd groupadd usermod install tee cut head tail sort uniq tr wc env date uname mktemp basename dirname rmdir'.split(
    ' ',
  ),
);

function repeatedPrograms(parts: readonly (readonly ShellCommand[])[]): readonly string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const part of parts) {
    const programs = part
      .filter(({ kind, scopes }) => kind === 'command' && !scopes.includes('script'))
      .map(({ program, wrappers }) => wrappers[0]?.name ?? program);
    for (const program of programs) if (seen.has(program) && !stable.has(program)) repeated.add(program);
    for (const program of programs) seen.add(program);
  }
  return [...repeated];
}

function squeezed(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
