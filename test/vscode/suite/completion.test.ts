// Completion as it is accepted in the editor: the letters are typed one by one, the suggestions open by themselves (or are asked
// for), the first one is taken, and the document is what a person would want. `|` is the cursor, before and after.
import * as assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { test, waitFor } from './harness.ts';

interface Case {
  readonly name: string;
  readonly before: string;
  /** What is typed; empty: suggestions are asked for. */
  readonly type: string;
  readonly after: string;
  /** The label that is wanted, where it need not be the first. */
  readonly label?: string;
}

const stages = 'FROM node:22 AS build\nWORKDIR /app\nARG TOKEN=x\nFROM nginx:1.28 AS web\n';

const cases: readonly Case[] = [
  { name: 'an instruction', before: `${stages}|`, type: 'WORK', after: `${stages}WORKDIR |` },
  { name: 'an instruction in the file’s own case', before: 'from a\n|', type: 'hea', after: 'from a\nhealthcheck |' },
  {
    name: 'an instruction’s snippet',
    before: `${stages}|`,
    type: 'RUN',
    after: `${stages}RUN apk add --no-cache |package|`,
    label: 'RUN apk add',
  },
  {
    name: 'a snippet of several lines',
    before: `${stages}|`,
    type: 'npm-c',
    after: `${stages}COPY package.json package-lock.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci| --omit=dev|`,
  },
  {
    name: 'a whole file',
    before: '|',
    type: 'multistage-ru',
    after:
      '# syntax=docker/dockerfile:1\nFROM rust:|1|-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \\\n    cargo build --release --locked && cp target/release/app /usr/local/bin/app\n\nFROM debian:bookworm-slim\nCOPY --from=build /usr/local/bin/app /usr/local/bin/app\nUSER 10001\nENTRYPOINT ["/usr/local/bin/app"]',
  },
  { name: 'a flag', before: `${stages}COPY |`, type: '--ch', after: `${stages}COPY --chmod=|`, label: '--chmod' },
  { name: 'a flag without a value', before: `${stages}COPY |`, type: '--li', after: `${stages}COPY --link|` },
  {
    name: 'a type of mount',
    before: `${stages}RUN |`,
    type: '--mount=type=sec',
    after: `${stages}RUN --mount=type=secret|`,
  },
  {
    name: 'an option of a mount',
    before: `${stages}RUN --mount=type=cache,target=/x|`,
    type: ',sh',
    after: `${stages}RUN --mount=type=cache,target=/x,sharing=|`,
  },
  {
    name: 'a value of an option',
    before: `${stages}RUN --mount=type=cache,target=/x,|`,
    type: 'sharing=lo',
    after: `${stages}RUN --mount=type=cache,target=/x,sharing=locked|`,
  },
  { name: 'a stage behind --from', before: `${stages}COPY |`, type: '--from=bu', after: `${stages}COPY --from=build|` },
  {
    name: 'a stage in a mount',
    before: `${stages}RUN |`,
    type: '--mount=type=bind,from=bu',
    after: `${stages}RUN --mount=type=bind,from=build|`,
  },
  { name: 'a stage in FROM', before: `${stages}|`, type: 'FROM bui', after: `${stages}FROM build|` },
  { name: 'an image', before: '|', type: 'FROM pyth', after: 'FROM python|' },
  { name: 'a tag', before: '|', type: 'FROM debian:trixie-s', after: 'FROM debian:trixie-slim|' },
  { name: 'a platform', before: '|', type: 'FROM --platform=linux/arm6', after: 'FROM --platform=linux/arm64|' },
  {
    name: 'a variable of the stage',
    before: 'FROM node:22\nARG TOKEN=x\n|',
    type: 'RUN echo $TO',
    after: 'FROM node:22\nARG TOKEN=x\nRUN echo $TOKEN|',
  },
  {
    name: 'a variable in braces',
    before: 'ARG NODE_VERSION=22\n|',
    type: 'FROM node:${NODE',
    after: 'ARG NODE_VERSION=22\nFROM node:${NODE_VERSION}|',
  },
  { name: 'a predefined argument', before: `${stages}|`, type: 'ARG TARGETA', after: `${stages}ARG TARGETARCH|` },
  { name: 'a file of the context', before: `${stages}|`, type: 'COPY pack', after: `${stages}COPY package.json|` },
  { name: 'a file in a folder', before: `${stages}|`, type: 'COPY src/in', after: `${stages}COPY src/index.js|` },
  {
    name: 'the destination in a JSON-free COPY',
    before: `${stages}|`,
    type: 'COPY package.json /usr/sh',
    after: `${stages}COPY package.json /usr/share/nginx/html|`,
  },
  {
    name: 'the folder of the stage that is copied from',
    before: `${stages}|`,
    type: 'COPY --from=build /a',
    after: `${stages}COPY --from=build /app|`,
  },
  { name: 'a port', before: `${stages}|`, type: 'EXPOSE 50', after: `${stages}EXPOSE 5000|` },
  { name: 'a user', before: `${stages}|`, type: 'USER ngi', after: `${stages}USER nginx|` },
  { name: 'a signal', before: `${stages}|`, type: 'STOPSIGNAL SIGQ', after: `${stages}STOPSIGNAL SIGQUIT|` },
  { name: 'a folder', before: `${stages}|`, type: 'WORKDIR /var/w', after: `${stages}WORKDIR /var/www/html|` },
  {
    name: 'a label',
    before: `${stages}|`,
    type: 'LABEL org.opencontainers.image.sou',
    after: `${stages}LABEL org.opencontainers.image.source="|"`,
  },
  { name: 'an environment variable', before: `${stages}|`, type: 'ENV NODE_E', after: `${stages}ENV NODE_ENV=|` },
  {
    name: 'a shell',
    before: `${stages}|`,
    type: 'SHELL ',
    after: `${stages}SHELL ["/bin/bash", "-o", "pipefail", "-c"]|`,
  },
  { name: 'a command', before: `${stages}|`, type: 'RUN apt', after: `${stages}RUN apt-get|` },
  { name: 'a subcommand', before: `${stages}|`, type: 'RUN apt-get ins', after: `${stages}RUN apt-get install|` },
  {
    name: 'a flag of a command',
    before: `${stages}|`,
    type: 'RUN apt-get install --no-install-r',
    after: `${stages}RUN apt-get install --no-install-recommends|`,
  },
  {
    name: 'a command behind &&',
    before: `${stages}|`,
    type: 'RUN apt-get update && cu',
    after: `${stages}RUN apt-get update && curl|`,
  },
  { name: 'a check’s kind', before: `${stages}|`, type: 'HEALTHCHECK NO', after: `${stages}HEALTHCHECK NONE|` },
  {
    name: 'an instruction behind ONBUILD',
    before: `${stages}|`,
    type: 'ONBUILD COP',
    after: `${stages}ONBUILD COPY |`,
  },
  {
    name: 'a network mode',
    before: `${stages}|`,
    type: 'RUN --network=no',
    after: `${stages}RUN --network=none|`,
  },
  { name: 'a directive', before: '|', type: '# syn', after: '# syntax=docker/dockerfile:1|' },
  {
    name: 'the name of a check',
    before: '|',
    type: '# check=skip=StageN',
    after: '# check=skip=StageNameCasing|',
  },
  {
    name: 'a suppression',
    before: `${stages}|`,
    type: '# hado',
    after: `${stages}# hadolint ignore=|`,
    label: '# hadolint ignore=',
  },
  {
    name: 'the rule that is found below, in a suppression',
    before: `${stages}|\nRUN sudo ls`,
    type: '# hadolint ignore=',
    after: `${stages}# hadolint ignore=DL3004|\nRUN sudo ls`,
  },
];

