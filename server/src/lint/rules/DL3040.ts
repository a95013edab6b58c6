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
  check: context => {
    const letter = context.options.letter === true;
    const isJudged = (program: string, verb: string) =>
      letter
        ? (program === 'dnf' || program === 'microdnf') &&
          ((verbs.has(verb) && verb !== 'update' && verb !== 'localinstall') ||
            verb === 'module install' ||
            verb === 'group install')
        : programs.has(program) && verbs.has(verb);
    return leftCaches(context, ['yum'], {
      isInstall: call => isJudged(call.program, call.subcommand),
      isClean: view =>
        (programs.has(view.program) && view.call?.action === 'clean') ||
        removes(view, letter, path => path.startsWith('/var/cache') || path === '/var/*'),
      isMounted: run =>
        isMountedAway(run, '/var/cache/libdnf5') ||
        (!letter && ['/var/cache/dnf', '/var/cache/yum', '/var/cache'].some(folder => isMountedAway(run, folder))),
      command: call => `${call.program} clean all`,
    });
  },
});
