/**
 * The shell parser: tree-sitter-bash in WebAssembly. Loaded once, asynchronously; from then on everything is synchronous.
 *
 * The trees handed out are plain objects: the WebAssembly tree is deleted before `parseShell` returns, so nobody can leak one.
 * Nothing here knows Node or the DOM; the bytes of the two .wasm files come in through `loadWasm`.
 */
import { Language, type Node, Parser, type TreeCursor } from 'web-tree-sitter';
import { detached } from '../syntax/remembered.ts';
import { findHeredocs, type ShellHeredoc } from './heredocs.ts';

/** The bytes of `web-tree-sitter.wasm` (the runtime) and of `tree-sitter-bash.wasm` (the grammar). */
export interface ShellWasm {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** A node of the concrete syntax tree. `start` and `end` are half-open UTF-16 offsets in the text that was parsed. */
export interface ShellNode {
  /** tree-sitter-bash's name of the node ('command', 'word', '&&', 'ERROR' …). */
  readonly type: string;
  readonly named: boolean;
  /** The role in the parent ('name', 'argument', 'condition', 'body', 'redirect' …). */
  readonly field: string | undefined;
  readonly start: number;
  readonly end: number;
  /** Put in by the parser's error recovery; the text does not hold it. */
  readonly missing: boolean;
  readonly children: readonly ShellNode[];
}

export interface ShellTree {
  readonly root: ShellNode;
  /** The text is not (only) shell that the grammar understands: some ERROR or MISSING node is in the tree. */
  readonly hasError: boolean;
  /**
   * The heredocs of the text. The grammar never sees them (it mistakes several on one line, and words after them): each `<<EOF`
   * stands in the tree as a redirect that begins at the heredoc's `at.start`, and its body as white space.
   */
  readonly heredocs: readonly ShellHeredoc[];
}

let parser: Parser | undefined;
let loading: Promise<void> | undefined;

/**
 * Loads the parser; later calls wait for the first one. Rejects (and may be called again) when the files cannot be loaded: the
 * rest of the server works without a shell parser.
 */
export function initShell(loadWasm: () => Promise<ShellWasm>): Promise<void> {
  loading ??= load(loadWasm).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Whether `parseShell` answers. */
export function isShellReady(): boolean {
  return parser !== undefined;
}

/** Trees know no file, so one text has one tree: after an edit only the scripts that changed are parsed. The oldest use comes first. */
const known = new Map<string, ShellTree>();
let knownLength = 0;
/** Characters of the texts in `known`. */
const knownLimit = 1_000_000;

/** The tree of a shell text, or undefined before `initShell` has finished. Never throws. Shared: do not change it. */
export function parseShell(text: string): ShellTree | undefined {
  const before = known.get(text);
  if (before) {
    known.delete(text);
    known.set(text, before);
    return before;
  }
  const tree = parseAnew(text);
  if (!tree) return undefined;
  known.set(detached(text), tree);
  knownLength += text.length;
  for (const oldest of known.keys()) {
    if (knownLength <= knownLimit) break;
    known.delete(oldest);
    knownLength -= oldest.length;
  }
  return tree;
}

function parseAnew(text: string): ShellTree | undefined {
  if (!parser) return undefined;
  const heredocs = findHeredocs(text);
  const giveUp = performance.now() + patience(text);
  const tree = parser.parse(masked(text, heredocs), undefined, { progressCallback: () => performance.now() > giveUp });
  if (!tree) {
    parser.reset();
    return { root: unreadable(text), hasError: true, heredocs };
  }
  try {
    const cursor = tree.walk();
    try {
      return { root: copyOf(cursor), hasError: (tree.rootNode as Node).hasError, heredocs };
    } finally {
      cursor.delete();
    }
  } finally {
    tree.delete();
  }
}

/**
 * How long a text may take, in ms. The parser's recovery from errors grows with the square of what it cannot read (60,000 times `<`
 * take half a minute); a real script of 100,000 characters takes a tenth of a second.
 */
function patience(text: string): number {
  return 1_000 + text.length / 20;
}

/** The tree of a text that took too long: one error, of which nothing is known. */
function unreadable({ length }: string): ShellNode {
  const error = { type: 'ERROR', named: true, field: undefined, start: 0, end: length, missing: false, children: [] };
  return { ...error, type: 'program', children: [error] };
}

async function load(loadWasm: () => Promise<ShellWasm>): Promise<void> {
  const wasm = await loadWasm();
  // `locateFile` keeps the runtime from looking for a file beside its own script: in a bundle there is none.
  await Parser.init({ wasmBinary: wasm.runtime, locateFile: (name: string) => name } as Parameters<
    typeof Parser.init
  >[0]);
  const language = await Language.load(wasm.grammar);
  const created = new Parser();
  created.setLanguage(language);
  parser = created;
}

/**
 * The text as the grammar gets it, offset for offset: heredoc operators become plain redirects (`<<'EOF'` → `<EEEEEE`), their
 * bodies blanks, and a carriage return before a line feed a blank.
 */
function masked(text: string, heredocs: readonly ShellHeredoc[]): string {
  const withoutReturns = text.includes('\r\n') ? text.replaceAll('\r\n', ' \n') : text;
  if (heredocs.length === 0) return withoutReturns;
  let result = '';
  let at = 0;
  const pieces = heredocs
    .flatMap(heredoc => [
      { ...heredoc.at, text: `<${'E'.repeat(heredoc.at.end - heredoc.at.start - 1)}` },
      { start: heredoc.bodyAt.start, end: heredoc.terminatorAt.end, text: undefined },
    ])
    .sort((a, b) => a.start - b.start);
  for (const piece of pieces) {
    if (piece.start < at) continue;
    result += withoutReturns.slice(at, piece.start);
    result += piece.text ?? blanksFor(withoutReturns, piece.start, piece.end);
    at = piece.end;
  }
  return result + withoutReturns.slice(at);
}

function blanksFor(text: string, start: number, end: number): string {
  let result = '';
  for (let at = start; at < end; at++) result += text[at] === '\n' ? '\n' : ' ';
  return result;
}

/** Copies the node under the cursor and everything below it. Iterative: nesting in a Dockerfile may be deeper than the stack. */
function copyOf(cursor: TreeCursor): ShellNode {
  interface Open {
    readonly node: ShellNode & { readonly children: ShellNode[] };
  }
  const read = () => ({
    type: cursor.nodeType,
    named: cursor.nodeIsNamed,
    field: cursor.currentFieldName ?? undefined,
    start: cursor.startIndex,
    end: cursor.endIndex,
    missing: cursor.nodeIsMissing,
    children: [] as ShellNode[],
  });
  const root: Open = { node: read() };
  const path: Open[] = [root];
  for (;;) {
    if (cursor.gotoFirstChild()) {
      const open = { node: read() };
      path[path.length - 1]!.node.children.push(open.node);
      path.push(open);
      continue;
    }
    while (path.length > 1 && !cursor.gotoNextSibling()) {
      cursor.gotoParent();
      path.pop();
    }
    if (path.length === 1) return root.node;
    path.pop();
    const open = { node: read() };
    path[path.length - 1]!.node.children.push(open.node);
    path.push(open);
  }
}
