// Editing as the editor does it: Enter, selections, several cursors, documents that are no files, settings that change meanwhile.
// `|` is the cursor, before and after.
import * as assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test, waitFor } from './harness.ts';

const enters: readonly (readonly [name: string, before: string, type: string, after: string])[] = [
  ['a line is formatted when it is left', 'from a:1|', '\n', 'FROM a:1\n|'],
  ['an indented one too', 'FROM a:1\n  env  a=b|\n', '\n', 'FROM a:1\nENV a=b\n  |\n'],
  [
    'a heredoc is left alone',
    'FROM a:1\nRUN <<EOF\n  from  x|\nEOF\n',
    '\n',
    'FROM a:1\nRUN <<EOF\n  from  x\n  |\nEOF\n',
  ],
  ['behind a continuation the next line is indented', 'FROM a:1\nRUN x && \\|', '\n', 'FROM a:1\nRUN x && \\\n    |'],
  ['behind the last of them it is not', 'FROM a:1\nRUN x && \\\n    y|', '\n', 'FROM a:1\nRUN x && \\\n    y\n|'],
];

for (const [name, before, type, after] of enters) {
  test(`Enter: ${name}`, async () => {
    await withSetting('editor', 'formatOnType', true, async () => {
      const editor = await freshEditor(before);
      for (const text of type) await vscode.commands.executeCommand('type', { text });
      await waitFor('the formatted text', () => shown(editor) === after, 10).catch(() => undefined);
      assert.equal(shown(editor), after);
    });
  });
}

test('Format Selection formats these lines and no other', async () => {
  const editor = await freshEditor('from a:1\nenv   A=b\nrun   x\ncopy   a   b\n');
  editor.selection = new vscode.Selection(1, 2, 2, 3);
  await vscode.commands.executeCommand('editor.action.formatSelection');
  assert.equal(editor.document.getText(), 'from a:1\nENV A=b\nRUN x\ncopy   a   b\n');
});

test('Expand Selection: word, string, command, list, instruction, stage; and back', async () => {
  const editor = await freshEditor('FROM a:1\nRUN echo "one t|wo" && ls\nFROM b:1\n');
  const expected = [
    'two',
    'one two',
    '"one two"',
    'echo "one two"',
    'echo "one two" && ls',
    'RUN echo "one two" && ls',
  ];
  const selected: string[] = [];
  for (const text of [...expected, 'FROM a:1\nRUN echo "one two" && ls']) {
    await vscode.commands.executeCommand('editor.action.smartSelect.expand');
    await waitFor(text, () => editor.document.getText(editor.selection) === text, 10).catch(() => undefined);
    selected.push(editor.document.getText(editor.selection));
  }
  assert.deepEqual(selected, [...expected, 'FROM a:1\nRUN echo "one two" && ls']);
  await vscode.commands.executeCommand('editor.action.smartSelect.shrink');
  assert.equal(editor.document.getText(editor.selection), expected.at(-1));
});

test('several cursors, undo and redo: the server reads what the editor shows', async () => {
  const editor = await freshEditor('FROM a:1 AS x\nRUN one\nRUN two\nFROM b:1\nCOPY --from=x /a /b\n');
  const cursors = [0, 1, 2, 3].map(line => editor.document.lineAt(line).range.end);
  editor.selections = cursors.map(end => new vscode.Selection(end, end));
  for (const text of ['\n', 'R', 'U', 'N', ' ', 'y']) await vscode.commands.executeCommand('type', { text });
  const typed = editor.document.getText();
  assert.equal(typed.split('\n').filter(line => line === 'RUN y').length, 4);
  await sameAsFresh(editor);
  while (editor.document.getText() === typed) await vscode.commands.executeCommand('undo');
  await sameAsFresh(editor);
  await vscode.commands.executeCommand('redo');
  await sameAsFresh(editor);
});

test('marks of ShellCheck do not go out while another line is typed', async () => {
  const editor = await freshEditor('FROM a:1\nRUN rm -rf $CACHE/*\nRUN cd /tmp && echo|\nUSER 1\n');
  const { uri } = editor.document;
  await waitFor('ShellCheck', () => codesOf(uri).includes('SC2115'));
  const seen: string[][] = [];
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some(changed => changed.toString() === uri.toString())) seen.push(codesOf(uri));
  });
  for (const text of ' one && ls $x') {
    await vscode.commands.executeCommand('type', { text });
    await new Promise(resolve => setTimeout(resolve, 60)); // as a person types; the answers must come in between
  }
  await waitFor('the new mark', () => codesOf(uri).filter(code => code === 'SC2086').length === 2);
  listener.dispose();
  assert.ok(seen.length > 0);
  for (const codes of seen) assert.ok(codes.includes('SC2115'), JSON.stringify(seen));
});

