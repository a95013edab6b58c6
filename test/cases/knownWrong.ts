/**
 * Cases whose recorded answer is wrong, by id, with the reason. They count as agreeing only where BuildKit is the reason
 * (`buildkit: true`); the runner prints how many there are. An id that a file does not hold is ignored.
 */
export interface WrongCase {
  readonly reason: string;
  readonly buildkit: boolean;
}

export const knownWrong: Readonly<Record<string, WrongCase>> = {};
