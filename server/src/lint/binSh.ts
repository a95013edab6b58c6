/**
 * Which program `/bin/sh` is in a stage's image: bash where the distribution links it so (Fedora and its kin, SUSE, Arch, Photon), busybox in
 * Alpine and busybox, anything else is taken for a plain POSIX shell (dash in Debian and Ubuntu). The image's name tells it, else the package
 * manager that the stage calls.
 */
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import type { PackageManager } from '../shell/packageManagers.ts';
import { runsOf } from './runCommands.ts';

/** `undefined`: nothing says that it is more than a POSIX shell. */
export function shOf(document: DockerfileDocument, stage: Stage | undefined): 'bash' | 'busybox' | undefined {
  if (stage === undefined) return undefined;
  const chain = [stage];
  for (let parent = stage.parent; parent !== undefined; parent = parent.parent) chain.push(parent);
  return shOfName(chain.at(-1)!) ?? shOfManagers(document, chain);
}

/** Codes of ShellCheck's "in POSIX sh" that busybox's ash does not know either (tried with 1.35, what came after 1.30 left in). */
export const busyboxLacks: ReadonlySet<string> = new Set(
  (
    'SC3001 SC3002 SC3005 SC3006 SC3007 SC3008 SC3009 SC3011 SC3021 SC3024 SC3026 SC3028 SC3029 SC3030 SC3033 SC3034 SC3035 SC3036 ' +
    'SC3038 SC3041 SC3042 SC3044 SC3047 SC3048 SC3049 SC3052 SC3053 SC3054 SC3055 SC3056 SC3058 SC3059 SC3061 SC3062'
  ).split(' '),
);

const bashImages =
  /^(?:fedora(?:-minimal)?|centos\d*|rockylinux|almalinux|oraclelinux|amazonlinux|ubi\d*(?:-\w+)*|rhel\d*|archlinux|leap|tumbleweed|bci-\w+|mageia|photon)$/;

function shOfName({ base }: Stage): 'bash' | 'busybox' | undefined {
  if (base.kind !== 'image' || base.reference === undefined) return undefined;
  const { familiarName, tag } = base.reference;
  const name = familiarName.slice(familiarName.lastIndexOf('/') + 1);
  if (bashImages.test(name)) return 'bash';
  // The official image of Docker is made on Alpine and does not say so.
  const isBusybox = name === 'alpine' || name === 'busybox' || familiarName === 'docker';
  return isBusybox || /(?:^|[.-])alpine/.test(tag?.text ?? '') ? 'busybox' : undefined;
}

/** `undefined` as a value: a distribution whose `sh` is a plain one. */
const shOfManager: ReadonlyMap<PackageManager, 'bash' | 'busybox' | undefined> = new Map([
  ['apk', 'busybox'],
  ['yum', 'bash'],
  ['zypper', 'bash'],
  ['pacman', 'bash'],
  ['apt', undefined],
]);

/** Only where all package managers of the stages agree: a script that tries several of them proves nothing. */
function shOfManagers(document: DockerfileDocument, stages: readonly Stage[]): 'bash' | 'busybox' | undefined {
  const calls = runsOf({ document, buildContext: undefined, options: {} })
    .filter(({ stage }) => stage !== undefined && stages.includes(stage))
    .flatMap(run => run.commands.flatMap(({ call }) => call?.manager ?? []))
    .filter(manager => shOfManager.has(manager));
  const kinds = new Set(calls.map(manager => shOfManager.get(manager)));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}
