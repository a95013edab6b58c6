/** What lives at a path of an image. */
import { code } from './markdown.ts';

/** Longest first: the nearest folder speaks. */
const folders: readonly (readonly [string, string])[] = [
  ['/var/lib/apt/lists', 'the package lists of apt: needed only while installing, so remove them in the same RUN'],
  ['/var/cache/apt', 'packages that apt downloaded: a good target for a cache mount'],
  ['/var/cache/apk', 'packages that apk downloaded: empty with `--no-cache`'],
  ['/var/cache/yum', 'packages and lists of yum'],
  ['/var/cache/dnf', 'packages and lists of dnf'],
  ['/etc/apt/sources.list', 'where apt gets packages from'],
  ['/etc/apt', 'apt’s settings, sources and keys'],
  ['/etc/apk/repositories', 'where apk gets packages from'],
  ['/etc/ssl/certs', 'certificates of authorities that TLS trusts'],
  ['/usr/local/share/ca-certificates', 'own certificates; `update-ca-certificates` takes them over'],
  ['/etc/passwd', 'the users of the image'],
  ['/etc/group', 'the groups of the image'],
  ['/etc/localtime', 'the time zone'],
  ['/etc/nginx', 'nginx’s settings'],
  ['/usr/share/nginx/html', 'what nginx serves'],
  ['/etc/cron', 'jobs of cron, which runs only when something starts it'],
  ['/var/run/docker.sock', 'the engine’s socket: whoever can write to it rules the host'],
  ['/docker-entrypoint-initdb.d', 'scripts that database images run at first start'],
  ['/usr/local/bin', 'own programs, in the PATH before the system’s'],
  ['/usr/local/lib', 'own libraries'],
  ['/usr/local', 'what is installed beside the distribution’s packages'],
  ['/usr/share', 'data of packages that does not depend on the machine'],
  ['/usr/src', 'sources'],
  ['/usr/bin', 'programs of the distribution'],
  ['/usr/sbin', 'system programs of the distribution'],
  ['/usr/lib', 'libraries of the distribution'],
  ['/usr', 'programs, libraries and data of the distribution'],
  ['/bin', 'basic programs; on today’s Debian the same as /usr/bin'],
  ['/sbin', 'basic system programs; on today’s Debian the same as /usr/sbin'],
  ['/etc', 'settings of the system and of its services'],
  ['/lib', 'libraries that basic programs need'],
  ['/var/log', 'log files: containers better write to standard output'],
  ['/var/www', 'web pages (Apache)'],
  ['/var/lib', 'state of services, such as databases: put it into a volume'],
  ['/var/cache', 'caches'],
  ['/var', 'data that changes: state, logs, caches'],
  ['/root/.cache', 'caches of root’s tools (pip, Go, …): a good target for a cache mount'],
  ['/root/.npm', 'npm’s cache: a good target for a cache mount'],
  ['/root/.m2', 'Maven’s local repository: a good target for a cache mount'],
  ['/root/.ssh', 'SSH keys of root: mount them with `--mount=type=ssh`, never copy them'],
  ['/root', 'the home of root'],
  ['/home', 'homes of other users'],
  ['/tmp', 'scratch space: what is left here stays in the layer'],
  ['/dev/null', 'nothing: reads nothing, swallows everything'],
  ['/dev', 'devices'],
  ['/proc', 'the kernel’s view of processes; not part of the image'],
  ['/sys', 'the kernel’s view of devices; not part of the image'],
  ['/run', 'state of running services: empty at each start'],
  ['/opt', 'software that is not from the distribution'],
  ['/srv', 'data that services offer'],
  ['/mnt', 'places to mount at'],
  ['/go/bin', 'programs that `go install` made (official golang image)'],
  ['/go/pkg/mod', 'Go’s module cache: a good target for a cache mount'],
  ['/go', 'GOPATH of the official golang image'],
  ['/app', 'by custom, the folder of the application'],
  ['/workspace', 'by custom, the folder of the sources'],
  ['/data', 'by custom, the folder of data: a candidate for a volume'],
  ['/', 'the root of the image’s file system'],
];

/** One sentence about an absolute path; undefined for other texts. `role` says what the path is used as. */
export function pathLine(path: string, role?: 'program'): string | undefined {
  if (!path.startsWith('/')) return undefined;
  const found = folders.find(
    ([folder]) =>
      path === folder ||
      path.startsWith(folder === '/' ? '/' : `${folder}/`) ||
      (folder.endsWith('list') && path.startsWith(folder)),
  );
  if (!found) return undefined;
  const [folder, meaning] = found;
  if (folder === '/' && path !== '/') {
    return role === 'program'
      ? `Runs ${code(path)}, which an earlier step or the base image has put there.`
      : `${code(path)} is a folder or file of this image’s own.`;
  }
  return path === folder || path === `${folder}/`
    ? `${code(folder)}: ${meaning}.`
    : `${code(path)} lies in ${code(folder)}: ${meaning}.`;
}
