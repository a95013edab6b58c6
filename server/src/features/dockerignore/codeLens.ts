/** The size of the build context above an ignore file. */
import type { CodeLens } from 'vscode-languageserver-types';
import { formatBytes, formatFiles } from '../../context/format.ts';
import type { IgnoreDocument } from './facts.ts';

/** `command` is what a click runs; '' for a client without our commands. */
export function ignoreLenses(document: IgnoreDocument, uri: string, command: string): CodeLens[] {
  const { summary } = document;
  if (!summary) return [];
  const { sent, ignored, complete } = summary;
  const more = complete ? '' : ' (not all of it was read)';
  const title = `Build context: ${formatFiles(sent.files)}, ${formatBytes(sent.bytes)} can be sent · ${formatFiles(ignored.files)}, ${formatBytes(ignored.bytes)} left out${more}`;
  const start = { line: 0, character: 0 };
  return [
    { range: { start, end: start }, command: { title, command, ...(command === '' ? {} : { arguments: [uri] }) } },
  ];
}
