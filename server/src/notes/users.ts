/** Users that images bring along. Source: the images' own /etc/passwd (Debian 13, Alpine 3.24, Fedora, the official images). */

export interface UserFact {
  readonly name: string;
  /** Undefined on Windows, which has no such numbers. */
  readonly uid?: number;
  readonly gid?: number;
  /** Where that is so: "the official node image". */
  readonly where: string;
  /** What the user is for, when the name does not say it. */
  readonly purpose?: string;
}

/** Facts on a user by name or number, best known first; a group after `:` is ignored. */
export function userFacts(text: string): readonly UserFact[] {
  const user = text.split(':')[0]!.trim();
  if (/^\d+$/.test(user)) return users.filter(fact => fact.uid === Number(user));
  return users.filter(fact => fact.name.toLowerCase() === user.toLowerCase());
}

/** True for root by name or number: no other user has its rights. */
export function isRoot(text: string): boolean {
  return /^(?:root|0+)$/.test(text.split(':')[0]!.trim());
}

export const users: readonly UserFact[] = [
  { name: 'root', uid: 0, gid: 0, where: 'every Linux image', purpose: 'may do everything in the container' },
  {
    name: 'nobody',
    uid: 65534,
    gid: 65534,
    where: 'Debian, Ubuntu, Alpine and Fedora',
    purpose: 'owns nothing; meant for no service in particular',
  },
  { name: 'nonroot', uid: 65532, gid: 65532, where: 'distroless and Chainguard images' },
  { name: 'node', uid: 1000, gid: 1000, where: 'the official node image' },
  { name: 'ubuntu', uid: 1000, gid: 1000, where: 'ubuntu since 24.04' },
  { name: 'bun', uid: 1000, gid: 1000, where: 'oven/bun' },
  { name: 'vscode', uid: 1000, gid: 1000, where: 'development container images' },
  { name: 'gradle', uid: 1000, gid: 1000, where: 'the official gradle image' },
  { name: 'jenkins', uid: 1000, gid: 1000, where: 'jenkins/jenkins' },
  { name: 'elasticsearch', uid: 1000, gid: 1000, where: 'the official elasticsearch image' },
  { name: 'jovyan', uid: 1000, gid: 100, where: 'the Jupyter images' },
  { name: 'mambauser', uid: 57439, gid: 57439, where: 'mambaorg/micromamba' },
  { name: 'app', uid: 1654, gid: 1654, where: 'the .NET images since 8.0, also as $APP_UID' },
  {
    name: 'www-data',
    uid: 33,
    gid: 33,
    where: 'Debian and Ubuntu (also php and httpd on them)',
    purpose: 'web servers',
  },
  { name: 'www-data', uid: 82, gid: 82, where: 'the php image on Alpine', purpose: 'web servers' },
  { name: 'nginx', uid: 101, gid: 101, where: 'the official nginx image' },
  { name: 'apache', uid: 48, gid: 48, where: 'Fedora, Rocky and Red Hat', purpose: 'web servers' },
  { name: 'postgres', uid: 999, gid: 999, where: 'the official postgres image on Debian' },
  { name: 'postgres', uid: 70, gid: 70, where: 'the official postgres image on Alpine' },
  { name: 'mysql', uid: 999, gid: 999, where: 'the official mysql and mariadb images' },
  { name: 'redis', uid: 999, gid: 1000, where: 'the official redis image on Alpine' },
  { name: 'redis', uid: 999, gid: 999, where: 'the official redis image on Debian' },
  { name: 'mongodb', uid: 999, gid: 999, where: 'the official mongo image' },
  { name: 'rabbitmq', uid: 999, gid: 999, where: 'the official rabbitmq image on Debian' },
  { name: 'memcache', uid: 11211, gid: 11211, where: 'the official memcached image' },
  { name: 'grafana', uid: 472, gid: 0, where: 'grafana/grafana' },
  { name: 'daemon', uid: 1, gid: 1, where: 'Debian and Ubuntu', purpose: 'old services' },
  { name: 'daemon', uid: 2, gid: 2, where: 'Alpine and Fedora', purpose: 'old services' },
  { name: 'bin', uid: 2, gid: 2, where: 'Debian and Ubuntu' },
  { name: 'bin', uid: 1, gid: 1, where: 'Alpine and Fedora' },
  { name: 'guest', uid: 405, gid: 100, where: 'Alpine' },
  { name: '_apt', uid: 42, where: 'Debian 13 and Ubuntu', purpose: 'downloads packages' },
  { name: 'ContainerUser', where: 'Windows Nano Server, by default', purpose: 'an ordinary user' },
  {
    name: 'ContainerAdministrator',
    where: 'Windows Server Core, by default',
    purpose: 'the administrator of the container',
  },
];