test('a document of a read-only file system is read like a file', async () => {
  const text = 'FROM alpine:3 AS build\nRUN apk add curl\nFROM alpine:3\nCOPY --from=build /a /b\nUSER 1\n';
  const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: uri => {
      if (!uri.path.endsWith('/Dockerfile')) throw vscode.FileSystemError.FileNotFound();
      return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: text.length };
    },
    readFile: () => new TextEncoder().encode(text),
    readDirectory: () => [['Dockerfile', vscode.FileType.File]],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  const registered = vscode.workspace.registerFileSystemProvider('drydock-test', provider, { isReadonly: true });
  try {
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.parse('drydock-test://host/project/Dockerfile'),
    );
    assert.equal(document.languageId, 'dockerfile');
    await vscode.window.showTextDocument(document);
    await waitFor('the problems', () => codesOf(document.uri).includes('DL3019'));
    const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      new vscode.Position(3, 13),
    );
    assert.deepEqual(
      links.map(link => [link.targetUri.toString(), link.targetRange.start.line]),
      [[document.uri.toString(), 0]],
    );
  } finally {
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    registered.dispose();
  }
});

test('a fix in an untitled document is one step of undo', async () => {
  const content = 'FROM alpine:3\nRUN apk add curl\nUSER 1\n';
  const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content });
  await vscode.window.showTextDocument(document);
  await waitFor('the problem', () => codesOf(document.uri).includes('DL3019'));
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(1, 5, 1, 5),
  );
  const fix = actions.find(({ title }) => title === 'Add --no-cache to apk add');
  assert.ok(fix?.edit, actions.map(({ title }) => title).join());
  await vscode.workspace.applyEdit(fix.edit);
  assert.equal(document.getText(), content.replace('add', 'add --no-cache'));
  await waitFor('no problem', () => codesOf(document.uri).length === 0);
  await vscode.commands.executeCommand('undo');
  assert.equal(document.getText(), content);
});

test('inlay hints are switched off one by one', async () => {
  const editor = await freshEditor(
    'ARG V=3\nFROM alpine:${V}\nCOPY notes.txt /a\nRUN <<EOF\nls\nEOF\nFROM b:1\nCOPY --from=0 /a /b\n',
  );
  const labels = async (): Promise<string[]> => {
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      editor.document.uri,
      new vscode.Range(0, 0, editor.document.lineCount, 0),
    );
    return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(part => part.value).join('')));
  };
  const all = { variables: '= alpine:3', files: '6 B', heredocs: 'sh', stages: 'stage 0' };
  const sorted = (list: readonly string[]): string => [...list].sort().join(', ');
  await waitFor('all hints', async () => sorted(await labels()) === sorted(Object.values(all)), 20).catch(
    () => undefined,
  );
  assert.equal(sorted(await labels()), sorted(Object.values(all)));
  for (const [setting, label] of Object.entries(all)) {
    await withSetting('drydock.inlayHints', setting, false, async () => {
      const others = sorted(Object.values(all).filter(other => other !== label));
      await waitFor(`no ${setting}`, async () => sorted(await labels()) === others, 20).catch(() => undefined);
      assert.equal(sorted(await labels()), others, setting);
    });
  }
});

/** The outline and the problems are those of an untitled document with the same text. */
async function sameAsFresh({ document }: vscode.TextEditor): Promise<void> {
  const fresh = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: document.getText() });
  const expected = await outline(fresh.uri);
  await waitFor('the same outline', async () => (await outline(document.uri)) === expected, 20).catch(() => undefined);
  assert.equal(await outline(document.uri), expected);
}

async function outline(uri: vscode.Uri): Promise<string> {
  const symbols = await waitFor('the outline', async () =>
    vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri),
  );
  const told = ({ name, detail, range, children }: vscode.DocumentSymbol): unknown => [
    name,
    detail,
    range.start.line,
    range.end.line,
    children.map(told),
  ];
  return JSON.stringify(symbols.map(told), null, 1);
}

function codesOf(uri: vscode.Uri): string[] {
  return vscode.languages.getDiagnostics(uri).map(({ code }) => String(typeof code === 'object' ? code.value : code));
}

async function withSetting(section: string, name: string, value: unknown, work: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
  try {
    await work();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
  }
}

/** A file of the workspace in an editor, with this text, once the server knows it. */
async function freshEditor(text: string): Promise<vscode.TextEditor> {
  const folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'editing');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'notes.txt'), 'notes\n');
  const file = join(folder, 'Dockerfile');
  writeFileSync(file, '');
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
  const at = text.indexOf('|');
  const clean = text.replace('|', '');
  await editor.edit(edit => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), clean));
  const position = editor.document.positionAt(Math.max(at, 0));
  editor.selection = new vscode.Selection(position, position);
  await waitFor('the server', async () => (await outline(editor.document.uri)) !== '[]');
  return editor;
}

/** The text with the cursor in it. */
function shown({ document, selection }: vscode.TextEditor): string {
  const at = document.offsetAt(selection.active);
  return `${document.getText().slice(0, at)}|${document.getText().slice(at)}`;
}