for (const { name, ...one } of cases) {
  test(`completion accepted: ${name}`, async () => {
    const editor = await freshEditor('completion/Dockerfile', one.before);
    await accept(editor, one);
  });
}

test('completion accepted: in an ignore file, the biggest of the folder', async () => {
  const editor = await freshEditor('completion/.dockerignore', '|');
  await accept(editor, { type: 'sr', after: 'src|' });
});

test('nothing of whole instructions is offered inside of a flag, a word or a command', async () => {
  for (const text of [`${stages}RUN --mount=type=`, `${stages}RUN `, `${stages}COPY `, `${stages}EXPOSE `]) {
    const editor = await freshEditor('completion/Dockerfile', `${text}|`);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      editor.selection.active,
    );
    assert.ok(list.items.length > 0, text);
    const snippets = list.items.filter(item => item.kind === vscode.CompletionItemKind.Snippet);
    assert.deepEqual(snippets.map(labelOf), [], text);
  }
});

/** Types, waits for the suggestion and takes it, until the document is the wanted one. */
async function accept(
  editor: vscode.TextEditor,
  { type, after, label }: Pick<Case, 'type' | 'after' | 'label'>,
): Promise<void> {
  const [wanted, from, to] = marked(after);
  // A list that opens while its answer is on the way would take the first letters for the whole word.
  for (const letter of type) await vscode.commands.executeCommand('type', { text: letter });
  const typed = editor.document.getText();
  await waitFor(`the server to offer it for ${JSON.stringify(type)}`, async () => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      editor.selection.active,
    );
    // While the server starts, the editor offers the words of the file.
    const own = list.items.filter(item => item.kind !== vscode.CompletionItemKind.Text);
    return label === undefined ? own.length > 0 : own.some(item => labelOf(item) === label);
  });
  const rank = label === undefined ? 0 : await rankOf(editor, label);
  try {
    await waitFor(
      'the suggestion to be accepted',
      async () => {
        await vscode.commands.executeCommand('hideSuggestWidget');
        await vscode.commands.executeCommand('editor.action.triggerSuggest');
        await new Promise(resolve => setTimeout(resolve, 100)); // the list is drawn; asked again when it was not
        for (let step = 0; step < rank; step++) await vscode.commands.executeCommand('selectNextSuggestion');
        await vscode.commands.executeCommand('acceptSelectedSuggestion');
        return editor.document.getText() !== typed;
      },
      20,
    );
  } catch {
    // Compared below: the difference says more than the time.
  }
  await vscode.commands.executeCommand('hideSuggestWidget');
  assert.equal(editor.document.getText(), wanted);
  const { start, end } = editor.selection;
  assert.deepEqual([editor.document.offsetAt(start), editor.document.offsetAt(end)], [from, to ?? from], 'the cursor');
}

