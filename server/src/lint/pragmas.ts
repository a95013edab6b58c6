/**
 * The comments by which people switch findings off, in the spelling of each tool: `# hadolint ignore=…`, `# hadolint global ignore=…`,
 * `# hadolint stage ignore=…`, `# hadolint shell=…`, `# shellcheck disable=…`, `# tally ignore=…`, `# tally global ignore=…`.
 * (`# check=skip=…` is a parser directive, or since Dockerfile 1.21 a comment above an instruction.)
 */
import type { Comment, DockerfileTree, Instruction, Span } from '../syntax/tree.ts';

export type PragmaScope = 'instruction' | 'stage' | 'file';

/** One comment that switches rules off. */
export interface IgnorePragma {
  readonly tool: 'hadolint' | 'shellcheck' | 'tally' | 'buildkit';
  readonly scope: PragmaScope;
  readonly ids: readonly { readonly id: string; readonly span: Span }[];
  /** `# check=error=true` */
  readonly errorsOnly?: boolean;
  /** The comment's or directive's line, without its line end. */
  readonly span: Span;
  /** Where the list of ids stands. */
  readonly listSpan: Span;
  /** The instruction it is about; undefined for a whole file, and when none follows. */
  readonly target: Instruction | undefined;
}

/** All pragmas of a file in its order. */
export function ignorePragmas(tree: DockerfileTree): readonly IgnorePragma[] {
  const known = cache.get(tree);
  if (known) return known;
  const pragmas: IgnorePragma[] = [];
  for (const directive of tree.directives) {
    if (directive.name !== 'check') continue;
    const pragma = checkPragma(directive.value, directive.valueSpan.start, directive.span, 'file', undefined);
    if (pragma) pragmas.push(pragma);
  }
  const targets = commentTargets(tree);
  for (const comment of tree.comments) {
    const pragma = readComment(comment, targets.get(comment), tree.text);
    if (pragma) pragmas.push(pragma);
  }
  pragmas.sort((a, b) => a.span.start - b.span.start);
  cache.set(tree, pragmas);
  return pragmas;
}

/** The shell that `# hadolint shell=…` gives each instruction from there on (to the end of the stage), by instruction index. */
export function shellPragmas(tree: DockerfileTree): ReadonlyMap<number, readonly string[]> {
  const known = shells.get(tree);
  if (known) return known;
  const result = new Map<number, readonly string[]>();
  const named = tree.comments.flatMap(comment => {
    const match = /^hadolint\s+shell\s*=\s*(\S+)/.exec(comment.text);
    return match ? [{ at: comment.span.start, shell: [match[1]!, '-c'] }] : [];
  });
  if (named.length > 0) {
    for (const instruction of tree.instructions) {
      const pragma = named.findLast(({ at }) => at < instruction.span.start);
      const own = tree.instructions.some(
        ({ name, span }) => name === 'SHELL' && pragma && span.start > pragma.at && span.start < instruction.span.start,
      );
      if (pragma && !own) result.set(instruction.index, pragma.shell);
    }
  }
  shells.set(tree, result);
  return result;
}

const cache = new WeakMap<DockerfileTree, readonly IgnorePragma[]>();
const shells = new WeakMap<DockerfileTree, ReadonlyMap<number, readonly string[]>>();

const ignore = /^(hadolint|tally)\s+(?:(global|stage)\s+)?ignore\s*=\s*/i;
const disable = /^shellcheck\s+(?:.*\s)?disable\s*=\s*/i;
const check = /^check\s*=\s*/i;

function readComment(comment: Comment, target: Instruction | undefined, source: string): IgnorePragma | undefined {
  const { text, span } = comment;
  const start = textStart(comment, source);
  const ignored = ignore.exec(text);
  if (ignored) {
    const [whole, tool, where] = ignored;
    const scope: PragmaScope = where === undefined ? 'instruction' : where.toLowerCase() === 'stage' ? 'stage' : 'file';
    const list = readIds(text, whole.length, start);
    return {
      tool: tool!.toLowerCase() as 'hadolint' | 'tally',
      scope,
      ...list,
      span,
      target: scope === 'file' ? undefined : target,
    };
  }
  const disabled = disable.exec(text);
  if (disabled) {
    const list = readIds(text, disabled[0].length, start);
    return { tool: 'shellcheck', scope: 'instruction', ...list, span, target };
  }
  const checked = check.exec(text);
  if (!checked || target === undefined || comment.inside !== undefined) return undefined;
  return checkPragma(text.slice(checked[0].length), start + checked[0].length, span, 'instruction', target);
}

/** Where the trimmed text of the comment begins in the file. */
function textStart({ span, text }: Comment, source: string): number {
  const at = source.indexOf(text, span.start + 1);
  return at === -1 ? span.start + 1 : at;
}

/** `A,B , C # why` and tally's `A,B;reason=…`. */
function readIds(text: string, from: number, offset: number): Pick<IgnorePragma, 'ids' | 'listSpan'> {
  const ids: { id: string; span: Span }[] = [];
  let at = from;
  let end = from;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at++;
    const start = at;
    while (at < text.length && !' \t,;#'.includes(text[at]!)) at++;
    if (at === start) break;
    ids.push({ id: text.slice(start, at), span: { start: offset + start, end: offset + at } });
    end = at;
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (text[at] !== ',') break;
    at++;
  }
  return { ids, listSpan: { start: offset + from, end: offset + end } };
}

/** `skip=A,B;error=true;experimental=…` */
function checkPragma(
  value: string,
  offset: number,
  span: Span,
  scope: PragmaScope,
  target: Instruction | undefined,
): IgnorePragma | undefined {
  let at = 0;
  let ids: IgnorePragma['ids'] = [];
  let listSpan: Span | undefined;
  let errorsOnly = false;
  for (const part of value.split(';')) {
    const [, name, list] = /^\s*(\w+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    if (name?.toLowerCase() === 'skip' && list !== undefined) {
      const read = readIds(value, at + part.indexOf('=') + 1, offset);
      ids = read.ids;
      listSpan = read.listSpan;
    } else if (name?.toLowerCase() === 'error') errorsOnly = list?.toLowerCase() === 'true';
    at += part.length + 1;
  }
  if (listSpan === undefined && !errorsOnly) return undefined;
  return {
    tool: 'buildkit',
    scope,
    ids,
    errorsOnly,
    span,
    listSpan: listSpan ?? { start: offset, end: offset },
    target,
  };
}

/** Each comment's instruction: the one whose continuation it stands in, or the next one below. */
function commentTargets(tree: DockerfileTree): ReadonlyMap<Comment, Instruction> {
  const targets = new Map<Comment, Instruction>();
  const { instructions } = tree;
  let next = 0;
  for (const comment of tree.comments) {
    if (comment.inside !== undefined) {
      const around = instructions[comment.inside];
      if (around) targets.set(comment, around);
      continue;
    }
    while (next < instructions.length && instructions[next]!.span.start < comment.span.start) next++;
    const below = instructions[next];
    if (below) targets.set(comment, below);
  }
  return targets;
}
