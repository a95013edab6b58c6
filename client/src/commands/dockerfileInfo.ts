/**
 * What the language server knows about a Dockerfile, with an empty answer where it knows nothing: a server that is down must not
 * keep anybody from building.
 */
import type { ConvertParams, DockerfileInfo, StageInfo } from '../../../server/src/protocol/messages.ts';
import type { Drydock } from '../drydock.ts';
import type { ChosenDockerfile } from './chooseDockerfile.ts';

export async function dockerfileInfo(drydock: Drydock, { document }: ChosenDockerfile): Promise<DockerfileInfo> {
  try {
    const params: ConvertParams = { uri: document.uri.toString(), text: document.getText() };
    return await drydock.server.request('drydock/dockerfileInfo', params);
  } catch (error) {
    drydock.server.output.error('drydock/dockerfileInfo: ' + String(error));
    return { stages: [], buildArguments: [], contextSources: [], secrets: [], needsSsh: false, errors: [] };
  }
}

/** The stage that a build makes: the target, by name or number, or the last one. */
export function builtStage(info: DockerfileInfo, target: string | undefined): StageInfo | undefined {
  if (target === undefined) return info.stages.at(-1);
  const wanted = target.toLowerCase();
  return info.stages.find(stage => stage.name?.toLowerCase() === wanted || String(stage.index) === wanted);
}
