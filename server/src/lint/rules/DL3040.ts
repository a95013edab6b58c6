import { defineRule } from '../rule.ts';
import { isMountedAway } from '../runCommands.ts';
import { leftCaches, removes } from './_packages.ts';

const programs: ReadonlySet<string> = new Set(['dnf', 'microdnf', 'dnf5', 'tdnf']);
const verbs: ReadonlySet<string> = new Set([
  ...[
    'install',
    'in',
    'upgrade',
    'up',
    'update',
    'upgrade-minimal',
    'up-min',
    'reinstall',
    'rei',
    'downgrade',
    'localinstall',
    'distro-sync',
  ],
]);

export const rule = defineRule({
  meta: {
    id: 'DL3040',
    title: 'dnf leaves its cache in the image',
    group: 'size',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3040', same: false }],
    messages: { left: '{command} leaves its cache in the layer: end the RUN with {clean}' },
  },
  check: context =>
    leftCaches(context, ['yum'], {
      isInstall: call => programs.has(call.program) && verbs.has(call.subcommand),
      isClean: view =>
        (programs.has(view.program) && view.call?.action === 'clean') ||
        removes(view, path => path.startsWith('/var/cache') || path === '/var/*'),
      isMounted: run =>
        isMountedAway(run, '/var/cache/libdnf5') ||
        ['/var/cache/dnf', '/var/cache/yum', '/var/cache'].some(folder => isMountedAway(run, folder)),
      command: call => `${call.program} clean all`,
    }),
});
