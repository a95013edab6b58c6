/** What a command does, as values, and how its words are read. */
import { cleanPath, joinPath } from '../../../model/goText.ts';
import type { ShellCommand } from '../../../shell/commands.ts';

export type EffectKind =
  | 'harmless' // changes nothing that stays
  | 'files' // mkdir, cp, sed -i …: writes what `writes` says
  | 'download' // curl, wget, git clone
  | 'packages' // apt-get install …
  | 'packageSetup' // apt-get update, add-apt-repository, cleaning
  | 'user' // useradd …
  | 'system' // locale-gen, ldconfig, update-ca-certificates: `system` says which
  | 'dependencies' // npm ci, pip install, bundle install …
  | 'build' // go build, cargo build, npm run build, make …
  | 'project' // a script or tool of the project
  | 'unknown';

export interface CommandEffect {
  readonly kind: EffectKind;
  /** Absolute paths that are written; folders stand for all in them. */
  readonly writes: readonly string[];
  /** "npm", "pip", "cargo", "go" …: whose tool it is. */
  readonly tool?: string;
  /** Packages of the distribution, with versions as written. */
  readonly packages?: readonly string[];
  /** Options of the install that matter for a second one (`--no-install-recommends`). */
  readonly manager?: 'apt' | 'apk' | 'rpm';
  /** `apk add --virtual`, and `apk del`, `apt-get purge` of packages. */
  readonly temporary?: boolean;
  readonly removed?: readonly string[];
  readonly system?: string;
  /** Why the effect is not known. */
  readonly doubt?: string;
}

export interface EffectInput {
  readonly command: ShellCommand;
  /** argv with the known variables put in. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly variables: ReadonlyMap<string, string>;
  /** All commands of the RUN. */
  readonly commands: readonly ShellCommand[];
}

/** Nothing stays. */
export const harmless: CommandEffect = { kind: 'harmless', writes: [] };

/** A script or tool of the project: it works in its folder. */
export function projectWork(cwd: string): CommandEffect {
  return { kind: 'project', writes: [cwd] };
}

/** Writes these paths, relative ones from the working directory. */
export function files(paths: readonly string[], cwd: string): CommandEffect {
  return { kind: 'files', writes: paths.map(path => resolve(cwd, path)) };
}

/** The absolute path; `~` is the home of root. */
export function resolve(cwd: string, path: string): string {
  if (path.startsWith('~')) return cleanPath('/root' + path.slice(1));
  return path.startsWith('/') ? cleanPath(path) : joinPath(cwd === '' ? '/' : cwd, path);
}

/** Words that are no options; `valued` options take the next word. */
export function operands(args: readonly string[], valued: readonly string[] = []): string[] {
  const list: string[] = [];
  let only = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (only || !arg.startsWith('-') || arg === '-') list.push(arg);
    else if (arg === '--') only = true;
    else if (valued.includes(arg)) index++;
  }
  return list;
}

/** The value of the first of the options, written apart, behind `=`, or attached to a short one. */
export function optionValue(args: readonly string[], names: readonly string[]): string | undefined {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (names.includes(arg)) return args[index + 1];
    for (const name of names) {
      if (name.startsWith('--') && arg.startsWith(name + '=')) return arg.slice(name.length + 1);
      if (!name.startsWith('--') && arg.startsWith(name) && arg.length > name.length && !arg.startsWith('--')) {
        return arg.slice(name.length).replace(/^=/, '');
      }
    }
  }
  return undefined;
}
