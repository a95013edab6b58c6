/** Which SHELL is in force at each instruction. Source: BuildKit convert.go (a stage starts with its base's image config). */
import { remembered } from '../syntax/remembered.ts';
import type { DockerfileTree, Instruction } from '../syntax/tree.ts';
import { defaultShell, defaultWindowsShell } from './script.ts';

/**
 * The shell in force at each instruction, by `instruction.index`: the last SHELL of the stage above it, inherited through
 * `FROM stage`; else cmd for Windows images, else `/bin/sh -c`. A SHELL in ONBUILD counts for later builds only.
 * Whether an image is a Windows one is judged by its name, or under `# escape=` by what the stage runs.
 */
export function shellsOf(tree: DockerfileTree): readonly (readonly string[])[] {
  const known = cache.get(tree);
  if (known) return known;
  const shells = readShells(tree);
  cache.set(tree, shells);
  return shells;
}

/** The shell in force at one instruction. */
export function shellAt(tree: DockerfileTree, instruction: Instruction): readonly string[] {
  return shellsOf(tree)[instruction.index] ?? defaultShell;
}

const cache = new WeakMap<DockerfileTree, readonly (readonly string[])[]>();

function readShells(tree: DockerfileTree): readonly (readonly string[])[] {
  const finalShells = new Map<string, readonly string[]>();
  let current = tree.escape === '`' ? defaultWindowsShell : defaultShell;
  let stageName: string | undefined;
  let stageIndex = -1;
  const leaveStage = () => {
    if (stageIndex >= 0) finalShells.set(String(stageIndex), current);
    if (stageName !== undefined) finalShells.set(stageName, current);
  };
  return tree.instructions.map((instruction, at) => {
    if (instruction.name === 'FROM') {
      leaveStage();
      stageIndex++;
      const [image = '', as, name] = instruction.words.map(word => word.value);
      stageName = as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined;
      const platform = instruction.flags.find(flag => flag.name === 'platform')?.value;
      current =
        finalShells.get(image.toLowerCase()) ??
        imageShell(image, platform) ??
        (tree.escape === '`' ? shellOfCommands(tree, at) : defaultShell);
    } else if (instruction.name === 'SHELL' && instruction.json && instruction.words.length > 0) {
      const shell = current;
      current = instruction.words.map(word => word.value);
      return shell;
    }
    return current;
  });
}

/** Programs that Linux images have and Windows images do not. */
const linuxOnly =
  /(?:^|[\s;&|(])(?:apt-get|apt|apk|yum|dnf|microdnf|zypper|pacman|chmod|chown|useradd|adduser|groupadd|sudo|\/bin\/\w+)(?=\s|$)/m;
const windowsOnly =
  /\.(?:exe|msi|ps1|bat|cmd)\b|\b(?:powershell|pwsh|msiexec|reg add|setx|xcopy|rmdir \/s|del \/)|(?:^|[\s"'=])[A-Za-z]:[\\/]|%\w+%/im;

/** With a backquote as the escape character the file may be for either system: what the stage that begins at `from` runs tells which. */
function shellOfCommands(tree: DockerfileTree, from: number): readonly string[] {
  let linux = false;
  for (let at = from + 1; at < tree.instructions.length; at++) {
    const instruction = tree.instructions[at]!;
    if (instruction.name === 'FROM') break;
    if (instruction.name !== 'RUN' && instruction.name !== 'ENTRYPOINT' && instruction.name !== 'CMD') continue;
    const text = tree.text.slice(instruction.span.start, instruction.span.end);
    if (windowsOnly.test(text)) return defaultWindowsShell;
    linux ||= linuxOnly.test(text) || (instruction.json !== undefined && /\[\s*"\/\w/.test(text));
  }
  return linux ? defaultShell : defaultWindowsShell;
}

const windowsParts = ['windows', 'nanoserver', 'servercore', 'windowsservercore'];

function imageShell(image: string, platform: string | undefined): readonly string[] | undefined {
  if (platform?.startsWith('windows')) return defaultWindowsShell;
  if (platform?.startsWith('linux')) return defaultShell;
  return isWindowsName(image) ? defaultWindowsShell : undefined;
}

const isWindowsName = remembered(image => {
  const parts = image.toLowerCase().split(/[/:@._-]/);
  return parts.some(part => windowsParts.some(name => part.startsWith(name)));
});