/** Where the label stands among the suggestions whose text begins like what was typed, in the editor's order. */
async function rankOf(editor: vscode.TextEditor, label: string): Promise<number> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    editor.selection.active,
  );
  const matching = list.items.filter(item => {
    const range = item.range instanceof vscode.Range ? item.range : item.range?.replacing;
    const typed = range ? editor.document.getText(new vscode.Range(range.start, editor.selection.active)) : '';
    return (item.filterText ?? labelOf(item)).toLowerCase().startsWith(typed.toLowerCase());
  });
  matching.sort((one, other) => ((one.sortText ?? labelOf(one)) < (other.sortText ?? labelOf(other)) ? -1 : 1));
  return Math.max(
    0,
    matching.findIndex(item => labelOf(item) === label),
  );
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

/** The text without its marks, and where they were. */
function marked(text: string): [text: string, from: number, to?: number] {
  const [first = '', second, third] = text.split('|');
  if (third === undefined) return [first + (second ?? ''), first.length];
  return [first + second + third, first.length, first.length + (second ?? '').length];
}

/** A file of the workspace in an editor, with this text; what others need lies beside it. */
async function freshEditor(path: string, text: string): Promise<vscode.TextEditor> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const file = join(root, path);
  for (const [name, content] of Object.entries({ 'package.json': '{}\n', 'src/index.js': '1\n'.repeat(9000) })) {
    const beside = join(dirname(file), name);
    mkdirSync(dirname(beside), { recursive: true });
    writeFileSync(beside, content);
  }
  const [clean, cursor] = marked(text);
  writeFileSync(file, '');
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
  const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
  await editor.edit(edit => edit.replace(whole, clean));
  const position = editor.document.positionAt(cursor);
  editor.selection = new vscode.Selection(position, position);
  return editor;
}
