/** What lives at a path of a Linux image. Sources: the Filesystem Hierarchy Standard, the distributions' images, the tools' manuals. */

export interface PathFact {
  /** The folder or file, without a slash at its end. */
  readonly path: string;
  /** What is there, to be read after the path. */
  readonly holds: string;
  /** What to do about it in an image. */
  readonly advice?: string;
}

/**
 * The fact on the longest known beginning of an absolute path, and whether it is the path itself. Undefined for relative paths and for
 * those of which only `/` is known.
 */
export function pathFact(path: string): { readonly fact: PathFact; readonly exact: boolean } | undefined {
  if (!path.startsWith('/')) return undefined;
  const clean = path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  for (let end = clean.length; end > 0; end = clean.lastIndexOf('/', end - 1)) {
    const fact = byPath().get(clean.slice(0, end));
    if (fact !== undefined) return { fact, exact: end === clean.length };
  }
  return undefined;
}

function fact(path: string, holds: string, advice?: string): PathFact {
  return advice === undefined ? { path, holds } : { path, holds, advice };
}

export const paths: readonly PathFact[] = [
  fact('/', 'the root of the image’s file system'),
  fact('/app', 'by custom, the application'),
  fact('/bin', 'basic programs: sh, ls, cp; today a link to /usr/bin'),
  fact('/boot', 'a kernel, which an image does not need'),
  fact('/data', 'by custom, data', 'Mount a volume here.'),
  fact('/dev', 'devices, made at start'),
  fact('/dev/null', 'swallows what is written, gives nothing to read'),
  fact(
    '/dev/shm',
    'shared memory, 64 MB by default',
    'Browsers and databases may need more: `docker run --shm-size=1g`.',
  ),
  fact('/dev/stderr', 'the error output, which `docker logs` shows'),
  fact('/dev/stdin', 'the standard input'),
  fact('/dev/stdout', 'the standard output, which `docker logs` shows'),
  fact('/dev/tty', 'the terminal, if there is one'),
  fact('/dev/urandom', 'random bytes'),
  fact('/docker-entrypoint-initdb.d', 'scripts that database images run once, when the data folder is empty'),
  fact('/docker-entrypoint.d', 'scripts that the nginx image runs at each start'),
  fact('/etc', 'settings of the system and its services'),
  fact('/etc/apk', 'apk’s settings and keys'),
  fact('/etc/apk/repositories', 'where apk gets packages from', 'Keep to the release of the base image.'),
  fact('/etc/apt', 'apt’s settings, sources and keys'),
  fact('/etc/apt/apt.conf.d', 'settings of apt', 'Remove docker-clean when a cache mount keeps the packages.'),
  fact('/etc/apt/keyrings', 'keys for single repositories, named by signed-by'),
  fact(
    '/etc/apt/sources.list',
    'where apt gets packages from; newer images have /etc/apt/sources.list.d/*.sources instead',
  ),
  fact('/etc/apt/sources.list.d', 'further places where apt gets packages from'),
  fact(
    '/etc/apt/trusted.gpg.d',
    'keys that hold for every repository',
    'Better a file in /etc/apt/keyrings and signed-by.',
  ),
  fact('/etc/bash.bashrc', 'start file of interactive bash shells', 'A RUN does not read it: use ENV.'),
  fact('/etc/ca-certificates', 'settings of update-ca-certificates'),
  fact('/etc/caddy/Caddyfile', 'Caddy’s settings'),
  fact('/etc/cron.d', 'jobs of cron, which runs only if something starts it'),
  fact('/etc/environment', 'variables for logins', 'Containers do not read it: use ENV.'),
  fact('/etc/group', 'the groups: name, number, members'),
  fact('/etc/hostname', 'the host name', 'Docker writes it at start: changes in a build are lost.'),
  fact('/etc/hosts', 'names of hosts', 'Docker writes it at start: use `--add-host`.'),
  fact('/etc/localtime', 'the time zone', 'Or set TZ, with the package tzdata.'),
  fact('/etc/locale.gen', 'which languages locale-gen generates'),
  fact('/etc/nginx', 'nginx’s settings'),
  fact('/etc/nginx/conf.d', 'servers of nginx, one file each; default.conf is the one of the image'),
  fact('/etc/nginx/nginx.conf', 'nginx’s main settings'),
  fact('/etc/nginx/templates', 'templates whose variables the image fills in at start'),
  fact('/etc/os-release', 'which distribution this is, and its version'),
  fact('/etc/passwd', 'the users: name, number, home, shell', 'Missing in scratch: name users by number there.'),
  fact(
    '/etc/pki/ca-trust/source/anchors',
    'own certificates on Fedora and Red Hat',
    '`update-ca-trust` takes them over.',
  ),
  fact('/etc/profile', 'start file of login shells', 'A RUN does not read it: use ENV.'),
  fact('/etc/profile.d', 'start files of login shells', 'A RUN does not read them: use ENV.'),
  fact('/etc/resolv.conf', 'which DNS servers to ask', 'Docker writes it at start: use `--dns`.'),
  fact('/etc/shadow', 'encrypted passwords', 'A container needs none.'),
  fact('/etc/ssh', 'settings and keys of the SSH server', 'Keys made in a build are the same in all containers.'),
  fact('/etc/ssl', 'certificates and settings of TLS'),
  fact('/etc/ssl/certs', 'authorities that TLS trusts', 'Comes with the package ca-certificates.'),
  fact(
    '/etc/ssl/certs/ca-certificates.crt',
    'all trusted authorities in one file',
    'Copy it into scratch images that use HTTPS.',
  ),
  fact('/etc/ssl/private', 'private keys', 'Never in an image: mount them at run time.'),
  fact('/etc/sudoers', 'who may become root with sudo', 'A user in it without a password is root.'),
  fact('/etc/sudoers.d', 'who may become root with sudo', 'A user in it without a password is root.'),
  fact('/etc/supervisor', 'settings of Supervisor, which starts several programs'),
  fact('/etc/yum.repos.d', 'where dnf and yum get packages from'),
  fact('/go', 'GOPATH of the golang image'),
  fact('/go/bin', 'programs that `go install` made'),
  fact('/go/pkg/mod', 'Go’s module cache', 'A good target for a cache mount.'),
  fact('/home', 'home folders of ordinary users'),
  fact('/home/gradle/.gradle', 'Gradle’s cache in the gradle image', 'A good target for a cache mount.'),
  fact('/lib', 'basic shared libraries; today a link to /usr/lib'),
  fact('/lib64', 'the loader of 64-bit programs; today a link to /usr/lib64'),
  fact('/media', 'places for removable disks'),
  fact('/mnt', 'places for mounts of short duration'),
  fact('/opt', 'software that comes as one folder'),
  fact('/opt/venv', 'by custom, a Python environment', 'Put /opt/venv/bin first into PATH.'),
  fact('/proc', 'the kernel’s view of processes, made at start'),
  fact('/root', 'the home folder of root', 'Other users cannot read it: nothing that they need belongs here.'),
  fact('/root/.aws', 'credentials of AWS', 'Never copy them: `--mount=type=secret`.'),
  fact('/root/.bashrc', 'start file of interactive shells of root', 'A RUN does not read it: use ENV.'),
  fact('/root/.cache', 'caches of root’s tools', 'A good target for a cache mount.'),
  fact('/root/.cache/go-build', 'results of Go’s compiler', 'A good target for a cache mount.'),
  fact('/root/.cache/pip', 'pip’s downloads', 'A good target for a cache mount.'),
  fact('/root/.cache/uv', 'uv’s downloads', 'A good target for a cache mount.'),
  fact('/root/.cargo', 'Cargo of an own installation of Rust'),
  fact('/root/.gradle', 'Gradle’s downloads and caches', 'A good target for a cache mount.'),
  fact('/root/.local', 'what root installed for itself, as by `pip install --user`'),
  fact('/root/.m2', 'Maven’s local repository', 'A good target for a cache mount.'),
  fact('/root/.npm', 'npm’s downloads', 'A good target for a cache mount.'),
  fact('/root/.npmrc', 'npm’s settings, tokens too', 'Mount it as a secret.'),
  fact('/root/.netrc', 'passwords for curl and git', 'Mount it as a secret.'),
  fact('/root/.nuget/packages', 'NuGet’s packages', 'A good target for a cache mount.'),
  fact('/root/.ssh', 'SSH keys of root', 'Never copy them: `--mount=type=ssh`.'),
  fact('/root/.ssh/known_hosts', 'keys of known SSH servers'),
  fact('/run', 'state of running services, empty at start'),
  fact('/run/secrets', 'secrets, mounted here during a build or at run time'),
  fact('/sbin', 'programs for administration; today a link to /usr/sbin'),
  fact('/src', 'by custom, the source in a build stage'),
  fact('/srv', 'data that services offer'),
  fact('/sys', 'the kernel’s view of devices, made at start'),
  fact('/sys/fs/cgroup', 'control groups: limits of the container'),
  fact('/tmp', 'temporary files, for everybody', 'What is left here stays in the layer.'),
  fact('/usr', 'programs, libraries and data of the distribution'),
  fact('/usr/bin', 'programs of the distribution'),
  fact('/usr/include', 'headers for C and C++', 'Needed only to build.'),
  fact('/usr/lib', 'libraries of the distribution'),
  fact('/usr/lib/jvm', 'Java installations of the distribution'),
  fact('/usr/local', 'what is installed beside the distribution’s packages'),
  fact('/usr/local/apache2/htdocs', 'what the httpd image serves'),
  fact('/usr/local/apache2/conf', 'settings of the httpd image'),
  fact(
    '/usr/local/bin',
    'own programs, found before the system’s',
    'The place for scripts such as docker-entrypoint.sh.',
  ),
  fact('/usr/local/bundle', 'gems of the ruby image'),
  fact('/usr/local/cargo', 'Cargo in the rust image'),
  fact('/usr/local/cargo/registry', 'crates that Cargo downloaded', 'A good target for a cache mount.'),
  fact(
    '/usr/local/etc/php',
    'PHP’s settings in the php image',
    'php.ini-production waits there to be renamed to php.ini.',
  ),
  fact('/usr/local/etc/php/conf.d', 'further settings of PHP, one file each'),
  fact('/usr/local/go', 'Go itself, in the golang image'),
  fact('/usr/local/lib', 'own libraries', 'Run ldconfig after adding shared ones.'),
  fact('/usr/local/lib/node_modules', 'npm’s global packages in the node image'),
  fact('/usr/local/nvidia', 'the driver, mounted by NVIDIA’s runtime'),
  fact(
    '/usr/local/share/ca-certificates',
    'own certificates, ending in .crt',
    '`update-ca-certificates` takes them over.',
  ),
  fact('/usr/local/tomcat/webapps', 'applications of the tomcat image'),
  fact('/usr/sbin', 'programs for administration'),
  fact('/usr/sbin/nologin', 'a shell that refuses logins: for users of services'),
  fact('/usr/share', 'data that does not depend on the processor'),
  fact('/usr/share/doc', 'documentation', 'An image does not need it.'),
  fact('/usr/share/keyrings', 'keys of repositories that packages bring'),
  fact('/usr/share/man', 'manual pages', 'An image does not need them.'),
  fact('/usr/share/nginx/html', 'what the nginx image serves'),
  fact('/usr/share/zoneinfo', 'time zones, of the package tzdata'),
  fact('/usr/src', 'source of packages'),
  fact('/usr/src/app', 'by custom, the application'),
  fact('/var', 'data that changes: state, logs, caches'),
  fact('/var/cache', 'caches'),
  fact('/var/cache/apk', 'packages that apk downloaded', 'Empty with `--no-cache`; or a cache mount.'),
  fact('/var/cache/apt', 'packages that apt downloaded', 'A good target for a cache mount.'),
  fact('/var/cache/dnf', 'lists and packages of dnf', 'Empty it in the same RUN, or mount a cache.'),
  fact('/var/cache/yum', 'lists and packages of yum', 'Empty it in the same RUN, or mount a cache.'),
  fact('/var/lib', 'state of services'),
  fact('/var/lib/apt', 'apt’s lists and state', 'A good target for a cache mount, with sharing=locked.'),
  fact('/var/lib/apt/lists', 'apt’s lists of packages', 'Remove them in the RUN that fetched them.'),
  fact('/var/lib/docker', 'the engine’s images, containers and volumes'),
  fact('/var/lib/dpkg', 'which packages are installed', 'Scanners for vulnerabilities read it: keep it.'),
  fact('/var/lib/mysql', 'data of MySQL and MariaDB', 'Mount a volume here.'),
  fact('/var/lib/postgresql', 'data of PostgreSQL', 'Mount a volume here, since version 18.'),
  fact('/var/lib/postgresql/data', 'data of PostgreSQL up to version 17', 'Mount a volume here.'),
  fact('/var/log', 'log files', 'Write to the standard output instead: `docker logs` shows that.'),
  fact('/var/log/nginx', 'nginx’s logs; in the image links to the standard output'),
  fact('/var/run', 'a link to /run'),
  fact('/var/run/docker.sock', 'the engine’s socket', 'Whoever can open it rules the host.'),
  fact('/var/spool/cron', 'jobs of users for cron, which runs only if something starts it'),
  fact('/var/task', 'code of an AWS Lambda function'),
  fact('/var/tmp', 'temporary files that survive a restart', 'What is left here stays in the layer.'),
  fact('/var/www', 'web pages'),
  fact('/var/www/html', 'what Apache, and PHP with it, serves'),
  fact('/workspace', 'by custom, the source in CI and development containers'),
];

let index: ReadonlyMap<string, PathFact> | undefined;

function byPath(): ReadonlyMap<string, PathFact> {
  index ??= new Map(paths.map(entry => [entry.path, entry]));
  return index;
}
