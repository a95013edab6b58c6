/** "Convert to Multi-Stage Build" over the wire: reads the context's files, runs the pure conversion, words the answer for the client. */

import { uriOfPath } from '../context/files.ts';
import { filesBelow } from '../context/tree.ts';
import type { DockerfileDocument } from '../model/document.ts';
import { convertToMultiStage } from '../refactor/multistage/convert.ts';
import type { Conversion, ConversionContext } from '../refactor/multistage/types.ts';
import type { Runtime } from '../runtime.ts';
import type { BuildContextSnapshot } from './buildContexts.ts';
import type { ConvertResult } from './messages.ts';

/** More files than these are not looked at one by one. */
const mostFiles = 20_000;

/** What the conversion may read of the context; undefined when nothing can be read. */
export function conversionContext(
  runtime: Runtime,
  snapshot: BuildContextSnapshot | undefined,
): ConversionContext | undefined {
  const { readTextSync } = runtime;
  if (!snapshot || !readTextSync) return undefined;
  const files: { path: string; size: number }[] = [];
  for (const file of filesBelow(snapshot.tree.root)) {
    if (files.length >= mostFiles) break;
    if (!snapshot.ignore?.matches(file.path)) files.push({ path: file.path, size: file.bytes });
  }
  const known = new Set(files.map(file => file.path));
  return {
    files,
    read: path => (known.has(path) ? readTextSync(uriOfPath(snapshot.folder, path)) : undefined),
    ...(snapshot.builds ? { builds: snapshot.builds } : {}),
  };
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
