import type { Drydock } from '../drydock.ts';
import type { ContextStatus } from '../views/contextStatus.ts';
import { askContext, guessContext } from './buildContext.ts';
import { chooseDockerfile } from './chooseDockerfile.ts';
import { dockerfileInfo } from './dockerfileInfo.ts';

/** "Drydock: Choose Build Context": for the active Dockerfile, remembered for builds, checks and paths. The folder's path. */
export function chooseContext(status: ContextStatus) {
  return async (drydock: Drydock, clicked?: unknown): Promise<string | undefined> => {
    const dockerfile = await chooseDockerfile(clicked);
    if (dockerfile === undefined) return undefined;
    const now = await guessContext(drydock, dockerfile, await dockerfileInfo(drydock, dockerfile));
    const folder = await askContext(drydock, dockerfile, now);
    status.refresh();
    return folder;
  };
}
