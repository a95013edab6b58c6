/**
 * The one wrapper of every request: looks the document up, gives way to cancellation before and after, and turns a bug into an error
 * answer with a log entry (never into "nothing found", which would clear what the editor shows).
 */
import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { OpenDocument } from './documents.ts';

export interface HandlerContext {
  readonly find: (uri: string) => OpenDocument | undefined;
  readonly log: (message: string) => void;
}

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/**
 * A handler for a request about one document. `none` is the answer for a document that is not open.
 * Errors: `RequestCancelled` when the client no longer wants the answer, `InternalError` when the feature failed.
 */
export function documentHandler<Params extends DocumentParams, Result>(
  context: HandlerContext,
  name: string,
  none: Result,
  compute: (document: OpenDocument, params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
  return (params, token) => {
    const document = context.find(params.textDocument.uri);
    return guarded(context, name, document, none, token, found => compute(found, params, token));
  };
}

/** The same for requests that name their document in another way. */
export async function guarded<Result>(
  context: HandlerContext,
  name: string,
  document: OpenDocument | undefined,
  none: Result,
  token: CancellationToken,
  compute: (document: OpenDocument) => Result | Promise<Result>,
): Promise<Result | ResponseError<void>> {
  if (!document) return none;
  if (token.isCancellationRequested) return cancelled();
  try {
    const result = await compute(document);
    return token.isCancellationRequested ? cancelled() : result;
  } catch (error) {
    if (error instanceof ResponseError) return error as ResponseError<void>;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    context.log(`${name} failed for ${document.uri} (version ${document.version}): ${detail}`);
    return new ResponseError(
      ErrorCodes.InternalError,
      `${name} failed: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** An answer that is a sentence for the person, not a bug: "There is a stage of that name already." */
export function userError(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Request cancelled');
}
