/**
 * `RUN --mount=type=cache` for what package managers download: the next install takes it from the builder's cache. The folders are the
 * defaults of the programs' documentation for root in the images where they are known; nothing that a later step or the program needs
 * (virtual environments, build output) may lie in them.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { parseMount } from '../model/mounts.ts';
import type { Stage } from '../model/stages.ts';
import { commandsOf, type ShellCommand } from '../shell/commands.ts';
import { packageCallOf } from '../shell/packages.ts';
import { parse } from '../syntax/parse.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { insertion, instructionAt, type Offer, proved, rootImage, runScriptOf, syntaxAllows } from './refactoring.ts';

const ID = 'cache-mount';

interface Tool {
  /** For the title. */
  readonly name: string;
  readonly uses: (command: ShellCommand) => boolean;
  readonly targets: (family: string | undefined) => readonly string[] | undefined;
  /** The same for the user "node" that Node's images bring (1000:1000), where nothing else lies in the folders above. */
  readonly asNode?: readonly string[];
  /** What is downloaded is used from there by later steps: all RUN of the stage that use the tool get the mount. */
  readonly everywhere?: boolean;
  /** Environment variables that move the folder or switch it off. */
  readonly variables: RegExp;
  /** In the text of the stages: the folder is used, cleaned or moved by hand. */
  readonly mentions: RegExp;
}

const installs =
  (manager: string, subcommands: RegExp) =>
  (command: ShellCommand): boolean => {
    const call = packageCallOf(command);
    return call?.manager === manager && subcommands.test(call.subcommand);
  };

const runs =
  (program: RegExp, verbs: RegExp) =>
  (command: ShellCommand): boolean =>
    program.test(command.program) && command.args.some(({ value }) => verbs.test(value));

