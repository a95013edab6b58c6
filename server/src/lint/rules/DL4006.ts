import type { ShellCommand } from '../../shell/commands.ts';
import { interpreterName, isPosixShell } from '../../shell/script.ts';
import { defineRule, type Fix, type LintContext } from '../rule.ts';
import { type RunView, runsOf } from '../runCommands.ts';

/** Left sides that are broken off on purpose, or cannot fail. */
const harmless: ReadonlySet<string> = new Set(['yes', 'echo', 'printf', 'true']);

export const rule = defineRule({
  meta: {
    id: 'DL4006',
    title: 'A pipe whose failures are not seen',
    group: 'correctness',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL4006', same: false }],
    messages: { pipe: 'Only the last command of a pipe decides whether the RUN fails: set pipefail' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      if (hasPipefail(run.shell) || !isPosixShell(interpreterName(run.shell[0] ?? 'sh'))) continue;
      const pipes = run.commands.filter(({ command }) => isJudged(run, command));
      const found = pipes.find(({ command }) => isRisky(run, command));
      if (found === undefined) continue;
      yield {
        messageId: 'pipe',
        span: found.command.span,
        reportLine: run.instruction.startLine,
        fixes: shellFix(context, run),
      };
    }
  },
});

function hasPipefail(shell: readonly string[]): boolean {
  const name = interpreterName(shell[0] ?? '');
  if (!['bash', 'zsh', 'ash'].includes(name)) return false;
  return shell.some((word, at) => word === 'pipefail' && /^-[a-zA-Z]*o$/.test(shell[at - 1] ?? ''));
}

/** A member of a pipe behind the first; the first itself when what it writes to is a loop or the like, which is no command. */
function isJudged(run: RunView, { pipeline, pipelineIndex }: ShellCommand): boolean {
  if (pipeline === undefined) return false;
  return (
    pipelineIndex > 0 || !run.commands.some(({ command }) => command.pipeline === pipeline && command.pipelineIndex > 0)
  );
}

function isRisky(run: RunView, command: ShellCommand): boolean {
  const members = run.commands.filter(view => view.command.pipeline === command.pipeline);
  const inFront = members.filter(view => view.command.pipelineIndex < command.pipeline!.length - 1);
  if (inFront.every(({ program }) => harmless.has(program))) return false;
  if (command.scopes.includes('condition')) return false;
  return !run.commands.some(
    view =>
      view.program === 'set' &&
      view.command.at.start < command.at.start &&
      view.args.some(({ value }) => value === 'pipefail'),
  );
}

/** A SHELL line above, where bash is surely there: Debian and its children. */
function shellFix({ document }: LintContext, run: RunView): Fix[] {
  const { instruction, stage } = run;
  if (run.onBuild || stage?.base.kind !== 'image' || run.shell.join(' ') !== '/bin/sh -c') return [];
  const name = stage.base.reference?.familiarName ?? '';
  const tag = stage.base.reference?.tag?.text ?? '';
  if (
    ![
      'debian',
      'ubuntu',
      'fedora',
      'node',
      'python',
      'ruby',
      'golang',
      'buildpack-deps',
      'rockylinux',
      'almalinux',
    ].includes(name) ||
    tag.includes('alpine')
  )
    return [];
  const start = document.lines.starts[document.lines.lineAt(instruction.span.start)]!;
  if (start !== instruction.span.start) return [];
  const { eol } = document.tree;
  return [
    {
      title: 'Run this and the following RUNs with bash and pipefail',
      safety: 'unsafe',
      edits: [{ span: { start, end: start }, newText: `SHELL ["/bin/bash", "-o", "pipefail", "-c"]${eol}` }],
      touches: [instruction.index],
    },
  ];
}
