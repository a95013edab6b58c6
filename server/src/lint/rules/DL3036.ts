import { defineRule } from '../rule.ts';
import { isMountedAway } from '../runCommands.ts';
import { leftCaches, removes } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3036',
    title: 'zypper leaves its cache in the image',
    group: 'size',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3036', same: false }],
    messages: { left: '{command} leaves its cache in the layer: end the RUN with {clean}' },
  },
  check: context =>
    leftCaches(context, ['zypper'], {
      isInstall: call => call.subcommand === 'install' || call.subcommand === 'in',
      isClean: view =>
        (view.call?.manager === 'zypper' && view.call.action === 'clean') ||
        removes(view, path => path.startsWith('/var/cache')),
      isMounted: run => isMountedAway(run, '/var/cache/zypp'),
      command: () => 'zypper clean',
    }),
});
