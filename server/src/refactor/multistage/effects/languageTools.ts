/** Package managers and build tools of languages. */
import { cleanPath } from '../../../model/goText.ts';
import {
  type CommandEffect,
  type EffectInput,
  harmless,
  operands,
  optionValue,
  projectWork,
  resolve,
} from './effect.ts';

export function goTool({ variables }: EffectInput, args: readonly string[]): CommandEffect {
  const verb = args[0] ?? '';
  if (verb === 'install' || verb === 'get') {
    return {
      kind: verb === 'install' ? 'build' : 'dependencies',
      tool: 'go',
      writes: [cleanPath(variables.get('GOBIN') ?? `${variables.get('GOPATH') ?? '/go'}/bin`)],
    };
  }
  if (verb === 'mod' || verb === 'work') return { kind: 'dependencies', tool: 'go', writes: [] };
  return { kind: 'build', tool: 'go', writes: [] };
}

export function nodeTool(program: string, args: readonly string[], cwd: string): CommandEffect {
  const prefix = optionValue(args, ['--prefix', '--cwd', '-C', '--dir']);
  const folder = resolve(cwd, prefix ?? '.');
  const list = operands(args, [
    '--prefix',
    '--cwd',
    '-C',
    '--dir',
    '--registry',
    '--filter',
    '-w',
    '--workspace',
    '--network-timeout',
  ]);
  const verb = list[0] ?? (program === 'yarn' || program === 'yarnpkg' ? 'install' : '');
  const global =
    args.includes('-g') || args.includes('--global') || args[0] === 'global' || args.includes('--location=global');
  if (
    verb === 'config' ||
    verb === 'cache' ||
    verb === 'set' ||
    verb === 'audit' ||
    verb === 'store' ||
    verb === 'version'
  )
    return harmless;
  if (global)
    return {
      kind: 'dependencies',
      tool: `${program} -g`,
      writes: [],
      packages: list.filter(word => word !== 'global').slice(1),
    };
  if (
    /^(?:install|i|ci|add|update|upgrade|prune|dedupe|rebuild|clean-install|isntall|fetch|remove|uninstall|link|install-clean)$/.test(
      verb,
    )
  ) {
    return { kind: 'dependencies', tool: program, writes: [folder === '/' ? '/node_modules' : folder] };
  }
  return { kind: 'build', tool: program, writes: [folder] };
}

export function pythonTool(program: string, args: readonly string[], cwd: string, written: string): CommandEffect {
  const list = operands(args, [
    '-r',
    '-c',
    '-i',
    '--index-url',
    '--extra-index-url',
    '-t',
    '--target',
    '--prefix',
    '-f',
    '--find-links',
    '-n',
    '-p',
    '--python',
    '--trusted-host',
    '--timeout',
    '--only',
    '--without',
    '--with',
    '-w',
    '--wheel-dir',
  ]);
  const verb = list[0] ?? '';
  if (program === 'virtualenv')
    return { kind: 'dependencies', tool: 'venv', writes: [resolve(cwd, list.at(-1) ?? '.')] };
  if (/conda|mamba/.test(program)) return { kind: 'dependencies', tool: 'conda', writes: ['/opt/conda'] };
  if (program === 'pip' || program === 'pip3' || program === 'pip2' || (program === 'uv' && verb === 'pip')) {
    const target = optionValue(args, ['-t', '--target', '--prefix', '--root']);
    if (target !== undefined) return { kind: 'dependencies', tool: 'pip', writes: [resolve(cwd, target)] };
    if (verb === 'wheel')
      return {
        kind: 'dependencies',
        tool: 'pip',
        writes: [resolve(cwd, optionValue(args, ['-w', '--wheel-dir']) ?? '.')],
      };
    if (args.includes('--user')) return { kind: 'dependencies', tool: 'pip --user', writes: ['/root/.local'] };
    if (verb === 'download')
      return { kind: 'dependencies', tool: 'pip', writes: [resolve(cwd, optionValue(args, ['-d', '--dest']) ?? '.')] };
    if (
      verb === 'config' ||
      verb === 'cache' ||
      verb === 'list' ||
      verb === 'freeze' ||
      verb === 'check' ||
      verb === 'debug'
    )
      return harmless;
    if (written.includes('/bin/') && !/^\/usr\/(?:local\/)?bin\//.test(written)) {
      return {
        kind: 'dependencies',
        tool: 'pip venv',
        writes: [resolve(cwd, written.slice(0, written.lastIndexOf('/bin/')))],
      };
    }
    return { kind: 'dependencies', tool: program === 'uv' ? 'uv pip' : 'pip', writes: [] };
  }
  if (program === 'uv') {
    if (verb === 'venv') return { kind: 'dependencies', tool: 'venv', writes: [resolve(cwd, list[1] ?? '.venv')] };
    return { kind: 'dependencies', tool: 'uv', writes: [cwd] };
  }
  if (program === 'pipx') {
    // Environments and links to their programs.
    return verb === 'ensurepath' ? harmless : { kind: 'dependencies', tool: 'pipx', writes: ['/root/.local'] };
  }
  if ((program === 'poetry' || program === 'pdm') && verb === 'config')
    return { kind: 'dependencies', tool: `${program} config`, writes: [] };
  return { kind: 'dependencies', tool: program, writes: [cwd] };
}

