/** The answers to Drydock's own requests (messages.ts): what views and commands of the editor ask for beyond LSP. */
import type { Connection } from 'vscode-languageserver';
import { imageAt } from '../features/imageAt.ts';
import type { Runtime } from '../runtime.ts';
import type { BuildContexts } from './buildContexts.ts';
import { cacheSteps, contextInfo, contextMapPage, excludeFromContext, newIgnoreFile } from './contextViews.ts';
import { conversionContext, convertDocument } from './convert.ts';
import { dockerfileInfo } from './dockerfileInfo.ts';
import { looseDocument, type OpenDocument } from './documents.ts';
import type { ImageLookups } from './imageLookups.ts';
import type { DrydockRequest, ParamsOf, ResultOf } from './messages.ts';
import { notePage, searchNotes } from './notes.ts';
import { pinDigest } from './pinDigest.ts';
import { listRefactorings } from './refactorings.ts';
import type { TeamNotesService } from './teamNotesService.ts';

/** What the answers stand on. */
export interface OwnRequestServices {
  readonly runtime: Runtime;
  readonly documents: { get(uri: string): OpenDocument | undefined };
  readonly contexts: BuildContexts;
  readonly images: ImageLookups;
  readonly teamNotes: TeamNotesService;
  /** Resolves when the shell parser is loaded, or cannot be. */
  readonly shellReady: () => Promise<void>;
  readonly log: (message: string) => void;
}

/** Registers all of them. A bug in one is logged and answered as an error. */
export function answerOwnRequests(
  connection: Connection,
  { runtime, documents, contexts, images, teamNotes, shellReady, log }: OwnRequestServices,
): void {
  function own<Method extends DrydockRequest>(
    method: Method,
    compute: (params: ParamsOf<Method>) => ResultOf<Method> | Promise<ResultOf<Method>>,
  ): void {
    connection.onRequest(method as string, async (params: ParamsOf<Method>): Promise<unknown> => {
      try {
        return await compute(params);
      } catch (error) {
        log(`${method} failed: ${error instanceof Error ? error.stack : error}`);
        throw error;
      }
    });
  }

  /** The open document wins; a text that was sent along is a loose one. */
  function documentOf({ uri, text }: { readonly uri: string; readonly text?: string }): OpenDocument {
    const open = documents.get(uri);
    if (open && (text === undefined || open.text === text)) return open;
    return looseDocument(uri, text ?? '');
  }

  own('drydock/searchNotes', ({ query }) => ({ notes: [...searchNotes(query), ...teamNotes.search(query)] }));
  own('drydock/note', ({ id }) => notePage(id) ?? teamNotes.page(id) ?? null);
  own('drydock/dockerfileInfo', async params => {
    await shellReady();
    return dockerfileInfo(documentOf(params).dockerfile);
  });
  own('drydock/contextInfo', async ({ uri }) => contextInfo(await contexts.info(uri), await contexts.readAgain(uri)));
  own('drydock/contextMap', async ({ uri, path }) => contextMapPage(await contexts.readAgain(uri), path ?? ''));
  own('drydock/excludeFromContext', async ({ uri, path }) => {
    const snapshot = await contexts.readAgain(uri);
    // Unsaved lines of the ignore file must not get lost.
    return excludeFromContext(snapshot, path, ignoreUri => documents.get(ignoreUri)?.text);
  });
  own('drydock/createDockerignore', async params => {
    await shellReady();
    return newIgnoreFile(
      documentOf(params).dockerfile,
      await contexts.readAgain(params.uri),
      await contexts.info(params.uri),
    );
  });
  own('drydock/cacheView', async params => {
    await shellReady();
    return cacheSteps(documentOf(params).dockerfile, await contexts.read(params.uri));
  });
  own('drydock/refactorings', async params => {
    await shellReady();
    const context = conversionContext(runtime, await contexts.read(params.uri));
    return listRefactorings(documentOf(params).dockerfile, params.range, { ...context, digestOf: images.digestOf });
  });
  own('drydock/convert', async params => {
    await shellReady();
    const document = documentOf(params);
    const snapshot = await contexts.read(params.uri);
    const path =
      snapshot && params.uri.startsWith(`${snapshot.folder}/`)
        ? params.uri.slice(snapshot.folder.length + 1)
        : undefined;
    const { dockerfile } = document;
    const openVersion = documents.get(params.uri) === document ? document.version : undefined;
    const convert = () =>
      convertDocument(
        dockerfile,
        conversionContext(runtime, snapshot),
        params.answers,
        path === undefined ? undefined : decodeURIComponent(path),
        openVersion,
      );
    let result = convert();
    // Where texts come from the client, each round has what the one before asked for.
    for (let round = 0; round < 8 && (await runtime.laterTexts?.settle()); round++) result = convert();
    return result;
  });
  own('drydock/imageAt', params => {
    const { dockerfile } = documentOf(params);
    const found = imageAt(dockerfile, dockerfile.lines.offsetAt(params.position));
    if (!found) return null;
    const { name, repository, span, canBePinned } = found;
    return { name, ...(repository ? { repository } : {}), range: dockerfile.lines.rangeOf(span), canBePinned };
  });
  own('drydock/machineImages', params => ({ known: images.keepMachineImages(params.images) }));
  own('drydock/registryTags', ({ repository, tags: found }) => ({ tags: images.keepTags(repository, found) }));
  own('drydock/pinDigest', params => {
    images.keepDigest(params.image, params.digest);
    const document = documentOf(params);
    return pinDigest(
      document.dockerfile,
      params,
      documents.get(params.uri) === document ? document.version : undefined,
    );
  });
}
