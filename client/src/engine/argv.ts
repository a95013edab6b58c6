/**
 * What the user wants as the argument list of his engine. Lists from here to the program: no command line is ever put together
 * from strings on the way to it (quoting.ts makes one only to be shown or pasted).
 */

export type EngineKind = 'docker' | 'podman' | 'nerdctl';

/** The family of an engine by its program: a path, or a name such as "podman-remote" or "finch". */
export function engineKindOf(program: string): EngineKind {
  const file = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1).toLowerCase();
  if (file.startsWith('podman')) return 'podman';
  return /^(nerdctl|finch)/.test(file) ? 'nerdctl' : 'docker';
}

export interface BuildOptions {
  /** Path of the Dockerfile, absolute or from the folder that the command runs in. */
  readonly dockerfile: string;
  /** Path of the context folder; "." when the command runs in it. */
  readonly context: string;
  readonly tags: readonly string[];
  readonly target?: string;
  /** A name without a value takes it from the environment. */
  readonly buildArguments?: readonly NameValue[];
  /** "linux/arm64"; several are joined by commas. */
  readonly platform?: string;
  readonly noCache?: boolean;
  /** Look for newer base images. */
  readonly pull?: boolean;
  readonly secrets?: readonly SecretSource[];
  readonly ssh?: boolean;
  /** Whatever else the user's settings say, word by word. */
  readonly extra?: readonly string[];
}

export interface NameValue {
  readonly name: string;
  readonly value?: string;
}

export interface SecretSource {
  readonly id: string;
  /** A file; or `environment`, a variable of the environment. */
  readonly file?: string;
  readonly environment?: string;
}

/**
 * `docker build …` without the program. podman writes OCI images unless it is told not to, and those lose HEALTHCHECK, SHELL and ONBUILD
 * with a warning that scrolls by (podman-build(1), --format).
 */
export function buildArguments(engine: EngineKind, options: BuildOptions): string[] {
  const hasFormat = options.extra?.some(word => /^--format(?:=|$)/.test(word)) === true;
  return [
    'build',
    ...(engine === 'podman' && !hasFormat ? ['--format', 'docker'] : []),
    '--file',
    notAnOption(options.dockerfile),
    ...options.tags.flatMap(tag => ['--tag', tag]),
    ...(options.target === undefined ? [] : ['--target', options.target]),
    ...(options.platform === undefined ? [] : ['--platform', options.platform]),
    ...(options.buildArguments ?? []).flatMap(argument => ['--build-arg', nameAndValue(argument)]),
    ...(options.secrets ?? []).flatMap(secret => ['--secret', secretSpecification(secret)]),
    ...(options.ssh ? ['--ssh', 'default'] : []),
    ...(options.noCache ? ['--no-cache'] : []),
    ...(options.pull ? ['--pull'] : []),
    ...(options.extra ?? []),
    notAnOption(options.context),
  ];
}

export interface PublishedPort {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

export interface RunOptions {
  readonly image: string;
  readonly name?: string;
  readonly ports?: readonly PublishedPort[];
  /** The host's address that the ports are published on; "" for all of them. */
  readonly address?: string;
  readonly environment?: readonly NameValue[];
  readonly environmentFile?: string;
  /** "host path or volume:path in the container[:options]" each. */
  readonly volumes?: readonly string[];
  readonly platform?: string;
  /** Keep the container when it has ended. */
  readonly keep?: boolean;
  readonly detach?: boolean;
  readonly extra?: readonly string[];
  /** Instead of the image's CMD. */
  readonly command?: readonly string[];
}

/** `docker run …` without the program. Attached to the terminal unless `detach`: then the output is seen and Ctrl+C arrives. */
export function runArguments(options: RunOptions): string[] {
  return [
    'run',
    ...(options.keep ? [] : ['--rm']),
    ...(options.detach ? ['--detach'] : ['--interactive', '--tty']),
    ...(options.name === undefined ? [] : ['--name', options.name]),
    ...(options.platform === undefined ? [] : ['--platform', options.platform]),
    ...(options.ports ?? []).flatMap(port => ['--publish', publishSpecification(port, options.address ?? '')]),
    ...(options.environmentFile === undefined ? [] : ['--env-file', options.environmentFile]),
    ...(options.environment ?? []).flatMap(variable => ['--env', nameAndValue(variable)]),
    ...(options.volumes ?? []).flatMap(volume => ['--volume', volume]),
    ...(options.extra ?? []),
    options.image,
    ...(options.command ?? []),
  ];
}

/** `docker push NAME`. */
export function pushArguments(image: string): string[] {
  return ['push', image];
}

/** `docker tag FROM TO`. */
export function tagArguments(from: string, to: string): string[] {
  return ['tag', from, to];
}

/**
 * `docker login REGISTRY`: no password among the arguments, so the engine asks for it. Docker Hub has a log-in of its own
 * (with the browser) when docker is given no registry; podman has no default and needs the name.
 */
export function loginArguments(engine: EngineKind, registry: string): string[] {
  if (registry === 'docker.io' && engine !== 'podman') return ['login'];
  return ['login', registry];
}

/** Fails when the engine does not answer; prints the server's version (podman and nerdctl know a server only when there is one). */
export function versionArguments(engine: EngineKind): string[] {
  return engine === 'docker' ? ['version', '--format', '{{.Server.Version}}'] : ['version'];
}

/** Prints a line for each container of exactly that name, running or not: "running" or "exited". */
export function containerStateArguments(name: string): string[] {
  return ['ps', '--all', '--filter', `name=^/?${name}$`, '--format', '{{.Status}}'];
}

export function imageExistsArguments(image: string): string[] {
  return ['image', 'inspect', '--format', '{{.Id}}', image];
}

/** Prints what the engine knows about the image, as JSON. */
export function imageInspectArguments(image: string): string[] {
  return ['image', 'inspect', image];
}

export function removeContainerArguments(name: string): string[] {
  return ['rm', '--force', name];
}

export function stopContainerArguments(name: string): string[] {
  return ['stop', name];
}

/** "8080:80", "127.0.0.1:8080:80", "[::1]:5353:53/udp". */
function publishSpecification(port: PublishedPort, address: string): string {
  const host =
    address === '' ? '' : (address.includes(':') && !address.startsWith('[') ? `[${address}]` : address) + ':';
  return `${host}${port.hostPort}:${port.containerPort}${port.protocol === 'tcp' ? '' : '/' + port.protocol}`;
}

function nameAndValue({ name, value }: NameValue): string {
  return value === undefined ? name : `${name}=${value}`;
}

/** buildx reads the specification as a line of CSV: a field with a comma or a quote is quoted. */
function secretSpecification(secret: SecretSource): string {
  const source = secret.environment === undefined ? `src=${secret.file ?? ''}` : `env=${secret.environment}`;
  return [`id=${secret.id}`, source]
    .map(field => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}

/** A path that begins with a hyphen would be read as an option. */
function notAnOption(path: string): string {
  return path.startsWith('-') ? './' + path : path;
}
