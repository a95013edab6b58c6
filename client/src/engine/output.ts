/**
 * What an engine's output says went wrong, as far as a command can help with it. The wordings are those of docker (20.10 to 29),
 * podman and nerdctl, and of the registries behind them.
 */

export type FailureKind =
  /** The engine's daemon (or podman's machine) does not answer. */
  | 'engineDown'
  /** The user may not talk to the daemon: not in the docker group. */
  | 'noPermission'
  /** The registry wants a log-in, or the log-in has not the right: the two are not told apart by most registries. */
  | 'denied'
  /** The repository must be made at the registry first. */
  | 'nameUnknown'
  /** No image of that name on this machine. */
  | 'noSuchImage'
  /** The registry speaks plain HTTP. */
  | 'plainHttp'
  | 'certificate'
  | 'unreachable'
  | 'rateLimit'
  | 'nameTaken'
  | 'portTaken'
  | 'noSpace';

export interface Failure {
  readonly kind: FailureKind;
  /** The line that says so, for the user to see. */
  readonly line: string;
}

/** The first failure in what the engine printed; undefined when it is none of those that we can help with. */
export function recogniseFailure(output: string): Failure | undefined {
  const lines = withoutControlSequences(output).split(/\r?\n|\r/);
  for (const [kind, pattern] of patterns) {
    const line = lines.findLast(candidate => pattern.test(candidate));
    if (line !== undefined) return { kind, line: line.trim() };
  }
  return undefined;
}

/** The digest that `docker push` names at its end: "sha256:…". */
export function pushedDigest(output: string): string | undefined {
  return /\bdigest: (sha256:[0-9a-f]{64})\b/.exec(withoutControlSequences(output))?.[1];
}

/** Text without colours, cursor movements and titles. */
export function withoutControlSequences(output: string): string {
  return output.replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g, '');
}

/** In the order of trust: a line may match several, "denied" last because it is the widest. */
const patterns: readonly (readonly [FailureKind, RegExp])[] = [
  [
    'noPermission',
    /permission denied while trying to connect to the docker (?:daemon|api)|dial unix \S*docker\.sock: connect: permission denied/i,
  ],
  [
    'engineDown',
    /cannot connect to the docker daemon|failed to connect to the docker api|error during connect:|docker desktop is (?:not running|unable to start)|cannot connect to podman|unable to connect to podman|cannot access containerd socket|rootless containerd not running|is the docker daemon running/i,
  ],
  ['plainHttp', /server gave HTTP response to HTTPS client/i],
  ['certificate', /x509: /i],
  ['nameTaken', /container name "[^"]*" is already in use|name-store error|the container name \S+ is already in use/i],
  ['portTaken', /port is already allocated|address already in use|ports are not available/i],
  [
    'noSuchImage',
    /an image does not exist locally with the tag|tag does not exist:|image not known|no such image|unable to find image/i,
  ],
  [
    'nameUnknown',
    /name unknown|NAME_UNKNOWN|repository with name '[^']*' does not exist|repository .* not found: does not exist|project \S+ not found|repository name not known/i,
  ],
  ['rateLimit', /toomanyrequests|too many requests/i],
  [
    'denied',
    /no basic auth credentials|unauthorized|authentication required|\b401\b|\b403\b|denied: |access (?:is )?denied|insufficient_scope|authorization (?:failed|token has expired)|requested access to the resource is denied|incorrect username or password|no (?:valid )?credentials/i,
  ],
  [
    'unreachable',
    /no such host|connection refused|i\/o timeout|tls handshake timeout|network is unreachable|server misbehaving|request canceled while waiting/i,
  ],
  ['noSpace', /no space left on device/i],
];
