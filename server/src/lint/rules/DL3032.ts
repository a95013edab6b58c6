import { defineRule } from '../rule.ts';
import { isMountedAway } from '../runCommands.ts';
import { leftCaches, removes } from './_packages.ts';

const verbs = ['install', 'groupinstall', 'localinstall', 'reinstall', 'group install', 'module install'];

export const rule = defineRule({
  meta: {
    id: 'DL3032',
    title: 'yum leaves its cache in the image',
    group: 'size',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3032', same: false }],
    messages: { left: '{command} leaves its cache in the layer: end the RUN with {clean}' },
  },
  check: context => {
    return leftCaches(context, ['yum'], {
      isInstall: call => call.program === 'yum' && verbs.includes(call.subcommand),
      isClean: view =>
        (view.call?.manager === 'yum' && view.call.action === 'clean') ||
        removes(view, path => path.startsWith('/var/cache') || path === '/var/*'),
      isMounted: run => isMountedAway(run, '/var/cache/yum') || isMountedAway(run, '/var/cache'),
      command: () => 'yum clean all',
    });
  },
});