export function make(args: readonly string[], cwd: string, tool: string): CommandEffect {
  const folder = resolve(cwd, optionValue(args, ['-C', '--directory']) ?? '.');
  const variable = (name: string) => args.find(arg => arg.startsWith(name + '='))?.slice(name.length + 1);
  const targets = args.filter(
    (arg, index) =>
      !arg.startsWith('-') && !arg.includes('=') && !/^(?:-C|--directory|-f|--file)$/.test(args[index - 1] ?? ''),
  );
  const installs = targets.some(target => /^install/.test(target));
  if (!installs) return { kind: 'build', tool, writes: [folder] };
  const prefix = variable('DESTDIR') ?? variable('PREFIX') ?? variable('prefix');
  return {
    kind: 'build',
    tool: `${tool} install`,
    writes: [folder, prefix === undefined ? '/usr/local' : resolve(cwd, prefix)],
  };
}

export function cmake(args: readonly string[], cwd: string): CommandEffect {
  if (
    args.includes('--install') ||
    (args.includes('--build') &&
      args.some((arg, index) => arg === 'install' && /^(?:--target|-t)$/.test(args[index - 1] ?? '')))
  ) {
    const prefix = optionValue(args, ['--prefix']);
    return {
      kind: 'build',
      tool: 'cmake install',
      writes: [cwd, prefix === undefined ? '/usr/local' : resolve(cwd, prefix)],
    };
  }
  return { kind: 'build', tool: 'cmake', writes: [resolve(cwd, optionValue(args, ['-B']) ?? '.')] };
}

export function cargo(args: readonly string[], cwd: string): CommandEffect {
  const verb = args.find(arg => !arg.startsWith('-') && !arg.startsWith('+')) ?? '';
  if (verb === 'install') {
    const root = optionValue(args, ['--root']);
    return {
      kind: 'build',
      tool: 'cargo install',
      writes: [root === undefined ? '/usr/local/cargo/bin' : resolve(cwd, root)],
    };
  }
  if (/^(?:fetch|vendor|update|generate-lockfile|chef|init|new)$/.test(verb))
    return { kind: 'dependencies', tool: 'cargo', writes: [cwd] };
  return { kind: 'build', tool: 'cargo', writes: [resolve(cwd, optionValue(args, ['--target-dir']) ?? '.')] };
}

export function bundle(args: readonly string[], cwd: string): CommandEffect {
  const verb = args.find(arg => !arg.startsWith('-')) ?? 'install';
  if (verb === 'config') return { kind: 'dependencies', tool: 'bundle config', writes: [] };
  if (verb === 'exec') return projectWork(cwd);
  const path = optionValue(args, ['--path']);
  return { kind: 'dependencies', tool: 'bundle', writes: path === undefined ? [] : [resolve(cwd, path)] };
}

/** `deno compile` makes a program; everything else runs or fetches for the project. */
export function denoTool(args: readonly string[], cwd: string): CommandEffect {
  if (args[0] !== 'compile') return projectWork(cwd);
  const output = optionValue(args, ['-o', '--output']);
  return { kind: 'build', tool: 'deno', writes: output === undefined ? [cwd] : [resolve(cwd, output)] };
}

const BUILD_TOOLS = new Set(
  'gcc g++ cc c++ clang clang++ ld ar rustc javac kotlinc scalac dmd ghc ocamlfind dune opam crystal shards nim nimble zig swift swiftc stack cabal dotnet mvn mvnw gradle gradlew ant sbt lein clojure clj mix rebar3 erl rebar elixir gleam dart flutter pub hugo jekyll mkdocs autoreconf autogen.sh configure autoconf automake libtoolize bazel bazelisk scons meson tsc ng gdc fpc lake v odin raco luarocks cpanm cpan carton pack-go R Rscript julia hpack elm spago bower lerna nx turbo qmake waf b2 bjam bootstrap.sh'.split(
    ' ',
  ),
);

