/** Shared by the rules about package managers: versions that are not pinned, flags and clean-ups that are missing. */

import type { ShellCommand } from '../../shell/commands.ts';
import type { PackageManager } from '../../shell/packageManagers.ts';
import { callHasOption, type PackageCall, type PackageReference } from '../../shell/packages.ts';
import type { Finding, Fix, LintContext } from '../rule.ts';
import { type CommandView, callsOf, type RunView, runsOf } from '../runCommands.ts';
import { appendCommand, followingCommands, optionFix } from '../runEdits.ts';
import { isShipped } from './_instructions.ts';

/** Findings for the packages without a version: one for each call, at the first such package. */
export function* unpinned(
  context: LintContext,
  managers: readonly PackageManager[],
  wanted: {
    readonly calls: (call: PackageCall) => boolean;
    readonly isPinned: (reference: PackageReference, call: PackageCall) => boolean;
  },
): Generator<Finding<'unpinned'>> {
  for (const run of runsOf(context)) {
    for (const call of callsOf(run, ...managers)) {
      if (!wanted.calls(call)) continue;
      const open = call.packages.filter(
        reference => reference.kind !== 'variable' && !wanted.isPinned(reference, call),
      );
      const [first] = open;
      if (first === undefined) continue;
      const names = open.map(reference => reference.name);
      yield {
        messageId: 'unpinned',
        data: { packages: names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ') },
        span: first.word.span,
        reportLine: run.instruction.startLine,
      };
    }
  }
}

/** The span of what is done: program and subcommand. */
export function actionSpan(call: PackageCall): { readonly start: number; readonly end: number } {
  const start = call.command.name?.span.start ?? call.command.span.start;
  return { start, end: Math.max(start, call.subcommandSpan?.end ?? call.command.span.end) };
}

/** Findings for calls that would ask the user: without the flag that says yes. */
export function* asking(
  context: LintContext,
  manager: PackageManager,
  asks: (call: PackageCall, run: RunView) => boolean,
  flag: string,
  place: 'program' | 'subcommand' = 'subcommand',
  /** Of some calls it is not sure that they ask. */
  mayAsk: (call: PackageCall) => boolean = () => false,
): Generator<Finding<'asks'>> {
  for (const run of runsOf(context)) {
    for (const call of callsOf(run, manager)) {
      if (!asks(call, run)) continue;
      if (isFedWithYes(run, call.command)) continue;
      const span = actionSpan(call);
      const programWord = call.command.argv.find(word => word.value.endsWith(call.program));
      const after = place === 'program' ? programWord?.span : call.subcommandSpan;
      yield {
        messageId: 'asks',
        ...(mayAsk(call) ? { severity: 'hint' as const } : {}),
        data: { command: `${call.program} ${call.subcommand}`, flag },
        span,
        reportLine: run.instruction.startLine,
        fixes: after
          ? [
              optionFix(run, call.command, after, flag, {
                title: `Add ${flag} to ${call.program} ${call.subcommand}`,
                safety: 'safe',
              }),
            ]
          : [],
      };
    }
  }
}

/** `yes | apt-get install x` */
function isFedWithYes(run: RunView, command: ShellCommand): boolean {
  if (command.pipeline === undefined || command.pipelineIndex === 0) return false;
  return run.commands.some(
    view => view.command.pipeline === command.pipeline && ['yes', 'echo', 'printf'].includes(view.program),
  );
}

export interface CleanUp {
  readonly isInstall: (call: PackageCall) => boolean;
  /** Whether a later command of the RUN takes away what the install leaves. */
  readonly isClean: (view: CommandView, run: RunView) => boolean;
  readonly isMounted: (run: RunView) => boolean;
  /** The command that cleans up. */
  readonly command: (call: PackageCall) => string;
}

/** Findings for installs that leave a cache in the layer; one for each RUN. */
export function* leftCaches(
  context: LintContext,
  managers: readonly PackageManager[],
  cleanUp: CleanUp,
): Generator<Finding<'left'>> {
  for (const run of runsOf(context)) {
    if (cleanUp.isMounted(run)) continue;
    if (!run.onBuild && !isShipped(context, run.stage)) continue;
    const calls = callsOf(run, ...managers).filter(cleanUp.isInstall);
    const last = calls.at(-1);
    const [first] = calls;
    if (first === undefined || last === undefined) continue;
    if (followingCommands(run, last.command).some(view => cleanUp.isClean(view, run))) continue;
    const text = cleanUp.command(last);
    const edit = appendCommand(context.document.tree, run, last.command, text);
    const fixes: Fix[] = edit
      ? [{ title: `Add ${text}`, safety: 'safe', edits: [edit], touches: [run.instruction.index] }]
      : [];
    yield {
      messageId: 'left',
      data: { command: `${last.program} ${last.subcommand}`, clean: text },
      span: actionSpan(last),
      reportLine: run.instruction.startLine,
      fixes,
    };
  }
}

/** `rm -rf PATH…` with a path that `covers` accepts. */
export function removes(view: CommandView, covers: (path: string) => boolean): boolean {
  if (view.program === 'find') {
    const paths = view.args.filter(word => word.value.startsWith('/'));
    return view.args.some(word => word.value === '-delete') && paths.some(word => covers(word.value));
  }
  if (view.program !== 'rm') return false;
  return view.args.some(word => word.dynamic || covers(word.value));
}

/** dnf and yum write the version into the name: `httpd-2.4.24`, `openssl-1:1.1.1k`. */
export function hasVersionInName(name: string): boolean {
  return name.split('-').some((part, index) => index > 0 && /^[0-9$~^]/.test(part));
}

/** Whether one of the options is given; for several short ones in a cluster too. */
export const has = callHasOption;
