import { defineRule } from '../rule.ts';
import { isMountedAway } from '../runCommands.ts';
import { leftCaches } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3060',
    title: 'yarn leaves its cache in the image',
    group: 'size',
    severity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3060', same: true }],
    messages: { left: '{command} leaves its cache in the layer: end the RUN with {clean}' },
  },
  check: context => {
    return leftCaches(context, ['yarn'], {
      isInstall: call => call.subcommand === 'install',
      isClean: view =>
        (view.call?.manager === 'yarn' && view.call.action === 'clean') ||
        (view.program === 'rm' && view.args.some(({ value }) => value.includes('yarn'))),
      isMounted: run =>
        isMountedAway(run, '/root/.cache/yarn') ||
        run.mounts.some(({ type, target }) => type !== 'bind' && /yarn|\.cache/.test(target)),
      command: () => 'yarn cache clean',
    });
  },
});
