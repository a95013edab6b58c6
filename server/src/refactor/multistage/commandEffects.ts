/** What a command of a RUN does to the image: what kind of work it is, and where it writes. */
import { cleanPath, joinPath } from '../../model/goText.ts';
import type { ShellCommand } from '../../shell/commands.ts';

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

/** Judges one command. */
export function effectOf(input: EffectInput): CommandEffect {
  const effect = judge(input);
  const redirected = redirectedTo(input);
  if (redirected.length === 0) return effect;
  const kind = effect.kind === 'harmless' ? 'files' : effect.kind;
  return { ...effect, kind, writes: [...effect.writes, ...redirected] };
}

const HARMLESS = new Set(
  (
    'echo printf true false : set cd pwd ls export test [ [[ sleep date which type command uname id whoami env printenv exit trap ulimit cat ' +
    'head tail grep egrep fgrep awk cut sort uniq wc tr basename dirname readlink realpath stat du df find xargs seq expr let local declare ' +
    'unset shift return break continue read nproc getconf arch hostname file sha256sum sha1sum sha512sum md5sum diff cmp ps history ' +
    'dpkg-buildflags gpgconf tput pkg-config pkgconf llvm-config pg_config mysql_config sysctl lscpu sync umask alias hash wait kill getent dpkg-query dpkg-architecture ldd nm strings rm rmdir shopt source . pushd popd'
  ).split(' '),
);

const USER_TOOLS = new Set(
  'useradd groupadd adduser addgroup usermod groupmod passwd chpasswd deluser userdel groupdel delgroup'.split(' '),
);

/** A program that only the project or its dependencies can have brought: it works in its folder. */
const PROJECT_RUNNERS = new Set(
  'npx bunx pnpx node deno tsx ts-node php ruby rake rails bundle python python3 perl tsc webpack vite ng next nuxt gulp grunt rollup parcel esbuild babel prisma flask django-admin alembic celery sphinx-build protoc swag mockgen sqlc templ buf stringer wire artisan symfony bin/console phpunit jest pytest mocha'.split(
    ' ',
  ),
);

