/**
 * What well-known images set, from their public Dockerfiles: variables, user, folder, shell, ports, start command. A variable whose
 * value changes from version to version is `undefined` here: set, value not known.
 */
import { DEFAULT_PATH } from './defaults.ts';
import type { ImageReference } from './imageReference.ts';
import type { Stage } from './stages.ts';
import type { BaseEnvironment } from './variables.ts';

export interface ImageFacts {
  /** Besides PATH. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folders in front of the default PATH. */
  readonly pathPrefix?: string;
  /** More variables than these are set, or may be: their absence proves nothing. */
  readonly partial?: boolean;
  readonly user?: string;
  readonly workdir?: string;
  readonly shell?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly stopSignal?: string;
  readonly windows?: boolean;
}

/** What is known of an image; undefined when nothing is. */
export function imageFacts(reference: ImageReference): ImageFacts | undefined {
  const name = reference.familiarName;
  const facts = FACTS[name];
  const variant = VARIANTS[name]?.(reference.tag?.text ?? '');
  if (facts !== undefined)
    return variant === undefined ? facts : { ...facts, ...variant, env: { ...facts.env, ...variant.env } };
  for (const [prefix, family] of FAMILIES) {
    if (name.startsWith(prefix)) return typeof family === 'function' ? family(name, reference.tag?.text ?? '') : family;
  }
  return undefined;
}

/** The variables with which a stage begins that is not built on another one. */
export function baseEnvironment(stage: Stage, letter: boolean): BaseEnvironment {
  const { base } = stage;
  if (letter || base.kind === 'scratch') {
    // `PATH is always set`, except for Windows (convert.go, dispatchStages).
    return { values: stage.platform.os === 'windows' ? new Map() : new Map([['PATH', DEFAULT_PATH]]), complete: true };
  }
  const facts = base.kind === 'image' && base.reference !== undefined ? imageFacts(base.reference) : undefined;
  if (facts === undefined) return { values: new Map([['PATH', undefined]]), complete: false };
  const path = facts.windows ? undefined : (facts.pathPrefix ?? '') + DEFAULT_PATH;
  const values = new Map<string, string | undefined>([['PATH', path], ...Object.entries(facts.env ?? {})]);
  return { values, complete: facts.partial !== true && facts.windows !== true };
}

const JAVA: Readonly<Record<string, string | undefined>> = {
  JAVA_HOME: '/opt/java/openjdk',
  JAVA_VERSION: undefined,
  LANG: 'en_US.UTF-8',
  LANGUAGE: 'en_US:en',
  LC_ALL: 'en_US.UTF-8',
};

const PHP: Readonly<Record<string, string | undefined>> = {
  PHPIZE_DEPS: undefined,
  PHP_INI_DIR: '/usr/local/etc/php',
  PHP_CFLAGS: undefined,
  PHP_CPPFLAGS: undefined,
  PHP_LDFLAGS: undefined,
  GPG_KEYS: undefined,
  PHP_VERSION: undefined,
  PHP_URL: undefined,
  PHP_ASC_URL: undefined,
  PHP_SHA256: undefined,
};

const DOTNET: Readonly<Record<string, string | undefined>> = {
  APP_UID: '1654',
  ASPNETCORE_HTTP_PORTS: '8080',
  DOTNET_RUNNING_IN_CONTAINER: 'true',
  DOTNET_VERSION: undefined,
};

const DISTRIBUTION: ImageFacts = { cmd: ['/bin/bash'] };