export function buildTool({ command, cwd }: EffectInput, args: readonly string[]): CommandEffect | undefined {
  const { program } = command;
  if (!BUILD_TOOLS.has(program)) return undefined;
  if (/^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|rustc|ghc|swiftc|crystal)$/.test(program)) {
    const output = optionValue(args, ['-o']);
    return { kind: 'build', tool: program, writes: [cwd, ...(output === undefined ? [] : [resolve(cwd, output)])] };
  }
  if (/^(?:b2|bjam|waf|scons)$/.test(program) && args.includes('install')) {
    const prefix = optionValue(args, ['--prefix']);
    return {
      kind: 'build',
      tool: `${program} install`,
      writes: [cwd, prefix === undefined ? '/usr/local' : resolve(cwd, prefix)],
    };
  }
  if (program === 'dotnet') {
    const verb = args[0] ?? '';
    if (verb === 'tool') return { kind: 'dependencies', tool: 'dotnet tool', writes: ['/root/.dotnet'] };
    const output = optionValue(args, ['-o', '--output']);
    return {
      kind: verb === 'restore' ? 'dependencies' : 'build',
      tool: 'dotnet',
      writes: [cwd, ...(output === undefined ? [] : [resolve(cwd, output)])],
    };
  }
  if (program === 'stack' || program === 'cabal') {
    const out = optionValue(args, ['--local-bin-path', '--installdir']);
    const installs = args.includes('install') || args.includes('--copy-bins');
    return {
      kind: 'build',
      tool: program,
      writes: [cwd, ...(out !== undefined ? [resolve(cwd, out)] : installs ? ['/root/.local/bin'] : [])],
    };
  }
  if (
    program === 'cpanm' ||
    program === 'cpan' ||
    program === 'luarocks' ||
    program === 'Rscript' ||
    program === 'R' ||
    program === 'julia' ||
    program === 'raco'
  ) {
    return { kind: 'dependencies', tool: program, writes: [] };
  }
  if (program === 'mix' && /^local\./.test(args[0] ?? '')) return { kind: 'packageSetup', tool: 'mix', writes: [] };
  return { kind: 'build', tool: program, writes: [cwd] };
}

/** Tools that write into the home folder or another known place, or into one that they name. */
export function knownWriter(
  line: string,
  cwd: string,
  variables: ReadonlyMap<string, string>,
): CommandEffect | undefined {
  if (/^python3? -m (?:pip|ensurepip)\b/.test(line)) {
    const words = line.split(/\s+/).slice(3);
    return pythonTool('pip', words, '/', 'pip');
  }
  const venv = /^(?:\S*\/)?python[\d.]* -m (?:venv|virtualenv)\s+(?:-\S+\s+)*(\S+)/.exec(line);
  if (venv) return { kind: 'dependencies', tool: 'venv', writes: [resolve(cwd, venv[1]!)] };
  if (/nltk/.test(line)) {
    // Where a folder is named hiddenWrites.ts looks closer; by a variable it is only taken when it is there.
    const told = /\s(?:-d|--dir)[ =]|download_dir/.test(line) || variables.has('NLTK_DATA');
    return { kind: 'download', writes: told ? [] : ['/root/nltk_data'] };
  }
  if (/playwright\S* install/.test(line)) {
    // What it installs of the system is repeated in the final stage: browsers.ts.
    const told = variables.get('PLAYWRIGHT_BROWSERS_PATH');
    const folder = told === '0' ? [] : [resolve(cwd, told ?? '/root/.cache/ms-playwright')];
    return { kind: 'download', writes: /\sinstall-deps\b/.test(line) ? [] : folder };
  }
  if (/^python3? -m spacy download/.test(line)) return { kind: 'dependencies', tool: 'pip', writes: [] };
  if (/transformers|huggingface|sentence_transformers|whisper|torch\.hub|from_pretrained/.test(line)) {
    const told =
      [...variables.keys()].some(name =>
        /^(?:HF_\w+|HUGGINGFACE_\w+|TRANSFORMERS_CACHE|\w+_HOME|XDG_CACHE_HOME)$/.test(name),
      ) || /(?:cache_dir|cache_folder|local_dir|download_root|save_pretrained)\b/.test(line);
    return { kind: 'download', writes: told ? [] : ['/root/.cache'] };
  }
  return undefined;
}
