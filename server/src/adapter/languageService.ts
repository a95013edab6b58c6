/**
 * The only file that knows dockerfile-language-service: text in, LSP types out. It is asked where our own completion and signature help
 * have nothing to say and the user asked for something. It parses with dockerfile-ast, which misreads 3 % of real files and can overflow
 * its stack, so every call is caught and answers nothing instead. Never its semantic tokens (quadratic), never its registry client
 * (network): the build replaces `https` by an empty module.
 */
import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import type { CompletionItem, Position, SignatureHelp } from 'vscode-languageserver-types';

const service = DockerfileLanguageServiceFactory.createLanguageService();
service.setCapabilities({
  completion: { completionItem: { snippetSupport: false, documentationFormat: ['markdown'], deprecatedSupport: true } },
});

/** dockerfile-ast copes with files of this length in a few milliseconds; beyond it we do without. */
const longestText = 200_000;

/** The service's signature help at a position; undefined when there is none or the service fails. */
export function serviceSignatureHelp(text: string, position: Position): SignatureHelp | undefined {
  if (text.length > longestText) return undefined;
  return attempt(() => service.computeSignatureHelp(text, position)) ?? undefined;
}

/** The service's own completion items; none behind FROM, where it would ask a registry. */
export function serviceCompletions(text: string, position: Position): readonly CompletionItem[] {
  if (text.length > longestText) return [];
  const line = text.split('\n', position.line + 1)[position.line] ?? '';
  if (/^\s*FROM\s/i.test(line)) return [];
  const items = attempt(() => service.computeCompletionItems(text, position));
  return Array.isArray(items) ? items : [];
}

function attempt<Result>(compute: () => Result): Result | undefined {
  try {
    return compute();
  } catch {
    // RangeError (see the note above) and whatever else: the feature stays silent.
    return undefined;
  }
}