const FACTS: Readonly<Record<string, ImageFacts>> = {
  almalinux: DISTRIBUTION,
  alpine: { cmd: ['/bin/sh'] },
  amazoncorretto: { env: { JAVA_HOME: undefined, LANG: 'C.UTF-8' } },
  amazonlinux: DISTRIBUTION,
  archlinux: { env: { LANG: 'C.UTF-8' }, cmd: ['/usr/bin/bash'] },
  'apache/airflow': {
    env: {
      AIRFLOW_HOME: '/opt/airflow',
      AIRFLOW_VERSION: undefined,
      AIRFLOW_UID: '50000',
      PYTHON_BASE_IMAGE: undefined,
    },
    partial: true,
    user: 'airflow',
    workdir: '/opt/airflow',
  },
  'buildpack-deps': { cmd: ['bash'] },
  busybox: { cmd: ['sh'] },
  centos: DISTRIBUTION,
  composer: {
    env: { ...PHP, COMPOSER_ALLOW_SUPERUSER: '1', COMPOSER_HOME: '/tmp', COMPOSER_VERSION: undefined },
    workdir: '/app',
  },
  'continuumio/anaconda3': {
    env: { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
    pathPrefix: '/opt/conda/bin:',
    cmd: ['/bin/bash'],
  },
  'continuumio/miniconda3': {
    env: { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
    pathPrefix: '/opt/conda/bin:',
    cmd: ['/bin/bash'],
  },
  debian: { cmd: ['bash'] },
  'denoland/deno': {
    env: { DENO_VERSION: undefined, DENO_DIR: '/deno-dir/', DENO_INSTALL_ROOT: '/usr/local' },
    partial: true,
    entrypoint: ['/tini', '--', 'docker-entrypoint.sh'],
  },
  docker: {
    env: {
      DOCKER_VERSION: undefined,
      DOCKER_BUILDX_VERSION: undefined,
      DOCKER_COMPOSE_VERSION: undefined,
      DOCKER_TLS_CERTDIR: '/certs',
      DIND_COMMIT: undefined,
    },
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['sh'],
  },
  'eclipse-temurin': {
    env: JAVA,
    pathPrefix: '/opt/java/openjdk/bin:',
    entrypoint: ['/__cacert_entrypoint.sh'],
    cmd: ['jshell'],
  },
  elixir: {
    env: { ELIXIR_VERSION: undefined, LANG: 'C.UTF-8', OTP_VERSION: undefined, REBAR3_VERSION: undefined },
    partial: true,
    cmd: ['iex'],
  },
  erlang: { env: { OTP_VERSION: undefined, REBAR3_VERSION: undefined, LANG: 'C.UTF-8' }, partial: true, cmd: ['erl'] },
  fedora: { env: { DISTTAG: undefined, FGC: undefined, FBR: undefined, container: 'oci' }, cmd: ['/bin/bash'] },
  gcc: { env: { GPG_KEYS: undefined, GCC_MIRRORS: undefined, GCC_VERSION: undefined }, cmd: ['bash'] },
  golang: {
    env: { GOLANG_VERSION: undefined, GOTOOLCHAIN: 'local', GOPATH: '/go' },
    pathPrefix: '/go/bin:/usr/local/go/bin:',
    workdir: '/go',
    cmd: ['bash'],
  },
  gradle: {
    env: { ...JAVA, GRADLE_HOME: '/opt/gradle', GRADLE_VERSION: undefined },
    partial: true,
    workdir: '/home/gradle',
    cmd: ['gradle'],
  },
  haproxy: {
    env: { HAPROXY_VERSION: undefined, HAPROXY_URL: undefined, HAPROXY_SHA256: undefined },
    user: 'haproxy',
    stopSignal: 'SIGUSR1',
  },
  haskell: { env: { LANG: 'C.UTF-8' }, partial: true, cmd: ['ghci'] },
  httpd: {
    env: { HTTPD_PREFIX: '/usr/local/apache2', HTTPD_VERSION: undefined, HTTPD_SHA256: undefined, HTTPD_PATCHES: '' },
    pathPrefix: '/usr/local/apache2/bin:',
    workdir: '/usr/local/apache2',
    ports: ['80/tcp'],
    cmd: ['httpd-foreground'],
    stopSignal: 'SIGWINCH',
  },
  'ibm-semeru-runtimes': { env: JAVA, pathPrefix: '/opt/java/openjdk/bin:', partial: true },
  'jenkins/jenkins': {
    env: {
      ...JAVA,
      JENKINS_HOME: '/var/jenkins_home',
      JENKINS_SLAVE_AGENT_PORT: '50000',
      REF: '/usr/share/jenkins/ref',
      JENKINS_VERSION: undefined,
      JENKINS_UC: undefined,
      JENKINS_UC_EXPERIMENTAL: undefined,
      COPY_REFERENCE_FILE_LOG: undefined,
    },
    partial: true,
    user: 'jenkins',
    ports: ['8080/tcp', '50000/tcp'],
    volumes: ['/var/jenkins_home'],
  },
  julia: {
    env: { JULIA_PATH: '/usr/local/julia', JULIA_GPG: undefined, JULIA_VERSION: undefined },
    pathPrefix: '/usr/local/julia/bin:',
    cmd: ['julia'],
  },
  mariadb: {
    env: { GOSU_VERSION: undefined, LANG: 'C.UTF-8', MARIADB_VERSION: undefined },
    volumes: ['/var/lib/mysql'],
    ports: ['3306/tcp'],
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mariadbd'],
  },
  maven: {
    env: { ...JAVA, JAVA_HOME: undefined, LANG: undefined, MAVEN_HOME: '/usr/share/maven', MAVEN_CONFIG: '/root/.m2' },
    partial: true,
    entrypoint: ['/usr/local/bin/mvn-entrypoint.sh'],
    cmd: ['mvn'],
  },
  memcached: {
    env: { MEMCACHED_VERSION: undefined, MEMCACHED_URL: undefined, MEMCACHED_SHA1: undefined },
    user: 'memcache',
    ports: ['11211/tcp'],
  },
  mongo: {
    env: {
      GOSU_VERSION: undefined,
      JSYAML_VERSION: undefined,
      JSYAML_CHECKSUM: undefined,
      MONGO_PACKAGE: undefined,
      MONGO_REPO: undefined,
      MONGO_MAJOR: undefined,
      MONGO_VERSION: undefined,
      HOME: '/data/db',
    },
    volumes: ['/data/db', '/data/configdb'],
    ports: ['27017/tcp'],
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mongod'],
  },
  mysql: {
    env: { GOSU_VERSION: undefined, MYSQL_MAJOR: undefined, MYSQL_VERSION: undefined, MYSQL_SHELL_VERSION: undefined },
    volumes: ['/var/lib/mysql'],
    ports: ['3306/tcp', '33060/tcp'],
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mysqld'],
  },
  nginx: {
    env: {
      NGINX_VERSION: undefined,
      NJS_VERSION: undefined,
      NJS_RELEASE: undefined,
      PKG_RELEASE: undefined,
      DYNPKG_RELEASE: undefined,
      ACME_VERSION: undefined,
    },
    ports: ['80/tcp'],
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    stopSignal: 'SIGQUIT',
  },
  'nginxinc/nginx-unprivileged': {
    env: {
      NGINX_VERSION: undefined,
      NJS_VERSION: undefined,
      NJS_RELEASE: undefined,
      PKG_RELEASE: undefined,
      DYNPKG_RELEASE: undefined,
    },
    user: '101',
    ports: ['8080/tcp'],
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    stopSignal: 'SIGQUIT',
  },
  node: {
    env: { NODE_VERSION: undefined, YARN_VERSION: undefined },
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['node'],
  },
  'nvidia/cuda': {
    env: {
      CUDA_VERSION: undefined,
      NVARCH: undefined,
      NVIDIA_REQUIRE_CUDA: undefined,
      NVIDIA_VISIBLE_DEVICES: 'all',
      NVIDIA_DRIVER_CAPABILITIES: 'compute,utility',
      LD_LIBRARY_PATH: undefined,
      LIBRARY_PATH: undefined,
    },
    pathPrefix: '/usr/local/nvidia/bin:/usr/local/cuda/bin:',
    partial: true,
  },
  openjdk: { env: { JAVA_HOME: undefined, LANG: 'C.UTF-8', JAVA_VERSION: undefined }, partial: true, cmd: ['jshell'] },
  'opensuse/leap': DISTRIBUTION,
  'opensuse/tumbleweed': DISTRIBUTION,
  oraclelinux: DISTRIBUTION,
  'oven/bun': {
    env: { BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0', BUN_INSTALL_BIN: '/usr/local/bin' },
    workdir: '/home/bun/app',
    entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
    cmd: ['/usr/local/bin/bun'],
  },
  perl: { workdir: '/usr/src/app', env: { DEV_PACKAGES: undefined }, partial: true },
  php: { env: PHP, entrypoint: ['docker-php-entrypoint'], cmd: ['php', '-a'] },
  photon: DISTRIBUTION,
  postgres: {
    env: { GOSU_VERSION: undefined, LANG: 'en_US.utf8', PG_MAJOR: undefined, PG_VERSION: undefined, PGDATA: undefined },
    partial: true,
    ports: ['5432/tcp'],
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['postgres'],
    stopSignal: 'SIGINT',
  },
  python: {
    env: {
      LANG: 'C.UTF-8',
      GPG_KEY: undefined,
      PYTHON_VERSION: undefined,
      PYTHON_SHA256: undefined,
      PYTHON_PIP_VERSION: undefined,
      PYTHON_SETUPTOOLS_VERSION: undefined,
      PYTHON_GET_PIP_URL: undefined,
      PYTHON_GET_PIP_SHA256: undefined,
    },
    pathPrefix: '/usr/local/bin:',
    cmd: ['python3'],
  },
  rabbitmq: {
    env: {
      RABBITMQ_DATA_DIR: '/var/lib/rabbitmq',
      RABBITMQ_VERSION: undefined,
      RABBITMQ_PGP_KEY_ID: undefined,
      RABBITMQ_HOME: '/opt/rabbitmq',
      HOME: '/var/lib/rabbitmq',
      LANG: 'C.UTF-8',
      LANGUAGE: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
    },
    partial: true,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['rabbitmq-server'],
  },
  redis: {
    env: {
      GOSU_VERSION: undefined,
      REDIS_VERSION: undefined,
      REDIS_DOWNLOAD_URL: undefined,
      REDIS_DOWNLOAD_SHA: undefined,
    },
    volumes: ['/data'],
    workdir: '/data',
    ports: ['6379/tcp'],
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['redis-server'],
  },
  rockylinux: DISTRIBUTION,
  ruby: {
    env: {
      LANG: 'C.UTF-8',
      RUBY_MAJOR: undefined,
      RUBY_VERSION: undefined,
      RUBY_DOWNLOAD_URL: undefined,
      RUBY_DOWNLOAD_SHA256: undefined,
      GEM_HOME: '/usr/local/bundle',
      BUNDLE_SILENCE_ROOT_WARNING: '1',
      BUNDLE_APP_CONFIG: '/usr/local/bundle',
    },
    pathPrefix: '/usr/local/bundle/bin:',
    cmd: ['irb'],
  },
  rust: {
    env: { RUSTUP_HOME: '/usr/local/rustup', CARGO_HOME: '/usr/local/cargo', RUST_VERSION: undefined },
    pathPrefix: '/usr/local/cargo/bin:',
  },
  swift: {
    env: {
      SWIFT_SIGNING_KEY: undefined,
      SWIFT_PLATFORM: undefined,
      SWIFT_BRANCH: undefined,
      SWIFT_VERSION: undefined,
      SWIFT_WEBROOT: undefined,
    },
    partial: true,
  },
  tomcat: {
    env: {
      JAVA_HOME: undefined,
      JAVA_VERSION: undefined,
      LANG: undefined,
      LANGUAGE: undefined,
      LC_ALL: undefined,
      CATALINA_HOME: '/usr/local/tomcat',
      TOMCAT_NATIVE_LIBDIR: '/usr/local/tomcat/native-jni-lib',
      LD_LIBRARY_PATH: '/usr/local/tomcat/native-jni-lib',
      GPG_KEYS: undefined,
      TOMCAT_MAJOR: undefined,
      TOMCAT_VERSION: undefined,
      TOMCAT_SHA512: undefined,
    },
    partial: true,
    workdir: '/usr/local/tomcat',
    ports: ['8080/tcp'],
    cmd: ['catalina.sh', 'run'],
  },
  traefik: { ports: ['80/tcp'], entrypoint: ['/entrypoint.sh'], cmd: ['traefik'] },
  ubuntu: { env: { LAUNCHPAD_BUILD_ARCH: undefined }, cmd: ['/bin/bash'] },
  wordpress: {
    env: { ...PHP, APACHE_CONFDIR: '/etc/apache2', APACHE_ENVVARS: '/etc/apache2/envvars' },
    partial: true,
    workdir: '/var/www/html',
    entrypoint: ['docker-entrypoint.sh'],
  },
};

/** What a tag adds. */
const VARIANTS: Readonly<Record<string, (tag: string) => Partial<ImageFacts> | undefined>> = {
  php: tag => {
    if (tag.includes('apache')) {
      return {
        env: { APACHE_CONFDIR: '/etc/apache2', APACHE_ENVVARS: '/etc/apache2/envvars' },
        workdir: '/var/www/html',
        ports: ['80/tcp'],
        cmd: ['apache2-foreground'],
        stopSignal: 'SIGWINCH',
      };
    }
    if (tag.includes('fpm'))
      return { workdir: '/var/www/html', ports: ['9000/tcp'], cmd: ['php-fpm'], stopSignal: 'SIGQUIT' };
    return undefined;
  },
  golang: tag => (isWindowsTag(tag) ? { windows: true } : undefined),
  python: tag => (isWindowsTag(tag) ? { windows: true } : undefined),
  'eclipse-temurin': tag => (isWindowsTag(tag) ? { windows: true } : undefined),
};

function isWindowsTag(tag: string): boolean {
  return /windowsservercore|nanoserver/.test(tag);
}

/** Images that come in families: by the beginning of the name. */
const FAMILIES: readonly (readonly [string, ImageFacts | ((name: string, tag: string) => ImageFacts)])[] = [
  ['mcr.microsoft.com/dotnet/framework', { windows: true, partial: true }],
  [
    'mcr.microsoft.com/dotnet/sdk',
    (_name, tag) =>
      dotnet(tag, {
        DOTNET_SDK_VERSION: undefined,
        ASPNET_VERSION: undefined,
        ASPNETCORE_URLS: '',
        DOTNET_GENERATE_ASPNET_CERTIFICATE: 'false',
        DOTNET_NOLOGO: 'true',
        DOTNET_USE_POLLING_FILE_WATCHER: 'true',
        NUGET_XMLDOC_MODE: 'skip',
        POWERSHELL_DISTRIBUTION_CHANNEL: undefined,
      }),
  ],
  ['mcr.microsoft.com/dotnet/aspnet', (_name, tag) => dotnet(tag, { ASPNET_VERSION: undefined })],
  ['mcr.microsoft.com/dotnet/', (_name, tag) => dotnet(tag, {})],
  ['mcr.microsoft.com/windows', { windows: true, partial: true }],
  ['mcr.microsoft.com/dotnet-framework', { windows: true, partial: true }],
  [
    'gcr.io/distroless/',
    (_name, tag) => ({
      env: { SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt' },
      partial: true,
      ...(tag.includes('nonroot') ? { user: '65532', workdir: '/home/nonroot' } : {}),
    }),
  ],
  [
    'public.ecr.aws/lambda/',
    {
      env: {
        LANG: 'en_US.UTF-8',
        TZ: ':/etc/localtime',
        LAMBDA_TASK_ROOT: '/var/task',
        LAMBDA_RUNTIME_DIR: '/var/runtime',
        LD_LIBRARY_PATH: undefined,
      },
      partial: true,
      workdir: '/var/task',
      entrypoint: ['/lambda-entrypoint.sh'],
    },
  ],
  ['quay.io/jupyter/', jupyter()],
  ['jupyter/', jupyter()],
];

function dotnet(tag: string, more: Readonly<Record<string, string | undefined>>): ImageFacts {
  return { env: { ...DOTNET, ...more }, partial: true, windows: isWindowsTag(tag) };
}

function jupyter(): ImageFacts {
  return {
    env: {
      CONDA_DIR: '/opt/conda',
      NB_USER: 'jovyan',
      NB_UID: '1000',
      NB_GID: '100',
      HOME: '/home/jovyan',
      SHELL: '/bin/bash',
      LANG: undefined,
      LANGUAGE: undefined,
      LC_ALL: undefined,
    },
    pathPrefix: '/opt/conda/bin:',
    partial: true,
    user: '1000',
    workdir: '/home/jovyan',
  };
}
