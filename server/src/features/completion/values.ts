/** Fixed values that complete well: ports, users, signals, labels, shells, variables, folders. */

export interface ValueChoice {
  readonly value: string;
  readonly detail: string;
}

export const ports: readonly ValueChoice[] = [
  ['80', 'HTTP'],
  ['443', 'HTTPS'],
  ['3000', 'Node, Rails'],
  ['4200', 'Angular'],
  ['5000', 'Flask'],
  ['5173', 'Vite'],
  ['8000', 'Django, uvicorn'],
  ['8080', 'HTTP without root'],
  ['8443', 'HTTPS without root'],
  ['9000', 'PHP-FPM'],
  ['9090', 'Prometheus'],
  ['3306', 'MySQL, MariaDB'],
  ['5432', 'PostgreSQL'],
  ['6379', 'Redis'],
  ['27017', 'MongoDB'],
  ['50051', 'gRPC'],
].map(([value, detail]) => ({ value: value!, detail: detail! }));

export const users: readonly ValueChoice[] = [
  ['10001', 'a number works without an entry in /etc/passwd'],
  ['nobody', 'user 65534, who owns nothing'],
  ['node', 'official node images'],
  ['nginx', 'official nginx images'],
  ['www-data', 'Apache, PHP'],
  ['nonroot', 'distroless images'],
  ['65532', 'nonroot of distroless images, by number'],
  ['$APP_UID', '.NET images'],
  ['root', 'only where it is needed'],
].map(([value, detail]) => ({ value: value!, detail: detail! }));

export const signals: readonly ValueChoice[] = [
  ['SIGTERM', 'the default: asks the program to end'],
  ['SIGINT', 'what Ctrl+C sends'],
  ['SIGQUIT', 'nginx and PHP-FPM finish their requests'],
  ['SIGWINCH', 'Apache finishes its requests'],
  ['SIGHUP', 'often: read the settings again'],
  ['SIGUSR1', 'left to the program'],
  ['SIGUSR2', 'left to the program'],
  ['SIGRTMIN+3', 'systemd shuts down'],
  ['SIGKILL', 'cannot be caught: nothing is tidied up'],
].map(([value, detail]) => ({ value: value!, detail: detail! }));

export const shells: readonly ValueChoice[] = [
  ['["/bin/bash", "-o", "pipefail", "-c"]', 'a failing pipe fails the build (bash must be there)'],
  ['["/bin/ash", "-eo", "pipefail", "-c"]', 'the same with Alpine’s shell'],
  ['["/bin/sh", "-c"]', 'the default'],
  ['["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]', 'Windows PowerShell'],
  ['["pwsh", "-Command"]', 'PowerShell 7'],
  ['["cmd", "/S", "/C"]', 'the default on Windows'],
].map(([value, detail]) => ({ value: value!, detail: detail! }));

export const environment: readonly ValueChoice[] = [
  ['PATH', 'add a folder: PATH=/app/bin:$PATH'],
  ['LANG', 'C.UTF-8 is in every image'],
  ['TZ', 'time zone'],
  ['NODE_ENV', 'production leaves development packages out'],
  ['PYTHONUNBUFFERED', '1: output is seen at once'],
  ['PYTHONDONTWRITEBYTECODE', '1: no .pyc files'],
  ['PIP_NO_CACHE_DIR', '1: pip keeps no cache in the layer'],
  ['GOFLAGS', 'flags of every go command'],
  ['CGO_ENABLED', '0: programs that need no C library'],
  ['JAVA_TOOL_OPTIONS', 'options of every JVM'],
  ['DOTNET_RUNNING_IN_CONTAINER', 'set by the images'],
  ['RAILS_ENV', 'production'],
  ['MIX_ENV', 'prod'],
].map(([value, detail]) => ({ value: value!, detail: detail! }));

export const folders: readonly ValueChoice[] = [
  ['/app', 'by custom, the application'],
  ['/src', 'by custom, sources in a build stage'],
  ['/usr/local/bin/', 'own programs'],
  ['/etc/', 'settings'],
  ['/opt/', 'software beside the distribution'],
  ['/usr/share/nginx/html', 'what nginx serves'],
  ['/var/www/html', 'what Apache serves'],
  ['/data', 'by custom, data'],
].map(([value, detail]) => ({ value: value!, detail: detail! }));

/** Package managers and programs whose subcommands and flags the notes know are taken from the notes. */
export const commonCommands: readonly string[] = [
  'apt-get',
  'apk',
  'dnf',
  'microdnf',
  'pip',
  'uv',
  'npm',
  'yarn',
  'pnpm',
  'go',
  'cargo',
  'mvn',
  'gradle',
  'dotnet',
  'composer',
  'bundle',
  'gem',
  'curl',
  'wget',
  'tar',
  'git',
  'useradd',
  'adduser',
  'groupadd',
  'addgroup',
  'mkdir',
  'chown',
  'chmod',
  'ln',
  'rm',
  'cp',
  'mv',
  'set',
  'make',
  'cmake',
];
