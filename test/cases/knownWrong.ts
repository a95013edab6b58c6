/**
 * Cases whose recorded answer is wrong, by id, with the reason. They count as agreeing only where BuildKit is the reason
 * (`buildkit: true`); the runner prints how many there are. An id that a file does not hold is ignored.
 */
export interface WrongCase {
  readonly reason: string;
  readonly buildkit: boolean;
}

export const knownWrong: Readonly<Record<string, WrongCase>> = {
  'DL3009-L92': {
    reason:
      'a backslash and blanks inside a line continue nothing: to BuildKit the second --mount is part of the command',
    buildkit: true,
  },
  'Shellcheck-L64': {
    reason: 'the file has no FROM: BuildKit refuses it, and an ARG before FROM is not known to any RUN',
    buildkit: true,
  },
  'Shellcheck-L50-onbuild': {
    reason:
      'the finding says that RTTP_PROXY may be meant as HTTP_PROXY; we tell ShellCheck only the names that a script uses, which is three times as fast',
    buildkit: false,
  },
  'DL3009-L98-onbuild': { reason: 'the same as DL3009-L92, in ONBUILD', buildkit: true },
};
