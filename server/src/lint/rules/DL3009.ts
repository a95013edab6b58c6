import { defineRule, type LintContext } from '../rule.ts';
import { type CommandView, callsOf, isMountedAway, type RunView, runsOf } from '../runCommands.ts';
import { appendCommand } from '../runEdits.ts';
import { isShipped } from './_instructions.ts';
import { actionSpan, removes } from './_packages.ts';

const lists = '/var/lib/apt/lists';
const cleanCommand = 'rm -rf /var/lib/apt/lists/*';

export const rule = defineRule({
  meta: {
    id: 'DL3009',
    title: 'apt package lists stay in the image',
    group: 'size',
    severity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3009', same: false }],
    messages: {
      lists:
        'The package lists that {command} downloads stay in the layer: remove /var/lib/apt/lists/* in the same RUN',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      const updates = callsOf(run, 'apt').filter(call => call.action === 'update-index');
      const [update] = updates;
      if (update === undefined) continue;
      if (!run.onBuild && !isShipped(context, run.stage)) continue;
      if (areListsMounted(run)) continue;
      if (run.commands.some(view => removes(view, path => coversLists(path)))) continue;
      if (run.commands.some(isDistClean)) continue;
      const edit = isNeededLater(context, run)
        ? undefined
        : appendCommand(context.document.tree, run, update.command, cleanCommand);
      yield {
        messageId: 'lists',
        data: { command: `${update.program} update` },
        span: actionSpan(update),
        reportLine: run.instruction.startLine,
        fixes: edit
          ? [
              {
                title: 'Remove the package lists at the end of the RUN',
                safety: 'safe',
                edits: [edit],
                touches: [run.instruction.index],
              },
            ]
          : [],
      };
    }
  },
});

/** `apt-get dist-clean` (apt 2.7.8 and newer) removes the lists too. */
function isDistClean({ program, args }: CommandView): boolean {
  return /^apt(?:-get)?$/.test(program) && args.some(({ value }) => value === 'dist-clean' || value === 'distclean');
}

function areListsMounted(run: RunView): boolean {
  return isMountedAway(run, '/var/lib/apt') || isMountedAway(run, lists) || isMountedAway(run, '/var/lib');
}

function coversLists(path: string): boolean {
  return (
    path.startsWith('/var/lib/apt') ||
    path === '/var/lib/*' ||
    path === '/var/*' ||
    /^\/var\/(lib\/)?\{.*apt/.test(path)
  );
}

/** A later RUN that installs without an update of its own finds its packages in these lists. */
function isNeededLater(context: LintContext, run: RunView): boolean {
  const later = runsOf(context).filter(({ instruction }) => instruction.index > run.instruction.index);
  return later.some(other => {
    const calls = callsOf(other, 'apt');
    const first = calls.findIndex(
      call => call.action === 'install' || call.action === 'upgrade' || call.action === 'other',
    );
    const update = calls.findIndex(call => call.action === 'update-index');
    return first !== -1 && (update === -1 || update > first);
  });
}