function judge(input: EffectInput): CommandEffect {
  const { command, words, cwd } = input;
  const { program } = command;
  if (command.kind !== 'command' || command.name === undefined) return harmless;
  const args = words.slice(1);
  if (args.length === 1 && /^(?:--?version|-v|-V|--help|-h|version)$/.test(args[0]!)) return harmless;
  switch (program) {
    case 'mkdir':
      return files(operands(args, ['-m', '--mode']), cwd);
    case 'touch':
      return files(operands(args, ['-d', '-t', '-r']), cwd);
    case 'chmod':
    case 'chown':
    case 'chgrp':
      return files(
        operands(args.filter(arg => !/^[-+=ugoarwxXst,]+$/.test(arg) || arg.startsWith('--'))).slice(
          program === 'chmod' && !hasOctal(args) ? 0 : 1,
        ),
        cwd,
      );
    case 'cp':
    case 'mv':
    case 'install':
    case 'rsync':
      return copyLike(args, cwd, program);
    case 'ln': {
      const list = operands(args, ['-t', '-S']);
      return files(list.length > 1 ? [list.at(-1)!] : list.map(path => path.slice(path.lastIndexOf('/') + 1)), cwd);
    }
    case 'sed':
    case 'perl': {
      const inPlace = args.some(arg => /^-[a-zA-Z]*i/.test(arg) || arg.startsWith('--in-place'));
      if (!inPlace) return program === 'sed' ? harmless : projectWork(cwd);
      const list = operands(args, ['-e', '-f', '--expression', '--file']);
      const scripted = args.some(arg => /^-(?:e|f|[a-z]*pe|[a-z]*ne)$/.test(arg));
      return files(scripted ? list : list.slice(1), cwd);
    }
    case 'tee':
      return files(operands(args), cwd);
    case 'dd':
      return files(
        args.flatMap(arg => (arg.startsWith('of=') ? [arg.slice(3)] : [])),
        cwd,
      );
    case 'truncate':
    case 'dos2unix':
    case 'strip':
    case 'upx':
    case 'patchelf':
    case 'gzip':
    case 'gunzip':
    case 'bunzip2':
    case 'unxz':
    case 'xz':
      return files(operands(args, ['-s', '--size', '--set-rpath']), cwd);
    case 'patch':
      return { kind: 'files', writes: [cwd] };
    case 'tar':
    case 'bsdtar':
      return tar(args, cwd);
    case 'unzip':
      return files([optionValue(args, ['-d']) ?? '.'], cwd);
    case 'mktemp':
      return { kind: 'files', writes: ['/tmp'] };
    case 'curl':
      return curl(args, cwd);
    case 'wget':
      return wget(args, cwd);
    case 'aria2c':
      return { kind: 'download', writes: [joinPath(cwd, optionValue(args, ['-o', '--out']) ?? '.')] };
    case 'git':
      return git(args, cwd);
    case 'svn':
    case 'hg':
      return { kind: 'download', writes: [resolve(cwd, args.at(-1) ?? '.')] };
    case 'go':
      return goTool(input, args);
    case 'npm':
    case 'yarn':
    case 'pnpm':
    case 'bun':
    case 'yarnpkg':
      return nodeTool(program, args, cwd, input);
    case 'corepack':
      return { kind: 'dependencies', tool: 'corepack', writes: [] };
    case 'pip':
    case 'pip3':
    case 'pip2':
    case 'uv':
    case 'poetry':
    case 'pipenv':
    case 'pdm':
    case 'conda':
    case 'mamba':
    case 'micromamba':
    case 'virtualenv':
    case 'easy_install':
      return pythonTool(program, args, cwd, words[0]!);
    case 'make':
    case 'gmake':
    case 'ninja':
      return make(args, cwd, program);
    case 'cmake':
      return cmake(args, cwd);
    case 'meson':
      return args[0] === 'install'
        ? { kind: 'build', tool: 'meson', writes: ['/usr/local'] }
        : { kind: 'build', tool: 'meson', writes: [cwd] };
    case 'cargo':
      return cargo(args, cwd);
    case 'rustup':
      return { kind: 'packageSetup', tool: 'rustup', writes: [] };
    case 'gem':
      return { kind: 'dependencies', tool: 'gem', writes: [] };
    case 'bundle':
    case 'bundler':
      return bundle(args, cwd);
    case 'composer':
      return { kind: 'dependencies', tool: 'composer', writes: args.includes('global') ? ['/root/.composer'] : [cwd] };
    case 'docker-php-ext-install':
    case 'docker-php-ext-enable':
    case 'docker-php-ext-configure':
    case 'pecl':
    case 'install-php-extensions':
    case 'phpize':
      return { kind: 'dependencies', tool: 'php-ext', writes: [] };
    case 'ldconfig':
    case 'locale-gen':
    case 'localedef':
    case 'update-ca-certificates':
    case 'dpkg-reconfigure':
    case 'update-locale':
    case 'update-alternatives':
    case 'fc-cache':
    case 'a2enmod':
    case 'a2dismod':
    case 'a2ensite':
    case 'a2dissite':
    case 'a2enconf':
    case 'setcap':
      return { kind: 'system', system: program, writes: [] };
    case 'useradd':
    case 'adduser':
      return { kind: 'user', writes: homeOf(program, args) };
    case 'pkill':
    case 'service':
    case 'systemctl':
    case 'update-rc.d':
      return { kind: 'unknown', writes: [], doubt: `\`${program}\` changes what runs in the image` };
  }
  if (USER_TOOLS.has(program)) return { kind: 'user', writes: [] };
  const packages = packageEffect(program, args);
  if (packages !== undefined) return packages;
  const built = buildTool(input, args);
  if (built !== undefined) return built;
  if (/^(?:sh|bash|ash|dash|zsh)$/.test(program)) return shellRun(input, args);
  const writer = knownWriter(words.join(' '));
  if (writer !== undefined) return writer;
  if (HARMLESS.has(program)) {
    if ((program === '.' || program === 'source') && /activate|\.sh$|env$|rc$/.test(args[0] ?? '') === false)
      return harmless;
    return harmless;
  }
  if (PROJECT_RUNNERS.has(program) || isProjectPath(words[0]!, cwd)) return projectWork(cwd);
  return { kind: 'unknown', writes: [], doubt: `it is not known what \`${program || words[0]}\` writes` };
}

