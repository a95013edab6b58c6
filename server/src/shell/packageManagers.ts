/**
 * What is known of each package manager: its subcommands and what they do, its options that take a value (so that `-t bookworm` or
 * `--index-url URL` is no package), how it writes a version. A table; packages.ts reads calls with it. Source: the programs' own help texts and
 * manual pages.
 */
import type { OptionSpec } from './arguments.ts';

export type PackageManager =
  | 'apt'
  | 'apk'
  | 'yum' // yum, dnf, microdnf, tdnf
  | 'zypper'
  | 'pacman'
  | 'pip'
  | 'pipx'
  | 'pipenv'
  | 'poetry'
  | 'uv'
  | 'conda' // conda, mamba, micromamba
  | 'npm'
  | 'yarn'
  | 'pnpm'
  | 'bun'
  | 'gem'
  | 'bundle'
  | 'go'
  | 'composer'
  | 'cargo';

/** What a subcommand does, whatever the manager calls it. */
export type PackageAction = 'install' | 'update-index' | 'upgrade' | 'remove' | 'clean' | 'other';

export interface ManagerSpec {
  readonly manager: PackageManager;
  readonly options: OptionSpec;
  /** The subcommands that this table knows; a missing one is 'other'. */
  readonly actions: Readonly<Record<string, PackageAction>>;
  /** First words of subcommands of two words: `global add`. */
  readonly prefixes?: readonly string[];
  /** What runs without a subcommand (yarn). */
  readonly defaultAction?: PackageAction;
  /** Options whose value is a package (`-e .`). */
  readonly packageOptions?: readonly string[];
  /** Options whose value is a file that lists packages. */
  readonly listOptions?: readonly string[];
  /** Options whose value is the version of all packages (`gem install x -v 1`). */
  readonly versionOptions?: readonly string[];
  readonly split: VersionStyle;
}

export interface VersionStyle {
  /** Longest first: the first that matches at the earliest place separates name and version. */
  readonly separators: readonly string[];
  /** A separator at the start belongs to the name (`@scope/x`). */
  readonly scoped?: boolean;
  readonly fileEndings?: readonly string[];
  /** A slash makes a path of it (pip) or a repository (npm). */
  readonly slash?: 'file' | 'url' | 'name';
}

function installs(...names: readonly string[]): Record<string, PackageAction> {
  return Object.fromEntries(names.map(name => [name, 'install'] as const));
}

const aptSpec: ManagerSpec = {
  manager: 'apt',
  options: {
    valued: [
      ...['-t', '--target-release', '--default-release', '-o', '--option', '-c', '--config-file', '-a'],
      ...['--host-architecture', '-P', '--build-profiles', '--solver', '--color'],
    ],
  },
  actions: {
    ...installs('install', 'reinstall', 'build-dep', 'satisfy'),
    update: 'update-index',
    upgrade: 'upgrade',
    'dist-upgrade': 'upgrade',
    'full-upgrade': 'upgrade',
    'safe-upgrade': 'upgrade',
    remove: 'remove',
    purge: 'remove',
    autoremove: 'remove',
    'auto-remove': 'remove',
    autopurge: 'remove',
    clean: 'clean',
    autoclean: 'clean',
    'auto-clean': 'clean',
    distclean: 'clean',
    'dist-clean': 'clean',
  },
  split: { separators: ['=', '/'], fileEndings: ['.deb'], slash: 'name' },
};

