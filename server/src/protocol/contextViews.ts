/** What the client's views show of a build context: size, tree map, a new ignore file, what invalidates which step. Nothing is written here. */

import { compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { contextMap, withExcluded } from '../context/map.ts';
import { type Amount, contextSummary } from '../context/summary.ts';
import { type ContextTree, folderAt } from '../context/tree.ts';
import { cacheView } from '../features/cacheView.ts';
import { createDockerignoreFor } from '../features/dockerignore/create.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { BuildContextSnapshot } from './buildContexts.ts';
import type { CacheViewResult, ContextInfo, ContextMapResult, ExcludeResult, NewIgnoreFile } from './messages.ts';

const notRead = 'The build context cannot be read here: the file lies in no folder, or the workspace is not trusted.';

/** The place with its size, where that is known. */
export function contextInfo(place: ContextInfo, snapshot: BuildContextSnapshot | undefined): ContextInfo {
  return snapshot ? { ...place, ...sizeOf(snapshot), complete: snapshot.tree.complete } : place;
}

/** The folder `path` of the context (`''`: its root) with two levels below it. */
export function contextMapPage(snapshot: BuildContextSnapshot | undefined, path: string): ContextMapResult {
  if (!snapshot) return { ok: false, reason: notRead };
  const root = folderAt(snapshot.tree, path);
  if (!root) return { ok: false, reason: `The folder “${path}” is not in the build context any more.` };
  return {
    ok: true,
    folder: snapshot.folder,
    node: contextMap({ ...snapshot.tree, root }, snapshot.ignore, { depth: 2, width: 40 }),
    ...(snapshot.ignoreUri ? { ignoreFile: snapshot.ignoreUri } : {}),
    complete: snapshot.tree.complete,
  };
}

/** The ignore file with one more line. `openText` gives the text of an ignore file that is being edited; it wins over the disk's. */
export function excludeFromContext(
  snapshot: BuildContextSnapshot | undefined,
  path: string,
  openText: (uri: string) => string | undefined,
): ExcludeResult {
  if (!snapshot) return { ok: false, reason: notRead };
  const ignoreFile = snapshot.ignoreUri ?? `${snapshot.folder}/.dockerignore`;
  const oldText = openText(ignoreFile) ?? snapshot.ignoreText ?? '';
  const newText = withExcluded(oldText, path, snapshot.tree);
  if (newText === undefined) {
    const problem = compileDockerignore(parseDockerignore(oldText)).problems.length > 0;
    const reason = problem
      ? 'The ignore file has a line that BuildKit refuses; correct it first.'
      : `No line can leave out “${path}”: it is not in the context any more.`;
    return { ok: false, reason };
  }
  return { ok: true, ignoreFile, exists: snapshot.ignoreUri !== undefined, oldText, newText };
}

/** Advised text of the ignore file of a Dockerfile, and what it would leave out. */
export function newIgnoreFile(
  document: DockerfileDocument,
  snapshot: BuildContextSnapshot | undefined,
  place: ContextInfo,
): NewIgnoreFile {
  const text = createDockerignoreFor(document, snapshot?.tree, snapshot?.isGitIgnored);
  const folder = snapshot?.folder ?? place.folder;
  const left = snapshot && contextSummary(snapshot.tree, compileDockerignore(parseDockerignore(text))).ignored;
  return {
    ...(folder === undefined ? {} : { ignoreFile: snapshot?.ignoreUri ?? `${folder}/.dockerignore` }),
    exists: snapshot?.ignoreUri !== undefined,
    text,
    ...(left ? { files: left.files, bytes: left.bytes } : {}),
  };
}

/** For each instruction below the first FROM which files run it again. */
export function cacheSteps(document: DockerfileDocument, snapshot: BuildContextSnapshot | undefined): CacheViewResult {
  const steps = cacheView(document, snapshot).map(({ instruction, stage, summary, invalidatedBy }) => ({
    range: document.lines.rangeOf(instruction.span),
    line: instruction.startLine,
    text: oneLine(document.text.slice(instruction.span.start, instruction.span.end)),
    stage: stage.nameWord?.value ?? String(stage.index),
    summary,
    isWhole: invalidatedBy.some(({ source }) => source.isWhole),
    invalidatedBy: invalidatedBy.map(({ source, line }) => ({
      text: source.text,
      line,
      ...(source.files === undefined ? {} : { files: source.files }),
      ...(source.bytes === undefined ? {} : { bytes: source.bytes }),
      biggest: source.biggest.slice(0, 10).map(({ path, bytes }) => ({ path, bytes })),
    })),
  }));
  return { steps, contextKnown: snapshot !== undefined };
}

/** Summing up a big context takes a moment, and the status bar asks with every change of the editor. */
const sizes = new WeakMap<
  ContextTree,
  { readonly version: number; readonly ignoreText?: string; readonly sent: Amount }
>();

function sizeOf({ tree, ignore, ignoreText }: BuildContextSnapshot): Amount {
  const known = sizes.get(tree);
  if (known?.version === tree.version && known.ignoreText === ignoreText) return known.sent;
  const { files, bytes } = contextSummary(tree, ignore).sent;
  sizes.set(tree, { version: tree.version, ignoreText, sent: { files, bytes } });
  return { files, bytes };
}

function oneLine(text: string): string {
  const line = text
    .replace(/\\?\r?\n\s*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
