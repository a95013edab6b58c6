/** Package managers of distributions. */
import { type CommandEffect, operands } from './effect.ts';

/** apt-get, apk, yum and their kin. */
export function packageEffect(program: string, args: readonly string[]): CommandEffect | undefined {
  const valued = [
    '-t',
    '--target-release',
    '-o',
    '-c',
    '--repository',
    '-X',
    '--root',
    '-p',
    '--virtual',
    '-t',
    '--enablerepo',
    '--disablerepo',
    '--setopt',
    '--releasever',
    '--installroot',
  ];
  switch (program) {
    case 'apt-get':
    case 'apt':
    case 'aptitude':
    case 'eatmydata': {
      const list = operands(args, valued);
      const verb = list[0] ?? '';
      const names = list.slice(1).filter(name => name !== '');
      if (verb === 'install' || verb === 'satisfy') {
        const local = names.filter(name => /^\.?\/|\.deb$/.test(name));
        if (local.length > 0)
          return { kind: 'unknown', writes: [], doubt: `the package file ${local[0]} may install anything` };
        const removed = names.filter(name => name.endsWith('-') && !name.includes('='));
        return {
          kind: 'packages',
          manager: 'apt',
          writes: [],
          packages: names.filter(name => !removed.includes(name)),
        };
      }
      if (verb === 'remove' || verb === 'purge')
        return { kind: 'packageSetup', manager: 'apt', writes: [], removed: names };
      return { kind: 'packageSetup', manager: 'apt', writes: [] };
    }
    case 'apk': {
      const virtual = args.some(
        arg => arg === '-t' || arg === '--virtual' || arg.startsWith('--virtual=') || /^-\w*t$/.test(arg),
      );
      const list = operands(args, valued);
      const verb = list[0] ?? '';
      if (verb === 'add') {
        return {
          kind: 'packages',
          manager: 'apk',
          writes: [],
          packages: list.slice(1).map(name => name.replace(/@\w+$/, '')),
          temporary: virtual,
        };
      }
      if (verb === 'del') return { kind: 'packageSetup', manager: 'apk', writes: [], removed: list.slice(1) };
      return { kind: 'packageSetup', manager: 'apk', writes: [] };
    }
    case 'yum':
    case 'dnf':
    case 'microdnf':
    case 'zypper':
    case 'tdnf': {
      const list = operands(args, valued);
      const verb = list[0] ?? '';
      if (verb === 'install' || verb === 'localinstall' || verb === 'groupinstall' || verb === 'in') {
        return { kind: 'packages', manager: 'rpm', writes: [], packages: list.slice(1) };
      }
      return { kind: 'packageSetup', manager: 'rpm', writes: [] };
    }
    case 'dpkg':
    case 'rpm':
      if (args.some(arg => /^-\w*[iU]|--install/.test(arg))) {
        return { kind: 'unknown', writes: [], doubt: `\`${program} ${args.join(' ')}\` may install anything` };
      }
      return { kind: 'packageSetup', writes: [] };
    case 'add-apt-repository':
    case 'apt-add-repository':
    case 'apt-key':
    case 'gpg':
    case 'debconf-set-selections':
    case 'yum-config-manager':
    case 'apt-mark':
    case 'apt-cache':
    case 'lsb_release':
      return { kind: 'packageSetup', writes: [] };
  }
  return undefined;
}