const yumSpec: ManagerSpec = {
  manager: 'yum',
  options: {
    valued: [
      ...['-c', '--config', '--enablerepo', '--disablerepo', '--enable-repo', '--disable-repo', '--repo', '--repoid'],
      ...['-x', '--exclude', '--excludepkgs', '--installroot', '--releasever', '--setopt', '-d', '--debuglevel', '-e'],
      ...['--errorlevel', '--rpmverbosity', '--forcearch', '--advisory', '--comment', '--color', '--downloaddir'],
      ...['--destdir', '--repofrompath', '--disableplugin', '--enableplugin', '--arch', '-R', '--randomwait'],
    ],
  },
  prefixes: ['group', 'groups', 'module'],
  actions: {
    ...installs('install', 'in', 'localinstall', 'reinstall', 'groupinstall', 'builddep', 'build-dep', 'install-n'),
    ...installs('group install', 'groups install', 'module install', 'install-na', 'install-nevra', 'swap'),
    makecache: 'update-index',
    'check-update': 'update-index',
    update: 'upgrade',
    upgrade: 'upgrade',
    up: 'upgrade',
    'upgrade-minimal': 'upgrade',
    'update-minimal': 'upgrade',
    'distro-sync': 'upgrade',
    remove: 'remove',
    erase: 'remove',
    rm: 'remove',
    autoremove: 'remove',
    groupremove: 'remove',
    'group remove': 'remove',
    clean: 'clean',
  },
  // A version is part of the name (bash-5.1-2.el9): where it begins, only the repository knows.
  split: { separators: [], fileEndings: ['.rpm'], slash: 'file' },
};

const npmActions: Readonly<Record<string, PackageAction>> = {
  ...installs('install', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'add', 'ci', 'clean-install', 'ic'),
  ...installs('install-clean', 'install-test', 'it', 'cit'),
  update: 'upgrade',
  up: 'upgrade',
  upgrade: 'upgrade',
  uninstall: 'remove',
  un: 'remove',
  unlink: 'remove',
  remove: 'remove',
  rm: 'remove',
  r: 'remove',
};

const npmStyle: VersionStyle = { separators: ['@'], scoped: true, fileEndings: ['.tgz', '.tar.gz'], slash: 'url' };

const pipOptions: readonly string[] = [
  ...['-r', '--requirement', '-c', '--constraint', '-e', '--editable', '-t', '--target', '-i', '--index-url'],
  ...['--pypi-url', '--extra-index-url', '-f', '--find-links', '--prefix', '--root', '--src', '--platform'],
  ...['--python-version', '--implementation', '--abi', '--only-binary', '--no-binary', '--progress-bar', '--proxy'],
  ...['--retries', '--timeout', '--exists-action', '--trusted-host', '--cert', '--client-cert', '--cache-dir', '--log'],
  ...['-d', '--dest', '-w', '--wheel-dir', '--use-feature', '--use-deprecated', '--global-option', '--build-option'],
  ...[
    '--install-option',
    '-C',
    '--config-settings',
    '--upgrade-strategy',
    '--python',
    '--keyring-provider',
    '--report',
  ],
  ...['--root-user-action', '--group', '-b', '--build', '--build-constraint', '--hash'],
];

const pipStyle: VersionStyle = {
  separators: ['===', '==', '>=', '<=', '~=', '!=', '<', '>', '@'],
  fileEndings: ['.whl', '.tar.gz', '.zip', '.tar.bz2', '.tgz'],
  slash: 'file',
};

const pipSpec: ManagerSpec = {
  manager: 'pip',
  options: { valued: pipOptions },
  prefixes: ['cache', 'config'],
  actions: { ...installs('install'), uninstall: 'remove', 'cache purge': 'clean', 'cache remove': 'clean' },
  packageOptions: ['-e', '--editable'],
  listOptions: ['-r', '--requirement'],
  split: pipStyle,
};

const condaSpec: ManagerSpec = {
  manager: 'conda',
  options: {
    valued: [
      ...['-c', '--channel', '-n', '--name', '-p', '--prefix', '-f', '--file', '--solver', '--repodata-fn', '--subdir'],
      ...['--platform', '--clone', '-r', '--root-prefix', '--pack-format', '--experimental-solver', '--revision'],
    ],
  },
  prefixes: ['env'],
  actions: {
    ...installs('install', 'create', 'env create', 'env update'),
    update: 'upgrade',
    upgrade: 'upgrade',
    remove: 'remove',
    uninstall: 'remove',
    'env remove': 'remove',
    clean: 'clean',
  },
  listOptions: ['-f', '--file'],
  split: { separators: ['==', '>=', '<=', '!=', '=', '<', '>'], slash: 'name' },
};

