/** "Convert to Multi-Stage Build" over the wire: reads the context's files, runs the pure conversion, words the answer for the client. */

import type { CompiledDockerignore } from '../context/dockerignore.ts';
import { heavyFolderNames, uriOfPath } from '../context/files.ts';
import { type ContextTree, filesBelow } from '../context/tree.ts';
import type { DockerfileDocument } from '../model/document.ts';
import { convertToMultiStage } from '../refactor/multistage/convert.ts';
import type { Conversion, ConversionContext } from '../refactor/multistage/types.ts';
import type { Runtime } from '../runtime.ts';
import type { BuildContextSnapshot } from './buildContexts.ts';
import type { ConvertResult } from './messages.ts';

/**
 * What the conversion and the refactorings may read of the context; undefined when nothing can be read, and when not all of it is known:
 * a file that is missing from the list counts as not there, so that half a list is worse than none.
 */
export function conversionContext(
  runtime: Runtime,
  snapshot: BuildContextSnapshot | undefined,
): ConversionContext | undefined {
  const { readTextSync } = runtime;
  if (!snapshot || !readTextSync) return undefined;
  const sent = sentFiles(snapshot);
  if (sent === undefined) return undefined;
  const { files, known } = sent;
  return {
    files,
    read: path => (known.has(path) ? readTextSync(uriOfPath(snapshot.folder, path)) : undefined),
    ...(snapshot.builds ? { builds: snapshot.builds } : {}),
  };
}

interface SentFiles {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly known: ReadonlySet<string>;
}

/** The light bulb asks with every move of the cursor; the list changes with the folder and its ignore file only. */
const lists = new WeakMap<
  ContextTree,
  { readonly version: number; readonly ignoreText: string | undefined; readonly sent: SentFiles | undefined }
>();

function sentFiles({ tree, ignore, ignoreText }: BuildContextSnapshot): SentFiles | undefined {
  const { version } = tree;
  const listed = lists.get(tree);
  if (listed?.version === version && listed.ignoreText === ignoreText) return listed.sent;
  const sent = listSent(tree, ignore);
  lists.set(tree, { version, ignoreText, sent });
  return sent;
}

/** undefined where a folder that counts was not read. One of installed packages and the like only has to be known to be there. */
function listSent(tree: ContextTree, ignore: CompiledDockerignore | undefined): SentFiles | undefined {
  const files: { path: string; size: number }[] = [];
  for (const file of filesBelow(tree.root)) {
    if (!ignore?.matches(file.path)) files.push({ path: file.path, size: file.bytes });
  }
  if (!tree.complete) {
    const open = [tree.root];
    for (let folder = open.pop(); folder; folder = open.pop()) {
      if (folder.path !== '' && ignore?.matches(folder.path) === true && !ignore.hasNegations) continue;
      if (folder.state !== 'read') {
        if (!folder.path.split('/').some(name => heavyFolderNames.includes(name))) return undefined;
        files.push({ path: `${folder.path}/(not read)`, size: 0 });
      }
      open.push(...folder.folders.values());
    }
  }
  return { files, known: new Set(files.map(file => file.path)) };
}

/** Converts a document and words the outcome. */
export function convertDocument(
  document: DockerfileDocument,
  context: ConversionContext | undefined,
  answers: Readonly<Record<string, string>> | undefined,
  dockerfilePath: string | undefined,
  version: number | undefined,
): ConvertResult {
  const conversion = convertToMultiStage({
    source: document,
    ...(context ? { context } : {}),
    ...(answers ? { answers } : {}),
    ...(dockerfilePath ? { dockerfilePath } : {}),
  });
  const open = conversion.questions.filter(question => answers?.[question.id] === undefined);
  if (conversion.outcome === 'refuse') {
    const [reason] = conversion.reasons;
    const line = reason?.line;
    return {
      outcome: 'refused',
      reason: reason?.message ?? 'This Dockerfile cannot be converted.',
      ...(reason?.hint ? { hint: reason.hint } : {}),
      ...(line === undefined
        ? {}
        : { range: { start: { line, character: 0 }, end: { line, character: document.lines.lineText(line).length } } }),
    };
  }
  if (conversion.outcome === 'ask' && open.length > 0) {
    return {
      outcome: 'ask',
      questions: open.map(question => ({
        id: question.id,
        title: question.question,
        choices: [...question.options]
          .sort((a, b) => Number(b.value === question.default) - Number(a.value === question.default))
          .map(option => ({ value: option.value, label: option.label, detail: option.detail })),
      })),
    };
  }
  if (conversion.text === undefined || conversion.edits === undefined) {
    return { outcome: 'refused', reason: conversion.reasons[0]?.message ?? 'Nothing came out of the answers.' };
  }
  return {
    outcome: 'converted',
    title: `Convert to a multi-stage build${conversion.ecosystem ? `: ${conversion.ecosystem}` : ''}`,
    newText: conversion.text,
    edits: conversion.edits.map(edit => ({ range: document.lines.rangeOf(edit.span), newText: edit.newText })),
    ...(version === undefined ? {} : { version }),
    explanation: explanationOf(conversion),
    cautions: conversion.outcome === 'safe' ? [] : conversion.reasons.map(reason => reason.message),
  };
}

/** Each move with its reason, and what stays behind. */
export function explanationOf(conversion: Conversion): string {
  const lines = conversion.moves.map(move => `- ${move.what}: ${move.why}`);
  const left = conversion.leavesBehind;
  if (left) lines.push('', `**What stays behind:** ${left.text}`);
  return lines.join('\n');
}
