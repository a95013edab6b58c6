import type { Stage } from '../../model/stages.ts';
import type { Assignment } from '../../shell/commands.ts';
import { defineRule, type LintContext } from '../rule.ts';
import { callsOf, isMountedAway, runsOf } from '../runCommands.ts';
import { optionFix } from '../runEdits.ts';
import { sectionsOf, unquoted } from './_instructions.ts';
import { actionSpan, has } from './_packages.ts';

const variable = 'PIP_NO_CACHE_DIR';

export const rule = defineRule({
  meta: {
    id: 'DL3042',
    title: 'pip keeps its cache in the image',
    group: 'size',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3042', same: false }],
    messages: { cached: 'pip install keeps what it downloads in the layer: use --no-cache-dir or a cache mount' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      if (
        isMountedAway(run, '/root/.cache/pip') ||
        run.mounts.some(({ target }) => /\.cache(\/|$)/.test(target) || target.endsWith('/pip'))
      )
        continue;
      const calls = callsOf(run, 'pip');
      // The way back through the stage is long: only for a RUN that needs it.
      if (calls.length === 0 || isSwitchedOff(context, run.stage, run.instruction.index)) continue;
      for (const call of calls) {
        if (call.action !== 'install' || has(call, '--no-cache-dir') || has(call, '--no-cache')) continue;
        if (!/^pip[\d.-]*$/.test(call.program)) continue;
        const before = run.commands.filter(
          ({ command }) => command.at.start < call.command.at.start || command === call.command,
        );
        const own = before.flatMap(({ command }) =>
          command === call.command || command.kind !== 'command' ? command.assignments : [],
        );
        if (own.some(assignment => isOffAssignment(assignment))) continue;
        if (run.commands.some(view => view.call?.manager === 'pip' && view.call.action === 'clean')) continue;
        yield {
          messageId: 'cached',
          span: actionSpan(call),
          reportLine: run.instruction.startLine,
          // Who names a folder for the cache wants one.
          fixes:
            call.subcommandSpan && !has(call, '--cache-dir')
              ? [
                  optionFix(run, call.command, call.subcommandSpan, '--no-cache-dir', {
                    title: 'Add --no-cache-dir to pip install',
                    safety: 'safe',
                  }),
                ]
              : [],
        };
      }
    }
  },
});

function isOffAssignment({ name, value }: Assignment): boolean {
  return name === variable && isOff(value?.value ?? '');
}

/** pip takes `off`, `0` and `false` for "no cache" too, for the sake of those who wrote it so (its cmdoptions.py says why). */
function isOff(value: string): boolean {
  return value !== '';
}

/** Whether an ENV above (or in a stage below this one) switches the cache off. */
function isSwitchedOff(context: LintContext, stage: Stage | undefined, before: number): boolean {
  const section = sectionsOf(context).find(candidate => candidate.stage === stage);
  const value = section?.instructions
    .filter(({ name, index }) => (name === 'ENV' || name === 'ARG') && index < before)
    .flatMap(({ pairs }) => pairs)
    .findLast(pair => pair.key === variable)?.value;
  if (value !== undefined) return isOff(unquoted(value));
  return stage?.parent !== undefined && isSwitchedOff(context, stage.parent, Number.POSITIVE_INFINITY);
}
