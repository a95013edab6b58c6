/**
 * The Notes view: built-in notes by kind, and a team's own by file. A click opens the note in the Markdown preview.
 */
import * as vscode from 'vscode';
import type { NoteSummary } from '../../../server/src/protocol/messages.ts';
import type { LanguageServer } from '../languageClient.ts';
import { openNoteCommand } from './noteDocuments.ts';

export const notesView = 'drydock.notes';

type Node = Group | NoteSummary;

interface Group {
  readonly label: string;
  readonly icon: string;
  readonly children: readonly Node[];
}

export function registerNotesView(server: LanguageServer): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const refresh = () => changed.fire(undefined);
  const view = vscode.window.createTreeView<Node>(notesView, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: node => ('children' in node ? groupItem(node) : noteItem(node)),
      async getChildren(node) {
        if (node !== undefined) return 'children' in node ? [...node.children] : [];
        const { notes } = await server.request('drydock/searchNotes', { query: '' });
        return groupNotes(notes);
      },
    },
  });
  return vscode.Disposable.from(
    changed,
    view,
    vscode.workspace.onDidSaveTextDocument(({ languageId }) => languageId === 'markdown' && refresh()),
    vscode.workspace.onDidChangeConfiguration(event => event.affectsConfiguration('drydock.notes') && refresh()),
    // The server reads a team's notes after it has started.
    view.onDidChangeVisibility(({ visible }) => visible && refresh()),
  );
}

const kinds: readonly (readonly [kind: string, label: string, icon: string])[] = [
  ['instruction', 'Instructions', 'symbol-keyword'],
  ['flag', 'Flags', 'symbol-property'],
  ['mount', 'Mounts', 'symbol-field'],
  ['directive', 'Directives', 'symbol-event'],
  ['variable', 'Variables', 'symbol-variable'],
  ['concept', 'Concepts', 'lightbulb'],
  ['guide', 'Guides', 'book'],
  ['command', 'Engine Commands', 'terminal'],
  ['shell', 'Commands in RUN', 'terminal-bash'],
  ['image', 'Images', 'package'],
  ['tag', 'Tags', 'tag'],
  ['label', 'Labels', 'bookmark'],
  ['rule', 'Rules', 'checklist'],
];

/** A team's notes first (few, and its own), then the built-in ones by kind. */
function groupNotes(notes: readonly NoteSummary[]): Group[] {
  const byKind = new Map<string, NoteSummary[]>();
  for (const note of notes) byKind.set(note.kind, [...(byKind.get(note.kind) ?? []), note]);
  const team = byKind.get('team') ?? [];
  byKind.delete('team');
  const known = kinds.flatMap(([kind, label, icon]) => {
    const children = byKind.get(kind);
    byKind.delete(kind);
    return children === undefined ? [] : [{ label, icon, children }];
  });
  const others = [...byKind].map(([kind, children]) => ({
    label: kind.slice(0, 1).toUpperCase() + kind.slice(1),
    icon: 'note',
    children,
  }));
  return [...(team.length === 0 ? [] : [teamGroup(team)]), ...known, ...others];
}

/** The summary of a team note is its file. */
function teamGroup(notes: readonly NoteSummary[]): Group {
  const files = new Map<string, NoteSummary[]>();
  for (const note of notes) {
    const file = note.id.replace(/#\d+$/, '');
    files.set(file, [...(files.get(file) ?? []), note]);
  }
  const children = [...files.values()].map(inFile => ({
    label: inFile[0]?.summary ?? '',
    icon: 'markdown',
    children: inFile,
  }));
  return { label: 'Team Notes', icon: 'organization', children };
}

function groupItem({ label, icon, children }: Group): vscode.TreeItem {
  const isTeam = label === 'Team Notes';
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, isTeam ? Expanded : Collapsed);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.description = isTeam ? '' : String(children.length);
  return item;
}

function noteItem(note: NoteSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(note.title);
  item.tooltip = note.summary;
  item.description = note.kind === 'team' ? '' : note.summary;
  item.iconPath = new vscode.ThemeIcon('note');
  item.command = { command: openNoteCommand, title: 'Open Note', arguments: [note.id] };
  return item;
}
