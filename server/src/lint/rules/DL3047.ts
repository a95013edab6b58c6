import { defineRule, type LintContext } from '../rule.ts';
import { callsOf, type RunView, runsOf } from '../runCommands.ts';
import { optionFix } from '../runEdits.ts';

const quiet =
  /^(-q|--quiet|-nv|--no-verbose|--progress(=.*)?|-o.*|--output-file(=.*)?|-a.*|--append-output(=.*)?|-[a-zA-Z]*q.*|--help|--version|-V)$/;

export const rule = defineRule({
  meta: {
    id: 'DL3047',
    title: 'wget fills the build log with its progress',
    group: 'style',
    severity: 'hint',
    cliSeverity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3047', same: true }],
    messages: { progress: 'wget writes its progress into the build log: use -nv or --progress=dot:giga' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const { program, command, args } of run.commands) {
        if (program !== 'wget' || command.name === undefined || args.length === 0) continue;
        if (args.some(({ value }) => quiet.test(value))) continue;
        yield {
          messageId: 'progress',
          span: command.name.span,
          reportLine: run.instruction.startLine,
          fixes: isGnuWget(context, run)
            ? [optionFix(run, command, command.name.span, '-nv', { title: 'Add -nv to wget', safety: 'safe' })]
            : [],
        };
      }
    }
  },
});

/** The wget of BusyBox knows neither option: only one that a package manager installed here is surely GNU's. */
function isGnuWget(context: LintContext, run: RunView): boolean {
  for (let stage = run.stage; stage !== undefined; stage = stage.parent) {
    const current = stage;
    const isInstalled = runsOf(context).some(
      other =>
        other.stage === current &&
        other.instruction.index <= run.instruction.index &&
        callsOf(other, 'apt', 'yum', 'zypper', 'apk').some(
          call => call.action === 'install' && call.packages.some(({ name }) => name === 'wget'),
        ),
    );
    if (isInstalled) return true;
  }
  return false;
}