const apkSpec: ManagerSpec = {
  manager: 'apk',
  options: {
    valued: [
      ...['-t', '--virtual', '-X', '--repository', '-p', '--root', '--keys-dir', '--cache-dir', '--repositories-file'],
      ...['--arch', '--wait', '--cache-max-age', '--progress-fd', '--timeout'],
    ],
  },
  prefixes: ['cache'],
  actions: {
    ...installs('add'),
    fix: 'other',
    update: 'update-index',
    upgrade: 'upgrade',
    del: 'remove',
    'cache clean': 'clean',
    'cache purge': 'clean',
  },
  split: {
    separators: ['>=', '<=', '~=', '==', '=~', '=', '~', '<', '>', '@'],
    fileEndings: ['.apk'],
    slash: 'file',
  },
};

const zypperSpec: ManagerSpec = {
  manager: 'zypper',
  options: {
    valued: [
      ...[
        '-R',
        '--root',
        '--installroot',
        '-c',
        '--config',
        '-D',
        '--reposd-dir',
        '-C',
        '--cache-dir',
        '--raw-cache-dir',
      ],
      ...['--solv-cache-dir', '--pkg-cache-dir', '-p', '--plus-repo', '--plus-content', '--userdata', '--releasever'],
      ...['-r', '--repo', '--from', '-t', '--type', '--name', '--download', '--color'],
    ],
  },
  actions: {
    ...installs('install', 'in', 'source-install', 'si', 'install-new-recommends', 'inr'),
    refresh: 'update-index',
    ref: 'update-index',
    update: 'upgrade',
    up: 'upgrade',
    'dist-upgrade': 'upgrade',
    dup: 'upgrade',
    patch: 'upgrade',
    remove: 'remove',
    rm: 'remove',
    clean: 'clean',
    cc: 'clean',
  },
  split: { separators: ['>=', '<=', '=', '<', '>'], fileEndings: ['.rpm'], slash: 'file' },
};

const npmOptions: readonly string[] = [
  ...['--prefix', '-C', '--registry', '--cache', '--loglevel', '-w', '--workspace', '--omit', '--include', '--only'],
  ...['--tag', '--userconfig', '--globalconfig', '--fetch-timeout', '--fetch-retries', '--fetch-retry-mintimeout'],
  ...['--fetch-retry-maxtimeout', '--install-strategy', '--script-shell', '--os', '--cpu', '--libc', '--node-options'],
  ...['--maxsockets', '--network-timeout', '--python', '--target_arch', '--otp', '--scope', '--before'],
];

const npmSpec: ManagerSpec = {
  manager: 'npm',
  options: { valued: npmOptions },
  prefixes: ['cache'],
  actions: { ...npmActions, 'cache clean': 'clean' },
  split: npmStyle,
};

const goSpec: ManagerSpec = {
  manager: 'go',
  options: {
    singleDash: true,
    valued: [
      ...[
        '-C',
        '-p',
        '-o',
        '-ldflags',
        '-tags',
        '-mod',
        '-modfile',
        '-gcflags',
        '-asmflags',
        '-gccgoflags',
        '-buildmode',
      ],
      ...[
        '-compiler',
        '-installsuffix',
        '-overlay',
        '-pgo',
        '-pkgdir',
        '-toolexec',
        '-exec',
        '-covermode',
        '-coverpkg',
      ],
      ...['-run', '-timeout', '-count', '-cpu', '-bench', '-parallel', '-coverprofile', '-buildvcs', '-f', '-skip'],
    ],
  },
  prefixes: ['mod', 'work', 'tool'],
  actions: { ...installs('install', 'get', 'mod download'), clean: 'clean' },
  split: { separators: ['@'], slash: 'name' },
};

