/** The last token list of each document, so that the next one can be sent as a difference. */

export interface TokensResult {
  readonly resultId: string;
  readonly data: number[];
}

export interface TokensDelta {
  readonly resultId: string;
  readonly edits: { readonly start: number; readonly deleteCount: number; readonly data?: number[] }[];
}

export class SemanticTokensStore {
  private readonly last = new Map<string, TokensResult>();
  private counter = 0;

  full(uri: string, data: number[]): TokensResult {
    const result = { resultId: String(++this.counter), data };
    this.last.set(uri, result);
    return result;
  }

  /** One edit between the common start and the common end; the whole list when the old one is not known. */
  delta(uri: string, previousResultId: string, data: number[]): TokensResult | TokensDelta {
    const previous = this.last.get(uri);
    const result = this.full(uri, data);
    if (!previous || previous.resultId !== previousResultId) return result;
    const old = previous.data;
    let start = 0;
    while (start < old.length && start < data.length && old[start] === data[start]) start++;
    let end = 0;
    const most = Math.min(old.length, data.length) - start;
    while (end < most && old[old.length - 1 - end] === data[data.length - 1 - end]) end++;
    const deleteCount = old.length - start - end;
    const inserted = data.slice(start, data.length - end);
    if (deleteCount === 0 && inserted.length === 0) return { resultId: result.resultId, edits: [] };
    return { resultId: result.resultId, edits: [{ start, deleteCount, data: inserted }] };
  }

  forget(uri: string): void {
    this.last.delete(uri);
  }
}
