/** What a command of a RUN does to the image: what kind of work it is, and where it writes. */
import { joinPath } from '../../model/goText.ts';
import { packageEffect } from './effects/distribution.ts';
import { curl, gdown, git, wget } from './effects/downloads.ts';
import {
  type CommandEffect,
  type EffectInput,
  files,
  harmless,
  operands,
  optionValue,
  projectWork,
  resolve,
} from './effects/effect.ts';
import { copyLike, tar } from './effects/files.ts';
import {
  buildTool,
  bundle,
  cargo,
  cmake,
  denoTool,
  goTool,
  knownWriter,
  make,
  nodeTool,
  pythonTool,
} from './effects/languageTools.ts';

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

/** Their home folders are made again by the same command in the final stage. */
const USER_TOOLS = new Set(
  'useradd groupadd adduser addgroup usermod groupmod passwd chpasswd deluser userdel groupdel delgroup'.split(' '),
);

/** A program that only the project or its dependencies can have brought: it works in its folder. */
const PROJECT_RUNNERS = new Set(
  'npx bunx pnpx node deno tsx ts-node php ruby rake rails bundle python python3 perl tsc webpack vite ng next nuxt nuxi astro gatsby hexo vuepress vitepress docusaurus eleventy strapi medusa nest remix react-scripts craco vue-cli-service svelte-kit gulp grunt rollup parcel esbuild babel prisma flask django-admin alembic celery sphinx-build protoc swag mockgen sqlc templ buf stringer wire artisan symfony bin/console phpunit jest pytest mocha'.split(
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
    case 'gdown':
      return gdown(args, cwd);
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
      return nodeTool(program, args, cwd);
    case 'deno':
      return denoTool(args, cwd);
    case 'corepack':
      return { kind: 'dependencies', tool: 'corepack', writes: [] };
    case 'pip':
    case 'pip3':
    case 'pip2':
    case 'uv':
    case 'pipx':
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
  const writer = knownWriter(words.join(' '), cwd, input.variables);
  if (writer !== undefined) return writer;
  if (HARMLESS.has(program)) return harmless;
  if (PROJECT_RUNNERS.has(program) || isProjectPath(words[0]!, cwd)) return projectWork(cwd);
  return { kind: 'unknown', writes: [], doubt: `it is not known what \`${program || words[0]}\` writes` };
}

function hasOctal(args: readonly string[]): boolean {
  return args.some(arg => /^[0-7]{3,4}$/.test(arg));
}

function redirectedTo({ command, cwd, variables }: EffectInput): string[] {
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
    // Where it goes matters only when the container starts uv: see ecosystems/pythonTools.ts.
    if (/^https:\/\/astral\.sh\/uv\//.test(url)) return { kind: 'packageSetup', tool: 'uv installer', writes: [] };
    if (/sh\.rustup\.rs/.test(url)) return { kind: 'packageSetup', tool: 'rustup', writes: [] };
    return { kind: 'unknown', writes: [], doubt: `the script from ${url || 'the pipe'} may install anything` };
  }
  if (operand?.startsWith('/') === true && !operand.startsWith(cwd)) {
    return { kind: 'unknown', writes: [], doubt: `it is not known what \`${operand}\` writes` };
  }
  return projectWork(cwd);
}

function isProjectPath(written: string, cwd: string): boolean {
  if (/^\.{1,2}\//.test(written)) return true;
  if (/^(?:node_modules|vendor|bin|scripts?|tools|\.venv|venv)\//.test(written)) return true;
  return written.startsWith('/') && cwd !== '/' && written.startsWith(cwd + '/');
}