/** By the name of the program. */
export const packageManagers: Readonly<Record<string, ManagerSpec>> = {
  'apt-get': aptSpec,
  apt: aptSpec,
  aptitude: aptSpec,
  'apt-fast': aptSpec,
  apk: apkSpec,
  yum: yumSpec,
  dnf: yumSpec,
  dnf5: yumSpec,
  microdnf: yumSpec,
  tdnf: yumSpec,
  zypper: zypperSpec,
  pip: pipSpec,
  conda: condaSpec,
  mamba: condaSpec,
  micromamba: condaSpec,
  npm: npmSpec,
  yarn: {
    manager: 'yarn',
    options: {
      valued: [
        ...['--cwd', '--registry', '--cache-folder', '--modules-folder', '--network-timeout', '--network-concurrency'],
        ...[
          '--mutex',
          '--prefix',
          '--global-folder',
          '--preferred-cache-folder',
          '--link-folder',
          '--use-yarnrc',
          '--mode',
        ],
        ...['--proxy', '--https-proxy', '--otp', '--emoji', '--child-concurrency'],
      ],
    },
    prefixes: ['global', 'cache', 'workspaces'],
    actions: {
      ...installs('install', 'add', 'global add', 'workspaces focus'),
      upgrade: 'upgrade',
      up: 'upgrade',
      remove: 'remove',
      'global remove': 'remove',
      'cache clean': 'clean',
    },
    defaultAction: 'install',
    split: npmStyle,
  },
  pnpm: {
    manager: 'pnpm',
    options: {
      valued: [
        ...[
          '-C',
          '--dir',
          '--filter',
          '-F',
          '--filter-prod',
          '--registry',
          '--store-dir',
          '--virtual-store-dir',
          '--reporter',
        ],
        ...[
          '--loglevel',
          '--modules-dir',
          '--lockfile-dir',
          '--network-concurrency',
          '--child-concurrency',
          '--global-dir',
        ],
        ...[
          '--config',
          '--package-import-method',
          '--node-linker',
          '--workspace-concurrency',
          '--fetch-timeout',
          '--fetch-retries',
        ],
      ],
    },
    prefixes: ['store'],
    actions: { ...npmActions, fetch: 'install', 'store prune': 'clean' },
    split: npmStyle,
  },
  bun: {
    manager: 'bun',
    options: {
      valued: [
        '--cwd',
        '--registry',
        '--cache-dir',
        '-c',
        '--config',
        '--backend',
        '--filter',
        '--omit',
        '--target',
        '--outdir',
        '--outfile',
      ],
    },
    prefixes: ['pm'],
    actions: { ...installs('install', 'i', 'add', 'a'), update: 'upgrade', remove: 'remove', rm: 'remove' },
    split: npmStyle,
  },
  gem: {
    manager: 'gem',
    options: {
      valued: [
        ...['-v', '--version', '-i', '--install-dir', '-n', '--bindir', '-P', '--trust-policy', '-s', '--source', '-p'],
        ...[
          '--http-proxy',
          '--platform',
          '--document',
          '-g',
          '--file',
          '-B',
          '--bulk-threshold',
          '--config-file',
          '--build-root',
        ],
      ],
    },
    actions: { ...installs('install', 'i'), update: 'upgrade', uninstall: 'remove', cleanup: 'clean', clean: 'clean' },
    versionOptions: ['-v', '--version'],
    listOptions: ['-g', '--file'],
    split: { separators: [':'], fileEndings: ['.gem'], slash: 'file' },
  },
  bundle: {
    manager: 'bundle',
    options: {
      valued: [
        ...[
          '-j',
          '--jobs',
          '--path',
          '--without',
          '--with',
          '--retry',
          '--gemfile',
          '--binstubs',
          '--system',
          '--shebang',
        ],
        ...['-P', '--trust-policy', '--target-rbconfig', '--standalone'],
      ],
    },
    actions: { ...installs('install', 'add'), update: 'upgrade', remove: 'remove', clean: 'clean' },
    defaultAction: 'install',
    split: { separators: [], slash: 'name' },
  },
  go: goSpec,
  composer: {
    manager: 'composer',
    options: {
      valued: [
        '-d',
        '--working-dir',
        '--prefer-install',
        '--ignore-platform-req',
        '--apcu-autoloader-prefix',
        '--stability',
        '-s',
        '--repository',
        '--repository-url',
      ],
    },
    prefixes: ['global'],
    actions: {
      ...installs('install', 'i', 'require', 'req', 'r', 'create-project', 'global require', 'global install'),
      update: 'upgrade',
      upgrade: 'upgrade',
      u: 'upgrade',
      remove: 'remove',
      rm: 'remove',
      'global remove': 'remove',
      'clear-cache': 'clean',
      clearcache: 'clean',
      cc: 'clean',
    },
    split: { separators: [':', '='], slash: 'name' },
  },
  cargo: {
    manager: 'cargo',
    options: {
      valued: [
        ...[
          '--version',
          '--vers',
          '--git',
          '--branch',
          '--tag',
          '--rev',
          '--path',
          '--root',
          '--registry',
          '--index',
          '-F',
        ],
        ...[
          '--features',
          '--target',
          '--target-dir',
          '--profile',
          '-j',
          '--jobs',
          '-p',
          '--package',
          '--bin',
          '--example',
        ],
        ...[
          '--manifest-path',
          '--config',
          '-Z',
          '--color',
          '--message-format',
          '--exclude',
          '--test',
          '--bench',
          '--lockfile-path',
          '-C',
        ],
        ...['--recipe-path', '--artifact-dir', '--out-dir'],
      ],
    },
    actions: { ...installs('install', 'binstall', 'fetch'), update: 'upgrade', uninstall: 'remove', clean: 'clean' },
    versionOptions: ['--version', '--vers'],
    split: { separators: ['@'], slash: 'name' },
  },
  pipx: {
    manager: 'pipx',
    options: {
      valued: ['--python', '--index-url', '-i', '--pip-args', '--suffix', '--preinstall', '--spec', '--backend'],
    },
    actions: { ...installs('install', 'inject', 'install-all'), upgrade: 'upgrade', uninstall: 'remove' },
    split: pipStyle,
  },
  pipenv: {
    manager: 'pipenv',
    options: {
      valued: [
        '--python',
        '-i',
        '--index',
        '-r',
        '--requirements',
        '-e',
        '--editable',
        '--categories',
        '--extra-pip-args',
        '--pypi-mirror',
      ],
    },
    actions: { ...installs('install', 'sync'), update: 'upgrade', uninstall: 'remove', clean: 'clean' },
    packageOptions: ['-e', '--editable'],
    listOptions: ['-r', '--requirements'],
    split: pipStyle,
  },
  poetry: {
    manager: 'poetry',
    options: {
      valued: [
        '--without',
        '--with',
        '--only',
        '-E',
        '--extras',
        '-C',
        '--directory',
        '-P',
        '--project',
        '--group',
        '-G',
        '--python',
        '--source',
        '--format',
        '-f',
        '--output',
        '-o',
      ],
    },
    prefixes: ['cache', 'self'],
    actions: {
      ...installs('install', 'add', 'sync', 'self add'),
      update: 'upgrade',
      remove: 'remove',
      'cache clear': 'clean',
    },
    split: { separators: ['@', '==', '>=', '<=', '~=', '!=', '<', '>'], slash: 'file' },
  },
  uv: {
    manager: 'uv',
    options: {
      valued: [
        ...pipOptions,
        ...[
          '-p',
          '--default-index',
          '--index',
          '--index-strategy',
          '--link-mode',
          '--extra',
          '--group',
          '--no-group',
          '--only-group',
        ],
        ...[
          '--package',
          '--no-install-package',
          '--directory',
          '--project',
          '--with',
          '--with-requirements',
          '--from',
          '--python-preference',
        ],
        ...[
          '--exclude-newer',
          '--resolution',
          '--prerelease',
          '--config-file',
          '--override',
          '--overrides',
          '--constraints',
          '--requirements',
        ],
      ],
    },
    prefixes: ['pip', 'tool', 'cache', 'python'],
    actions: {
      ...installs('pip install', 'pip sync', 'add', 'sync', 'tool install'),
      'pip uninstall': 'remove',
      remove: 'remove',
      'tool uninstall': 'remove',
      'cache clean': 'clean',
      'cache prune': 'clean',
    },
    packageOptions: ['-e', '--editable'],
    listOptions: ['-r', '--requirement', '--requirements'],
    split: pipStyle,
  },
};