const tools: readonly Tool[] = [
  {
    name: 'npm',
    uses: installs('npm', /^(?:ci|clean-install|install|i)$/),
    targets: () => ['/root/.npm'],
    asNode: ['/home/node/.npm'],
    variables: /npm_config|NPM_CONFIG/,
    mentions: /\.npm\b(?!rc)|npm cache|--cache\b/,
  },
  {
    name: 'yarn',
    uses: installs('yarn', /^(?:install)?$/),
    // Yarn 1, which the image brings; corepack may bring another.
    targets: family => (family === 'node' ? ['/usr/local/share/.cache/yarn'] : undefined),
    variables: /YARN_|XDG_/,
    mentions: /\.cache|yarn cache|corepack|set version|yarnrc|\.yarn\b|cache-folder/,
  },
  {
    name: 'pnpm',
    uses: installs('pnpm', /^(?:install|i|fetch)$/),
    targets: () => ['/root/.local/share/pnpm/store'],
    variables: /PNPM_HOME|XDG_|npm_config|NPM_CONFIG/,
    mentions: /store|\.local\b|pnpm prune|pnpm deploy/,
  },
  {
    name: 'pip',
    uses: command =>
      installs('pip', /^install$/)(command) && !command.args.some(({ value }) => /^--no-cache/.test(value)),
    targets: () => ['/root/.cache/pip'],
    variables: /PIP_|XDG_/,
    mentions: /\.cache|pip cache|pip3 cache|--cache-dir/,
  },
  {
    name: 'uv',
    uses: command =>
      installs('uv', /^(?:sync|pip install|pip sync)$/)(command) &&
      !command.args.some(({ value }) => /^(?:--no-cache|-n|--cache-dir|--link-mode.*)$/.test(value)),
    targets: () => ['/root/.cache/uv'],
    variables: /UV_(?:CACHE_DIR|NO_CACHE|LINK_MODE=(?!["']?copy))|XDG_/,
    mentions: /\.cache|uv cache|--cache-dir/,
  },
  {
    name: 'poetry',
    uses: installs('poetry', /^install$/),
    // Not the folder above: virtual environments lie there too.
    targets: () => ['/root/.cache/pypoetry/cache', '/root/.cache/pypoetry/artifacts'],
    variables: /POETRY_CACHE|POETRY_NO_CACHE|XDG_/,
    mentions: /rm\s[^\n]*\.cache|cache clear|--no-cache|cache-dir|pypoetry|POETRY_CACHE/,
  },
  {
    name: 'Go',
    uses: runs(/^go$/, /^(?:mod|build|install|test|get|run|vet|generate|list)$/),
    targets: family => (family === 'golang' ? ['/go/pkg/mod', '/root/.cache/go-build'] : undefined),
    everywhere: true,
    variables: /GOPATH|GOMODCACHE|GOCACHE|GOFLAGS|XDG_/,
    mentions: /\/pkg\b|go-build|go clean|\.cache|modcache|GOPATH|GOMODCACHE|GOCACHE|rm\s[^\n]*\/go\b/,
  },
  {
    name: 'cargo',
    uses: runs(/^cargo$/, /^(?:build|fetch|install|test|check|run|chef|clippy|rustc)$/),
    // Not target/: what is built would be gone.
    targets: family => (family === 'rust' ? ['/usr/local/cargo/registry', '/usr/local/cargo/git'] : undefined),
    everywhere: true,
    variables: /CARGO_HOME/,
    mentions: /cargo\/(?:registry|git)|CARGO_HOME|\.cargo\b|vendor/,
  },
  {
    name: 'Maven',
    uses: runs(/^mvn$/, /^[\w:.-]+$/),
    targets: family => (family === 'maven' ? ['/root/.m2/repository'] : undefined),
    everywhere: true,
    variables: /MAVEN_|M2_/,
    mentions: /\.m2\b|repo\.local|mvnw|local-repo/,
  },
  {
    name: 'Maven',
    uses: runs(/^mvnw$/, /^[\w:.-]+$/),
    // The wrapper keeps Maven itself beside the repository.
    targets: family => (family === 'eclipse-temurin' || family === 'openjdk' ? ['/root/.m2'] : undefined),
    everywhere: true,
    variables: /MAVEN_|M2_|MVNW_/,
    mentions: /\.m2\b|repo\.local|local-repo/,
  },
  {
    name: 'Gradle',
    uses: runs(/^gradlew$/, /^[\w:.-]+$/),
    targets: family => (family === 'eclipse-temurin' || family === 'openjdk' ? ['/root/.gradle'] : undefined),
    everywhere: true,
    variables: /GRADLE_/,
    mentions: /\.gradle\b(?!\.kts)(?<!(?:build|settings)\.gradle)|GRADLE_USER_HOME/,
  },
  {
    name: 'Bundler',
    uses: installs('bundle', /^(?:install)?$/),
    targets: family => (family === 'ruby' ? ['/usr/local/bundle/cache'] : undefined),
    variables: /BUNDLE_|GEM_HOME/,
    mentions: /bundle\/cache|bundle (?:package|cache|config)|vendor|--path|--deployment|GEM_HOME|BUNDLE_/,
  },
  {
    name: 'Composer',
    uses: installs('composer', /^(?:install|i)$/),
    targets: family => (family === 'composer' ? ['/tmp/cache'] : undefined),
    variables: /COMPOSER_|XDG_/,
    mentions: /\/tmp\b|clear-?cache|--no-cache/,
  },
  {
    name: 'NuGet',
    uses: runs(/^dotnet$/, /^(?:restore|build|publish|test|pack)$/),
    targets: family => (family === 'dotnet' ? ['/root/.nuget/packages'] : undefined),
    everywhere: true,
    variables: /NUGET_/,
    mentions: /\.nuget\b|nuget locals|--packages|NUGET_/,
  },
];

/** On a RUN that installs. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const run = instructionAt(document, span);
  const stage = run && document.stageModel.stageOf(run);
  if (run?.name !== 'RUN' || stage === undefined || !syntaxAllows(document, 2)) return [];
  const commands = plainCommands(document, run);
  return tools.flatMap(tool => (commands.some(tool.uses) ? mountsFor(document, stage, run, tool) : [])).slice(0, 2);
}

function mountsFor(document: DockerfileDocument, stage: Stage, run: Instruction, tool: Tool): readonly Offer[] {
  const family = rootImage(stage)?.family;
  const asNode = family === 'node' && isUser(document, run, 'node') ? tool.asNode : undefined;
  const targets = asNode ?? tool.targets(family);
  if (family === undefined || targets === undefined || (asNode === undefined && !isRoot(document, run))) return [];
  const chain = chainOf(stage);
  const title = `Keep ${tool.name}'s downloads in a cache mount`;
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.rewrite', reason }];
  const text = chain.map(each => document.text.slice(each.span.start, each.span.end)).join('\n');
  if (/\bHOME=|\bHOME\s+\//.test(text) || tool.variables.test(text)) {
    return refuse('A variable of the file moves the cache, or may.');
  }
  if (hasCacheMount(run)) return [];
  if (tool.mentions.test(text) || /rm\s+-\w*r\w*\s[^\n]*(?:\/root|\/home|~|\$HOME)/.test(text)) {
    return refuse('The file cleans, moves or uses the cache itself.');
  }
  if (copiesFrom(document, chain, targets)) return refuse('Another stage copies from the cache.');
  const isFinal = document.finalStage !== undefined && chainOf(document.finalStage).includes(stage);
  // What a later step or the program itself reads from the folder must be there without the mount, too.
  if (tool.everywhere && isFinal) return [];
  if (tool.everywhere && document.stages.some(({ parent }) => parent === stage)) return [];
  const users = tool.everywhere
    ? stage.instructions.filter(each => each.name === 'RUN' && plainCommands(document, each).some(tool.uses))
    : [run];
  if (tool.everywhere) {
    const hidden = stage.instructions.find(
      each =>
        each.name === 'RUN' &&
        !users.includes(each) &&
        /\b(?:make|sh|bash|\.\/|go|cargo|mvn|gradle|gradlew|dotnet)\b|\.sh\b/.test(each.args.join(' ')),
    );
    if (hidden) return refuse(`Line ${hidden.startLine} may need the downloads as well.`);
    if (users.some(each => each.flags.some(({ name }) => name === 'mount')))
      return refuse('Some RUN have mounts already.');
    if (document.tree.instructions.some(({ name }) => name === 'ONBUILD')) return [];
  }
  const flags = cacheMountsOf(targets, asNode ? ',uid=1000,gid=1000' : '');
  return proved(
    document,
    {
      id: ID,
      title,
      kind: 'refactor.rewrite',
      safety: isFinal ? 'unsafe' : 'safe',
      explanation: `The builder keeps ${targets.join(' and ')} between builds${isFinal ? '; the downloads are no longer in the image' : ''}.`,
      edits: users.map(each => insertion(each.keyword.span.end, flags)),
      touches: users.map(({ index }) => index),
    },
    after => {
      const { instructions } = parse(after);
      return users.every(({ index }) => {
        const found = instructions[index]!;
        const mounts = found.flags.flatMap(({ name, value }) => (name === 'mount' && value ? [parseMount(value)] : []));
        return targets.every(target => mounts.some(mount => mount.type === 'cache' && mount.target === target));
      });
    },
  );
}

/** The flags, each with a blank before it. */
export function cacheMountsOf(targets: readonly string[], options = ''): string {
  return targets.map(target => ` --mount=type=cache,target=${target}${options}`).join('');
}

export function hasCacheMount(run: Instruction): boolean {
  return run.flags.some(flag => flag.name === 'mount' && flag.value?.includes('type=cache'));
}

/** Whether something is copied, or mounted, from one of the stages that holds one of the folders. */
export function copiesFrom(
  document: DockerfileDocument,
  stages: readonly Stage[],
  folders: readonly string[],
): boolean {
  return document.stageModel.uses.some(
    use =>
      use.target !== undefined &&
      stages.includes(use.target) &&
      folders.some(folder => copies(use.instruction, folder)),
  );
}

/** The stage and those it is built on. */
export function chainOf(stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  for (let next: Stage | undefined = stage; next !== undefined; next = next.parent) chain.push(next);
  return chain;
}

/** The home folder is /root: nobody else is in force, and the base image is known to start as root. */
export function isRoot(document: DockerfileDocument, run: Instruction): boolean {
  const state = document.stateAt(run);
  if (state === undefined || state.windows) return false;
  if (state.user !== undefined) return state.user.value.known && /^(?:root|0)$/.test(state.user.value.value);
  const stage = document.stageModel.stageOf(run);
  return stage !== undefined && rootImage(stage)?.user === '';
}

function isUser(document: DockerfileDocument, run: Instruction, name: string): boolean {
  const user = document.stateAt(run)?.user?.value;
  return user?.known === true && user.value === name;
}

function copies(instruction: Instruction, target: string): boolean {
  return instruction.words
    .slice(0, -1)
    .some(({ value }) => value === '/' || target.startsWith(value.replace(/\/$/, '')) || value.startsWith(target));
}

/** The commands of a RUN in which nobody else's user or home is in force; [] when it is not a plain one. */
function plainCommands(document: DockerfileDocument, run: Instruction): readonly ShellCommand[] {
  const found = runScriptOf(document, run);
  const commands = found && commandsOf(found.script);
  if (
    commands === undefined ||
    commands.some(({ wrappers }) => wrappers.some(({ name }) => /^(?:sudo|su|gosu|su-exec|runuser|doas)$/.test(name)))
  )
    return [];
  return commands;
}
