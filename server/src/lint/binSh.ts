/**
 * Which program `/bin/sh` is in a stage's image: bash where the distribution links it so (Fedora and its kin, SUSE, Arch, Photon, ALT), busybox
 * in Alpine and busybox, dash in Debian, Ubuntu and what is made on them. The image's name tells it, else the package manager that the stage
 * calls.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { imageFacts } from '../model/imageFacts.ts';
import type { Stage } from '../model/stages.ts';
import type { PackageManager } from '../shell/packageManagers.ts';
import { runsOf } from './runCommands.ts';

export type Sh = 'bash' | 'busybox' | 'dash';

/** `undefined`: nothing tells. */
export function shOf(document: DockerfileDocument, stage: Stage | undefined): Sh | undefined {
  if (stage === undefined) return undefined;
  const chain = [stage];
  for (let parent = stage.parent; parent !== undefined; parent = parent.parent) chain.push(parent);
  return shOfName(chain.at(-1)!) ?? shOfManagers(document, chain);
}

/** What POSIX leaves open and every `sh` in use knows: comparing dates of files, `local`, `ulimit`, `read -p`, `echo -n`. */
export function everyShKnows(code: string, message: string, text: string): boolean {
  if (code === 'SC3045') return /ulimit -|read -p/.test(message);
  if (code === 'SC3037') return /^-n\b/.test(text);
  return code === 'SC3012' || code === 'SC3013' || code === 'SC3043';
}

/** Codes of ShellCheck's "in POSIX sh" that busybox's ash does not know either (tried with 1.35, of 2021). */
export const busyboxLacks: ReadonlySet<string> = new Set(
  (
    'SC3002 SC3005 SC3006 SC3007 SC3008 SC3009 SC3011 SC3021 SC3024 SC3026 SC3028 SC3029 SC3030 SC3033 SC3034 SC3035 SC3036 ' +
    'SC3038 SC3041 SC3042 SC3044 SC3047 SC3048 SC3049 SC3052 SC3053 SC3054 SC3055 SC3056 SC3058 SC3059 SC3061 SC3062'
  ).split(' '),
);

const bashImages =
  /^(?:fedora(?:-minimal)?|centos\d*|rockylinux|almalinux|oraclelinux|amazonlinux|ubi\d*(?:-\w+)*|rhel\d*|archlinux|leap|tumbleweed|bci-\w+|mageia|photon|alt(?:linux)?(?:[.-]\w+)?)$/;

function shOfName({ base }: Stage): Sh | undefined {
  if (base.kind !== 'image' || base.reference === undefined) return undefined;
  const { familiarName, tag } = base.reference;
  const name = familiarName.slice(familiarName.lastIndexOf('/') + 1);
  if (bashImages.test(name)) return 'bash';
  // The official image of Docker is made on Alpine and does not say so.
  const isBusybox = name === 'alpine' || name === 'busybox' || familiarName === 'docker';
  if (isBusybox || /(?:^|[.-])alpine/.test(tag?.text ?? '')) return 'busybox';
  if (name === 'debian' || name === 'ubuntu') return 'dash';
  const facts = imageFacts(base.reference);
  return facts === undefined || facts.windows ? undefined : 'dash';
}

const shOfManager: ReadonlyMap<PackageManager, Sh> = new Map([
  ['apk', 'busybox'],
  ['yum', 'bash'],
  ['zypper', 'bash'],
  ['pacman', 'bash'],
  ['apt', 'dash'],
]);

/** Only where all package managers of the stages agree: a script that tries several of them proves nothing. */
function shOfManagers(document: DockerfileDocument, stages: readonly Stage[]): Sh | undefined {
  const commands = runsOf({ document, buildContext: undefined, options: {} })
    .filter(({ stage }) => stage !== undefined && stages.includes(stage))
    .flatMap(run => run.commands);
  const kinds = new Set(commands.flatMap(({ call }) => (call ? (shOfManager.get(call.manager) ?? []) : [])));
  if (kinds.size !== 1) return undefined;
  // ALT Linux has apt-get too, and bash.
  return commands.some(({ program }) => program === 'apt-repo') ? 'bash' : [...kinds][0];
}
