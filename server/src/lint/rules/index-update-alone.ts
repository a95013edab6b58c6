import type { PackageCall } from '../../shell/packages.ts';
import { defineRule, type Fix, type LintContext } from '../rule.ts';
import { callsOf, type RunView, runsOf } from '../runCommands.ts';
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

/** When the installation is the next instruction, has the same flags, and both are plain chains. */
function joinFix({ document }: LintContext, run: RunView, user: RunView): Fix[] {
  const { instruction: first } = run;
  const { instruction: second } = user;
  if (second.index !== first.index + 1) return [];
  const flags = [first, second].map(({ flags: list }) => list.map(({ text }) => text).join('\n'));
  if (flags[0] !== flags[1]) return [];
  const [words, others] = [first.words[0], second.words[0]];
  if (words === undefined || others === undefined || first.json || second.json) return [];
  if (!isChain(run) || !isChain(user)) return [];
  if (document.text.slice(first.span.end, second.span.start).trim() !== '') return [];
  const { escape, eol } = document.tree;
  return [
    {
      title: 'Join this RUN with the next one',
      // The image is the same, but two layers become one: that is for people to decide.
      safety: 'unsafe',
      edits: [{ span: { start: words.span.end, end: others.span.start }, newText: ` ${escape}${eol} && ` }],
      touches: [first.index, second.index],
    },
  ];
}

function isChain({ commands, instruction }: RunView): boolean {
  if (instruction.heredocs.length > 0 || instruction.comments.length > 0) return false;
  const last = commands.at(-1)?.command;
  // A comment at the end would swallow what is appended.
  if (last === undefined || last.script.text.slice(last.at.end).trim() !== '') return false;
  return commands.every(
    ({ command }, index) =>
      command.scopes.length === 0 &&
      !command.background &&
      !command.broken &&
      (index === 0 || command.connector === '&&' || command.connector === '|'),
  );
}
