/** Paths of COPY and ADD: completion from the build context, and the file behind a source. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { copySources } from '../context/copySources.ts';
import { formatBytes, formatFiles } from '../context/format.ts';
import { contextPath } from '../context/sources.ts';
import { entryAt, folderAt, joinPath, totalsOf } from '../context/tree.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { ContextFacts } from './copyFiles.ts';
import { placeAt } from './place.ts';

/** Entries of one folder at most. */
const maximalEntries = 500;

/** What can stand as a source at the offset; empty where no source of the context stands. Ignored entries are left out. */
export function copyPathCompletions(
  document: DockerfileDocument,
  offset: number,
  context: ContextFacts,
): CompletionItem[] {
  const place = placeAt(document.tree, offset);
  if (place.kind !== 'argument' && place.kind !== 'gap') return [];
  const { instruction } = place;
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return [];
  if (instruction.flags.some(flag => flag.name === 'from') || instruction.heredocs.length > 0) return [];
  // The last of several words is the destination.
  if (place.kind === 'argument' && place.last && place.wordIndex > 0) return [];
  if (place.kind === 'gap' && isBehindDestination(instruction.words, offset)) return [];
  const { text } = document;
  const span = place.kind === 'argument' ? place.span : { start: offset, end: offset };
  const written = text.slice(span.start, offset);
  const quoted = written.startsWith('"');
  const start = span.start + (quoted ? 1 : 0);
  const end = Math.max(offset, quoted && text[span.end - 1] === '"' && span.end > start ? span.end - 1 : span.end);
  const typed = text.slice(start, offset);
  if (/[$\\*?[]/.test(typed) || /^[a-z]+:\/\//.test(typed)) return [];
  const slash = typed.lastIndexOf('/');
  const prefix = typed.slice(0, slash + 1);
  const folder = folderAt(context.tree, contextPath(prefix === '' ? '.' : prefix));
  if (!folder) return [];
  const entries = [
    ...Array.from(folder.folders, ([name, below]) => ({ name, isFolder: true, ...totalsOf(below) })),
    ...Array.from(folder.files, ([name, bytes]) => ({ name, isFolder: false, files: 1, bytes })),
  ];
  const range = document.lines.rangeOf({ start, end });
  return (
    entries
      // Of an ignored folder something may still be sent when the file has lines with `!`.
      .filter(
        ({ name, isFolder }) =>
          !context.ignore?.matches(joinPath(folder.path, name)) || (isFolder && context.ignore.hasNegations),
      )
      .filter(({ name }) => quoted || !/[\s"'$\\]/.test(name))
      .sort((one, other) => Number(other.isFolder) - Number(one.isFolder) || (one.name < other.name ? -1 : 1))
      .slice(0, maximalEntries)
      .map(({ name, isFolder, files, bytes }, index) => ({
        label: isFolder ? `${name}/` : name,
        kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
        detail: isFolder ? `${formatFiles(files)}, ${formatBytes(bytes)}` : formatBytes(bytes),
        sortText: String(index).padStart(4, '0'),
        filterText: prefix + name,
        textEdit: { range, newText: prefix + escapeWildcards(name) + (isFolder ? '/' : '') },
        // The next level is asked for at once.
        ...(isFolder ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } } : {}),
      }))
  );
}

/** The path (relative to the context) of the file that the source at the offset names; undefined for folders, wildcards and what is missing. */
export function copySourceFile(
  document: DockerfileDocument,
  offset: number,
  context: ContextFacts,
): { readonly path: string; readonly isFolder: boolean; readonly span: { start: number; end: number } } | undefined {
  const source = copySources(document).find(({ span }) => offset >= span.start && offset <= span.end);
  if (source?.value === undefined) return undefined;
  const path = contextPath(source.value);
  const entry = entryAt(context.tree, path);
  if (path === '' || (entry.kind !== 'file' && entry.kind !== 'folder')) return undefined;
  return { path, isFolder: entry.kind === 'folder', span: source.span };
}

function isBehindDestination(words: readonly { readonly span: { readonly end: number } }[], offset: number): boolean {
  return words.length > 1 && offset > words.at(-1)!.span.end;
}

function escapeWildcards(name: string): string {
  // A `[` has a class behind it in the eyes of Go, so the name is matched as a class of one.
  return name.replace(/\[/g, '[[]').replace(/[*?]/g, '[$&]');
}
