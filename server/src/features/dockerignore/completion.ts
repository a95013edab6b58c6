/** Completion in an ignore file: what lies in the context, the biggest first, and patterns that most projects need. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { formatBytes, formatFiles } from '../../context/format.ts';
import { folderAt, joinPath, totalsOf } from '../../context/tree.ts';
import { isGoSpace } from '../../syntax/characters.ts';
import type { IgnoreDocument } from './facts.ts';

const commonPatterns: readonly (readonly [pattern: string, what: string])[] = [
  ['.git', 'version control'],
  ['**/node_modules', 'installed packages (Node)'],
  ['**/__pycache__', 'compiled Python'],
  ['**/*.pyc', 'compiled Python'],
  ['**/.venv', 'virtual environment (Python)'],
  ['**/.env*', 'credentials'],
  ['**/*.log', 'logs'],
  ['**/.DS_Store', 'macOS'],
  ['**/Dockerfile*', 'the Dockerfiles themselves'],
  ['**/*.md', 'documentation'],
  ['**/.idea', 'editor'],
  ['**/.vscode', 'editor'],
  ['**/coverage', 'test reports'],
  ['.dockerignore', 'this file'],
];

/** Entries of one folder at most; a longer list helps nobody. */
const maximalEntries = 500;

/** What can stand at the offset. */
export function ignoreCompletions(document: IgnoreDocument, offset: number): CompletionItem[] {
  const { text } = document.parsed;
  const line = document.parsed.lines.find(({ span }) => offset >= span.start && offset <= span.end);
  if (!line || line.kind === 'comment') return [];
  let start = line.span.start;
  while (start < offset && (isGoSpace(text.charCodeAt(start)) || text[start] === '!')) start++;
  let end = line.span.end;
  while (end > offset && isGoSpace(text.charCodeAt(end - 1))) end--;
  const typed = text.slice(start, offset);
  const range = document.lines.rangeOf({ start, end: Math.max(end, offset) });
  const taken = new Set(
    document.parsed.patterns.filter(({ line: other }) => other !== line.line).map(pattern => pattern.cleaned),
  );
  const items: CompletionItem[] = [];
  const offer = (label: string, kind: CompletionItemKind, detail: string, order: string): void => {
    if (taken.has(label.replace(/\/$/, ''))) return;
    items.push({ label, kind, detail, filterText: label, sortText: order, textEdit: { range, newText: label } });
  };
  const slash = typed.lastIndexOf('/');
  const anywhere = typed.startsWith('**/');
  const folderPath = anywhere ? '' : typed.slice(0, Math.max(slash, 0)).replace(/^\/+/, '');
  const folder = document.tree && folderAt(document.tree, folderPath);
  if (folder && !(anywhere && slash > 2)) {
    const prefix = anywhere ? '**/' : typed.slice(0, slash + 1);
    const entries = [
      ...Array.from(folder.folders.values(), below => ({
        name: nameOf(below.path),
        isFolder: true,
        ...totalsOf(below),
      })),
      ...Array.from(folder.files, ([name, bytes]) => ({ name, isFolder: false, files: 1, bytes })),
    ]
      .sort((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1))
      .slice(0, maximalEntries);
    for (const [index, { name, isFolder, files, bytes }] of entries.entries()) {
      const escaped = prefix + escapePattern(name);
      const out = document.compiled.matches(joinPath(folder.path, name)) ? ' · already left out' : '';
      const size = isFolder ? `${formatFiles(files)}, ${formatBytes(bytes)}` : formatBytes(bytes);
      offer(
        escaped,
        isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
        size + out,
        `${out === '' ? 1 : 3}${String(index).padStart(4, '0')}`,
      );
    }
  }
  if (slash === -1 || anywhere) {
    const offered = new Set(items.map(item => item.label));
    for (const [index, [pattern, what]] of commonPatterns.entries()) {
      if (!offered.has(pattern)) offer(pattern, CompletionItemKind.Value, what, `2${String(index).padStart(4, '0')}`);
    }
  }
  return items;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Characters that mean something in a pattern get a backslash, which makes patternmatcher take them literally. */
function escapePattern(name: string): string {
  return name
    .replace(/[*?[\]\\]/g, '\\$&')
    .replace(/^#/, '\\#')
    .replace(/^!/, '\\!');
}