const harmless: CommandEffect = { kind: 'harmless', writes: [] };

function projectWork(cwd: string): CommandEffect {
  return { kind: 'project', writes: [cwd] };
}

function files(paths: readonly string[], cwd: string): CommandEffect {
  return { kind: 'files', writes: paths.map(path => resolve(cwd, path)) };
}

function hasOctal(args: readonly string[]): boolean {
  return args.some(arg => /^[0-7]{3,4}$/.test(arg));
}

function resolve(cwd: string, path: string): string {
  if (path.startsWith('~')) return cleanPath('/root' + path.slice(1));
  return path.startsWith('/') ? cleanPath(path) : joinPath(cwd === '' ? '/' : cwd, path);
}

/** Words that are no options; `valued` options take the next word. */
function operands(args: readonly string[], valued: readonly string[] = []): string[] {
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

function optionValue(args: readonly string[], names: readonly string[]): string | undefined {
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

function redirectedTo({ command, words, cwd, variables }: EffectInput): string[] {
  void words;
  return [...command.redirects, ...command.outerRedirects].flatMap(redirect => {
    if (!/^(?:>|>>|>\||&>|&>>)$/.test(redirect.operator) || redirect.target === undefined) return [];
    let target = redirect.target.value;
    if (redirect.target.dynamic) {
      target = target.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => variables.get(name) ?? whole);
    }
    if (/^\/dev\//.test(target) || /^&/.test(target)) return [];
    return [resolve(cwd, target)];
  });
}

function copyLike(args: readonly string[], cwd: string, program: string): CommandEffect {
  const target = optionValue(args, ['-t', '--target-directory']);
  const list = operands(args, ['-t', '-m', '-o', '-g', '-S', '--mode', '--owner', '--group']);
  if (program === 'install' && args.includes('-d')) return files(list, cwd);
  if (target !== undefined) return files([target], cwd);
  const last = list.at(-1);
  if (last === undefined || list.length < 2) return { kind: 'files', writes: [] };
  const sources = list.slice(0, -1);
  // Into a folder of the system: the files themselves, as far as their names are known.
  if (isSystemFolder(resolve(cwd, last)) && sources.every(source => !/[*?[]/.test(source))) {
    return files(
      sources.map(source =>
        joinPath(last, source.replace(/\/+$/, '').slice(source.replace(/\/+$/, '').lastIndexOf('/') + 1)),
      ),
      cwd,
    );
  }
  return files([last], cwd);
}

/** Folders that every image has: what is copied into them is named file by file. */
export function isSystemFolder(path: string): boolean {
  return /^\/(?:|bin|sbin|lib|lib64|boot|dev|etc|opt|proc|root|run|sys|tmp|usr|var|usr\/(?:bin|sbin|lib|lib64|libexec|share|include|src|local)|usr\/local\/(?:bin|sbin|lib|lib64|etc|share|include|src)|usr\/local\/share\/ca-certificates|usr\/share\/[\w.-]+|usr\/lib\/[\w.-]+|etc\/[\w.-]+(?:\/[\w.-]+\.d|\/conf)?|var\/(?:lib|log|run|cache|tmp|spool|opt)|var\/lib\/[\w.-]+|go\/(?:bin|src|pkg)|go)$/.test(
    path,
  );
}

function tar(args: readonly string[], cwd: string): CommandEffect {
  const folder = optionValue(args, ['-C', '--directory', '--cd']);
  const first = args[0] ?? '';
  const extracting = /^-?[a-zA-Z]*x/.test(first) || args.some(arg => arg === '--extract' || /^-[a-zA-Z]*x/.test(arg));
  if (extracting) return files([folder ?? '.'], cwd);
  const archive = optionValue(args, ['-f', '--file']) ?? args.find((arg, index) => index > 0 && !arg.startsWith('-'));
  return archive === undefined ? harmless : files([archive], cwd);
}

function lastPartOfUrl(args: readonly string[], cwd: string): string {
  const url = args.findLast(arg => /^(?:https?|ftp):|\//.test(arg)) ?? args.at(-1) ?? '';
  const name = url.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return resolve(cwd, name.slice(name.lastIndexOf('/') + 1) || 'index.html');
}

function curl(args: readonly string[], cwd: string): CommandEffect {
  const writes: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === '-o' || arg === '--output') writes.push(args[index + 1] ?? '');
    else if (arg.startsWith('--output=')) writes.push(arg.slice(9));
    else if (/^-[a-zA-Z]*o$/.test(arg)) writes.push(args[index + 1] ?? '');
    else if (/^-o./.test(arg)) writes.push(arg.slice(2));
    else if (/^-[a-zA-Z]*O/.test(arg) || arg === '--remote-name') writes.push(lastPartOfUrl(args, cwd));
  }
  const kept = writes.filter(path => path !== '' && path !== '-' && path !== '/dev/null');
  return kept.length === 0 ? harmless : { kind: 'download', writes: kept.map(path => resolve(cwd, path)) };
}

function wget(args: readonly string[], cwd: string): CommandEffect {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    const attached = /^-[a-zA-Z]*O(.+)$/.exec(arg);
    const value =
      arg === '--output-document' || /^-[a-zA-Z]*O$/.test(arg)
        ? args[index + 1]
        : arg.startsWith('--output-document=')
          ? arg.slice(18)
          : attached?.[1];
    if (value !== undefined) {
      return value === '-' || value === '/dev/null' ? harmless : { kind: 'download', writes: [resolve(cwd, value)] };
    }
  }
  const folder = optionValue(args, ['-P', '--directory-prefix']);
  if (folder !== undefined) return { kind: 'download', writes: [resolve(cwd, folder)] };
  if (args.includes('--spider')) return harmless;
  return { kind: 'download', writes: [lastPartOfUrl(args, cwd)] };
}

function git(args: readonly string[], cwd: string): CommandEffect {
  const list = operands(args, [
    '-b',
    '--branch',
    '--depth',
    '-C',
    '-c',
    '-o',
    '--origin',
    '--reference',
    '-j',
    '--jobs',
    '--filter',
  ]);
  if (list[0] === 'clone') {
    const url = list[1] ?? '';
    const folder =
      list[2] ??
      url
        .replace(/\/+$/, '')
        .replace(/\.git$/, '')
        .replace(/^.*[/:]/, '');
    return { kind: 'download', writes: [resolve(cwd, folder)] };
  }
  if (list[0] === 'config') return harmless;
  return { kind: 'files', writes: [resolve(cwd, optionValue(args, ['-C']) ?? '.')] };
}

function goTool({ variables }: EffectInput, args: readonly string[]): CommandEffect {
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

function nodeTool(program: string, args: readonly string[], cwd: string, { variables }: EffectInput): CommandEffect {
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
  void variables;
  return { kind: 'build', tool: program, writes: [folder] };
}

function pythonTool(program: string, args: readonly string[], cwd: string, written: string): CommandEffect {
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
  if ((program === 'poetry' || program === 'pdm') && verb === 'config')
    return { kind: 'dependencies', tool: `${program} config`, writes: [] };
  return { kind: 'dependencies', tool: program, writes: [cwd] };
}

function make(args: readonly string[], cwd: string, tool: string): CommandEffect {
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

function cmake(args: readonly string[], cwd: string): CommandEffect {
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

function cargo(args: readonly string[], cwd: string): CommandEffect {
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

function bundle(args: readonly string[], cwd: string): CommandEffect {
  const verb = args.find(arg => !arg.startsWith('-')) ?? 'install';
  if (verb === 'config') return { kind: 'dependencies', tool: 'bundle config', writes: [] };
  if (verb === 'exec') return projectWork(cwd);
  const path = optionValue(args, ['--path']);
  return { kind: 'dependencies', tool: 'bundle', writes: path === undefined ? [] : [resolve(cwd, path)] };
}

function homeOf(program: string, args: readonly string[]): string[] {
  const home = optionValue(args, ['-d', '--home-dir', '--home', '-h']);
  const creates =
    program === 'adduser'
      ? !args.some(arg => /^-[A-Za-z]*H|--no-create-home/.test(arg))
      : args.some(arg => /^-[A-Za-z]*m|--create-home/.test(arg));
  void home;
  void creates;
  // The home folder is made again by the same command in the final stage.
  return [];
}

const BUILD_TOOLS = new Set(
  'gcc g++ cc c++ clang clang++ ld ar rustc javac kotlinc scalac dmd ghc ocamlfind dune opam crystal shards nim nimble zig swift swiftc stack cabal dotnet mvn mvnw gradle gradlew ant sbt lein clojure clj mix rebar3 erl rebar elixir gleam dart flutter pub hugo jekyll mkdocs autoreconf autogen.sh configure autoconf automake libtoolize bazel bazelisk scons meson tsc ng gdc fpc lake v odin raco luarocks cpanm cpan carton pack-go R Rscript julia hpack elm spago bower lerna nx turbo qmake waf b2 bjam bootstrap.sh'.split(
    ' ',
  ),
);

function buildTool({ command, words, cwd }: EffectInput, args: readonly string[]): CommandEffect | undefined {
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
  void words;
  return { kind: 'build', tool: program, writes: [cwd] };
}

function shellRun({ command, commands, cwd }: EffectInput, args: readonly string[]): CommandEffect {
  const operand = operands(args)[0];
  if (
    command.pipeline !== undefined &&
    command.pipelineIndex > 0 &&
    (operand === undefined || operand.startsWith('-') || args.includes('-s'))
  ) {
    const source = commands.find(other => other.pipeline === command.pipeline && other.pipelineIndex === 0);
    const url = source?.args.map(word => word.value).find(value => /^https?:/.test(value)) ?? '';
    if (/deb\.nodesource\.com|rpm\.nodesource\.com|packagecloud\.io|setup_\d+\.x/.test(url))
      return { kind: 'packageSetup', writes: [] };
    if (/sh\.rustup\.rs/.test(url)) return { kind: 'packageSetup', tool: 'rustup', writes: [] };
    return { kind: 'unknown', writes: [], doubt: `the script from ${url || 'the pipe'} may install anything` };
  }
  if (operand?.startsWith('/') === true && !operand.startsWith(cwd)) {
    return { kind: 'unknown', writes: [], doubt: `it is not known what \`${operand}\` writes` };
  }
  return projectWork(cwd);
}

/** Tools that write into the home folder or another known place. */
function knownWriter(line: string): CommandEffect | undefined {
  if (/^python3? -m (?:pip|ensurepip)\b/.test(line)) {
    const words = line.split(/\s+/).slice(3);
    return pythonTool('pip', words, '/', 'pip');
  }
  const venv = /^(?:\S*\/)?python[\d.]* -m (?:venv|virtualenv)\s+(?:-\S+\s+)*(\S+)/.exec(line);
  if (venv) return { kind: 'dependencies', tool: 'venv', writes: [venv[1]!] };
  if (/nltk/.test(line)) return { kind: 'download', writes: ['/root/nltk_data'] };
  if (/playwright\S* install/.test(line)) {
    return {
      kind: 'download',
      writes: ['/root/.cache/ms-playwright'],
      doubt: 'Playwright installs system packages for its browsers',
    };
  }
  if (/^python3? -m spacy download/.test(line)) return { kind: 'dependencies', tool: 'pip', writes: [] };
  if (/transformers|huggingface|sentence_transformers|whisper|torch\.hub|from_pretrained/.test(line))
    return { kind: 'download', writes: ['/root/.cache'] };
  return undefined;
}

function isProjectPath(written: string, cwd: string): boolean {
  if (/^\.{1,2}\//.test(written)) return true;
  if (/^(?:node_modules|vendor|bin|scripts?|tools|\.venv|venv)\//.test(written)) return true;
  return written.startsWith('/') && cwd !== '/' && written.startsWith(cwd + '/');
}

/** apt-get, apk, yum and their kin. */
function packageEffect(program: string, args: readonly string[]): CommandEffect | undefined {
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
