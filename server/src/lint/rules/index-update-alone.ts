import type { PackageCall } from '../../shell/packages.ts';
import { defineRule } from '../rule.ts';
import { callsOf, runsOf } from '../runCommands.ts';
import { joinFix } from './_joinRuns.ts';
import { actionSpan, has } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'index-update-alone',
    title: 'The package index is updated in another RUN than the installation',
    group: 'caching',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [
      { tool: 'kics', code: 'update_instruction_alone', same: false },
      { tool: 'trivy', code: 'DS-0017', same: false },
      { tool: 'sonar', code: 'S6595', same: false },
    ],
    messages: {
      alone:
        'This layer is cached while the installation below changes: it then uses an old index and fails; join the two',
    },
  },
  *check(context) {
    const runs = runsOf(context);
    for (const [position, run] of runs.entries()) {
      const calls = callsOf(run, 'apt', 'apk', 'zypper');
      const update = calls.findLast(isUpdate);
      if (update === undefined || calls.some(call => call !== update && isInstall(call))) continue;
      const later = runs.slice(position + 1).filter(other => other.stage === run.stage && !other.onBuild);
      const user = later.find(other =>
        callsOf(other, update.manager).some(call => isInstall(call) && !has(call, '--no-cache')),
      );
      if (user === undefined || run.onBuild) continue;
      const first = callsOf(user, update.manager).find(call => isInstall(call) || isUpdate(call));
      if (first === undefined || isUpdate(first)) continue;
      yield { messageId: 'alone', span: actionSpan(update), fixes: joinFix(context, run, user) };
    }
  },
});

function isUpdate({ action, options }: PackageCall): boolean {
  return (
    action === 'update-index' ||
    (action === 'install' && options.some(({ name }) => name === '-U' || name === '--update'))
  );
}

function isInstall({ action, packages }: PackageCall): boolean {
  return action === 'install' && packages.length > 0;
}
