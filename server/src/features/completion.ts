/**
 * Completion by position. Each file of completion/ answers for one kind of place; what it offers is inserted as an edit of the word under the
 * cursor, so that accepting replaces what was typed and never leaves a second half behind.
 */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { argumentItems } from './completion/arguments.ts';
import { baseItems } from './completion/bases.ts';
import { directives, directiveValues, suppressions } from './completion/comments.ts';
import { flagNames, flagsAllowed, flagValues } from './completion/flags.ts';
import { isAtTop, keywords, wholeSnippets } from './completion/instructions.ts';
import { words } from './completion/items.ts';
import { heldWhileTyping } from './completion/knownImages.ts';
import type { CompletionServices } from './completion/services.ts';
import { variableItems, variablePrefix } from './completion/variables.ts';
import { placeAt } from './place.ts';

export type { CompletionServices, FoundHere } from './completion/services.ts';

/** What can stand at the offset; empty when there is nothing to offer. */
export function completions(
  document: DockerfileDocument,
  offset: number,
  services: CompletionServices,
): readonly CompletionItem[] {
  const { tree } = document;
  const variable = variablePrefix(document.text, offset);
  const place = placeAt(tree, offset);
  if (place.kind === 'comment') {
    // A person who begins a comment is not interrupted; who has written `ignore=` is helped on.
    if (services.trigger !== undefined && services.trigger !== '=' && services.trigger !== ',') return [];
    return [
      ...(isAtTop(document, place.span) ? directives(document, place.span, offset) : []),
      ...suppressions(document, place.span, offset, services),
    ];
  }
  if (place.kind === 'directive-name' || place.kind === 'directive-value') {
    if (place.kind === 'directive-name') return [];
    return directiveValues(document, place.directive.name, place.span, offset, services.ruleIds ?? []);
  }
  if (place.kind === 'blank') {
    const here = { start: offset, end: offset };
    return [...keywords(document, here, undefined, services), ...wholeSnippets(document, here, services)];
  }
  const { instruction } = place;
  if (place.kind === 'keyword') {
    const isAlone = !instruction.rest && document.tree.instructions.includes(instruction);
    return [
      ...keywords(document, place.span, instruction, services),
      ...(isAlone ? wholeSnippets(document, place.span, services) : []),
    ];
  }
  if (place.kind === 'heredoc-body' && !place.heredoc.expand) return [];
  if (variable) return variableItems(document, instruction, variable, offset);
  if (place.kind === 'flag-name') {
    return flagNames(document, instruction, untilValue(document.text, offset, place.flag.span, '='), services);
  }
  if (place.kind === 'flag-value') {
    return flagValues(document, instruction, place.flag.name, place.span, offset, services);
  }
  if (
    place.kind === 'base' ||
    (place.kind === 'gap' && instruction.name === 'FROM' && instruction.words.length === 0)
  ) {
    return baseItems(
      document,
      instruction,
      place.kind === 'base' ? place.span : { start: offset, end: offset },
      offset,
      services,
    );
  }
  if (place.kind === 'gap' && instruction.known && instruction.name === 'ONBUILD' && !instruction.trigger) {
    return keywords(document, { start: offset, end: offset }, instruction, services);
  }
  if (place.kind === 'healthcheck-type')
    return words(document, place.span, ['CMD', 'NONE'], CompletionItemKind.Keyword);
  const typed = typedWord(document.text, offset);
  if (typed.text.startsWith('-') && flagsAllowed(instruction, typed.span.start)) {
    return flagNames(document, instruction, untilValue(document.text, offset, typed.span, '='), services);
  }
  if (place.kind === 'gap' && instruction.name === 'HEALTHCHECK' && instruction.words.length === 0) {
    return words(document, { start: offset, end: offset }, ['CMD', 'NONE'], CompletionItemKind.Keyword);
  }
  const items = argumentItems(document, place, typed, offset, services);
  return openEnded.has(instruction.name) ? beginningAsTyped(document, items, offset) : items;
}

/** Whatever is typed there may be meant as it stands. */
const openEnded: ReadonlySet<string> = new Set([
  ...['ARG', 'CMD', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'RUN', 'SHELL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/**
 * Only what begins as the typed text does, and asked again with each letter: else an editor would put `["/bin/sh", "-c"]` in the place
 * of `["sh"]`, `$APP_UID` in that of `app`, or `dotnet` in that of `done`, when Enter is pressed.
 */
function beginningAsTyped(
  document: DockerfileDocument,
  items: readonly CompletionItem[],
  offset: number,
): CompletionItem[] {
  return items.flatMap(item => {
    const edit = item.textEdit;
    if (!edit || !('range' in edit)) return [item];
    const typed = document.text.slice(document.lines.offsetAt(edit.range.start), offset).toLowerCase();
    const filter = (item.filterText ?? item.label).toLowerCase();
    if (!filter.startsWith(typed)) return [];
    // What is written already comes first: accepting it changes nothing.
    return [{ ...item, data: heldWhileTyping, ...(filter === typed ? { sortText: '!', preselect: true } : {}) }];
  });
}

<<<<<<< Updated upstream
=======
// ---- arguments ---------------------------------------------------------------------------------------------------------

/** What the argument under the cursor can be, by instruction. */
function argumentItems(
  document: DockerfileDocument,
  place: InstructionPlace,
  typed: { readonly text: string; readonly span: Span },
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const { instruction } = place;
  const span = withoutQuotes(document.text, offset, 'word' in place && instruction.json ? place.span : typed.span);
  switch (instruction.name) {
    case 'COPY':
    case 'ADD':
      return copyItems(document, instruction, typed, offset, services);
    case 'EXPOSE':
      return portItems(document, untilValue(document.text, offset, span, '/'), offset);
    case 'USER':
      return choices(document, untilValue(document.text, offset, span, ':'), values.users, CompletionItemKind.Value);
    case 'STOPSIGNAL':
      return choices(document, span, values.signals, CompletionItemKind.EnumMember);
    case 'WORKDIR':
    case 'VOLUME':
      return folderItems(document, span, [{ value: '/', detail: 'the root' }, ...values.folders], offset);
    case 'SHELL':
      // Of a list that is written already only the end of what is typed may follow: an editor closes quotes and brackets by itself.
      return instruction.rest === undefined || /^["\]\s]*$/.test(document.text.slice(offset, instruction.rest.span.end))
        ? choices(document, instruction.rest?.span ?? typed.span, values.shells, CompletionItemKind.Value)
        : [];
    case 'LABEL':
      return place.kind === 'pair-value' ? [] : labelItems(document, keySpan(typed), services);
    case 'ENV':
      return place.kind === 'pair-value'
        ? []
        : choices(document, keySpan(typed), values.environment, CompletionItemKind.Variable, name =>
            place.kind === 'pair-key' && place.pair.valueSpan ? name : `${name}=`,
          );
    case 'ARG':
      return place.kind === 'pair-value' ? [] : globalArguments(document, instruction, keySpan(typed));
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
      return instruction.json ? [] : commandItems(document, instruction, typed, offset, services);
    default:
      return [];
  }
}

/** Of `name=value`, `80/tcp` or `user:group` the part with the cursor, so that the other one stays. */
function untilValue(text: string, offset: number, { start, end }: Span, separator: string): Span {
  const at = text.slice(offset, end).indexOf(separator);
  return { start, end: at === -1 ? end : offset + at };
}

/** What stands between quotes (and behind the bracket of a list that is not closed yet). */
function withoutQuotes(text: string, offset: number, { start, end }: Span): Span {
  const opening = /^\[?["']/.exec(text.slice(start, offset))?.[0] ?? '';
  if (opening === '') return { start, end };
  const closing = /["'],?\]?$/.exec(text.slice(offset, end))?.[0] ?? '';
  return { start: start + opening.length, end: end - closing.length };
}

/** Folders that begin as it is typed. What ends with a slash is whole, and a slash at the end is nothing to offer: Enter ends the line. */
function folderItems(
  document: DockerfileDocument,
  span: Span,
  folders: readonly values.ValueChoice[],
  offset: number,
): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const own =
    offset === span.end && typed.length > 1 && typed.endsWith('/') ? [{ value: typed, detail: 'as it is typed' }] : [];
  const isSame = (value: string): boolean =>
    typed !== '' && (value === `${typed}/` || (value === typed && own.length > 0));
  const list = folders.filter(({ value }) => !isSame(value));
  return beginningAsTyped(document, choices(document, span, [...own, ...list], CompletionItemKind.Folder), offset);
}

/** A number that is typed is a port as it stands: it is the first of the list, so that Enter keeps it. */
function portItems(document: DockerfileDocument, span: Span, offset: number): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const own = offset === span.end && /^\d+$/.test(typed) && !values.ports.some(({ value }) => value === typed);
  const list = own ? [{ value: typed, detail: 'as it is typed' }, ...values.ports] : values.ports;
  return choices(document, span, list, CompletionItemKind.Value);
}

/** The part of `KEY=value` before the `=`. */
function keySpan(typed: { readonly text: string; readonly span: Span }): Span {
  const equals = typed.text.indexOf('=');
  return equals === -1 ? typed.span : { start: typed.span.start, end: typed.span.start + equals };
}

function labelItems(document: DockerfileDocument, span: Span, services: CompletionServices): CompletionItem[] {
  return notes
    .filter(note => note.kind === 'label')
    .map((note, index): CompletionItem => {
      const label = note.id.replace(/^label\./, '');
      const documentation = services.documentation(note.id);
      const hasValue = document.text[span.end] === '=';
      return {
        label,
        kind: CompletionItemKind.Property,
        detail: toPlainText(note.summary),
        ...(documentation ? { documentation } : {}),
        sortText: `${label.startsWith('org.opencontainers') ? 0 : 1}${String(index).padStart(3, '0')}`,
        ...(services.snippets && !hasValue ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
        textEdit: {
          range: document.lines.rangeOf(span),
          newText: hasValue ? label : services.snippets ? `${label}="$1"` : `${label}=`,
        },
      };
    });
}

/** An ARG in a stage takes over a global one of the name. */
function globalArguments(document: DockerfileDocument, instruction: Instruction, span: Span): CompletionItem[] {
  if (document.stageModel.stageOf(instruction) === undefined) return [];
  const names = document.stageModel.preamble.flatMap(declared => declared.pairs.map(pair => pair.key));
  const predefined = [
    'TARGETPLATFORM',
    'TARGETOS',
    'TARGETARCH',
    'TARGETVARIANT',
    'BUILDPLATFORM',
    'BUILDOS',
    'BUILDARCH',
  ];
  return words(document, span, [...new Set([...names, ...predefined])], CompletionItemKind.Variable);
}

/** Sources from the context (or folders of the stage copied from); the last word is the destination. */
function copyItems(
  document: DockerfileDocument,
  instruction: Instruction,
  typed: { readonly text: string; readonly span: Span },
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const { words: argumentWords } = instruction;
  const index = argumentWords.findIndex(word => offset >= word.span.start && offset <= word.span.end);
  const isDestination = index === -1 ? argumentWords.length > 0 : index > 0 && index === argumentWords.length - 1;
  const destinations = isDestination
    ? folderItems(document, typed.span, destinationsOf(document, instruction), offset)
    : [];
  const fromElsewhere = instruction.flags.some(flag => flag.name === 'from');
  if (fromElsewhere) {
    const from = instruction.flags.find(flag => flag.name === 'from')!;
    const use = document.stageModel.uses.find(
      candidate => candidate.instruction === instruction && candidate.kind === 'COPY',
    );
    const target = from && use?.target;
    const known = target ? [...workdirsOfStage(document, target.instructions)] : [];
    return [...folderItems(document, typed.span, known, offset), ...destinations];
  }
  const sources = pathItems(document, offset, services);
  if (!isDestination || (index !== -1 && argumentWords.length === 1)) return sources;
  // Further sources are possible too, behind the destinations.
  const further = sources.map(item => ({ ...item, sortText: `5${item.sortText ?? item.label}` }));
  return [...destinations, ...beginningAsTyped(document, further, offset)];
}

function pathItems(document: DockerfileDocument, offset: number, services: CompletionServices): CompletionItem[] {
  return services.context ? copyPathCompletions(document, offset, services.context) : [];
}

/** Here first, then places that are usual. */
function destinationsOf(document: DockerfileDocument, instruction: Instruction): values.ValueChoice[] {
  const workdir = document.stateAt(instruction)?.workdir.value;
  const here = workdir?.known && workdir.value !== '/' ? workdir.value : undefined;
  const detail = here ? `the WORKDIR ${here}` : 'the folder here';
  // Of two that begin alike the shorter is first, so that Enter behind `.` ends the line instead of making `./` of it.
  return [
    { value: '.', detail },
    { value: './', detail },
    ...(here ? [here, `${here}/`].map(value => ({ value, detail: 'the WORKDIR here' })) : []),
    { value: '/', detail: 'the root' },
    ...values.folders.filter(({ value }) => value !== here),
  ];
}

function workdirsOfStage(document: DockerfileDocument, instructions: readonly Instruction[]): values.ValueChoice[] {
  const found = new Map<string, values.ValueChoice>();
  for (const instruction of instructions) {
    const workdir = document.stateAt(instruction)?.workdir.value;
    if (workdir?.known && workdir.value !== '/') {
      found.set(workdir.value, { value: workdir.value, detail: 'a WORKDIR of that stage' });
    }
  }
  return [...found.values()];
}

/** Programs at the start of a command; subcommands and flags of a program that the notes know behind it. */
function commandItems(
  document: DockerfileDocument,
  instruction: Instruction,
  typed: { readonly text: string; readonly span: Span },
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const commands = commandsIn(instruction, shellAt(document.tree, instruction)) ?? [];
  const current = commands
    .filter(command => command.name && command.name.span.end < offset && offset <= command.span.end + 1)
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
  const between = current ? document.text.slice(current.span.end, offset) : '';
  if (!current || /[;&|\n]/.test(between.replace(/\\\r?\n/g, ''))) {
    return words(document, typed.span, commandsFor(document, instruction), CompletionItemKind.Function).map(item => {
      const note = namedNote('shell', item.label);
      const documentation = note && services.documentation(note.id);
      return {
        ...item,
        ...(note ? { detail: toPlainText(note.summary) } : {}),
        ...(documentation ? { documentation } : {}),
      };
    });
  }
  const note = namedNote('shell', current.program);
  if (!note) return [];
  // `curl … | sh -` is whole: Enter leaves it as it is.
  const dash = typed.text === '-' ? choices(document, typed.span, [stdin], CompletionItemKind.Value) : [];
  const subcommand = current.args.find(word => !word.value.startsWith('-') && word.span.end < offset)?.value;
  const items = itemsOf(note)
    .filter(item =>
      item.section === 'Flags' ? typed.text.startsWith('-') || subcommand !== undefined : subcommand === undefined,
    )
    .flatMap(item => item.names.slice(0, 1).map(name => ({ item, name })))
    .filter(({ name }) => !name.includes(' ') || name.startsWith(`${subcommand} `))
    .map(({ item, name }, index): CompletionItem => {
      const label = name.replace(/^\S+ (?=-)/, '');
      return {
        label,
        kind: item.section === 'Flags' ? CompletionItemKind.Property : CompletionItemKind.Method,
        detail: toPlainText(item.markdown),
        sortText: `${unsafeFlag.test(label) ? 9 : 0}${String(index).padStart(3, '0')}`,
        filterText: label,
        textEdit: { range: document.lines.rangeOf(typed.span), newText: label },
      };
    });
  return [...dash, ...items];
}

const stdin: values.ValueChoice = { value: '-', detail: 'what is piped in' };

/** Explained where they stand, but not among the first that are offered. */
const unsafeFlag =
  /unauthenticated|force-yes|insecure|no-check-certificate|no-?gpg-?check|no-verify|allow-untrusted|trusted-host/;

/** The package manager of the stage's distribution first, where its image says which that is. */
function commandsFor(document: DockerfileDocument, instruction: Instruction): readonly string[] {
  let stage = document.stageModel.stageOf(instruction);
  while (stage?.parent) stage = stage.parent;
  const base = stage?.baseWord?.value ?? '';
  const manager = /alpine/.test(base)
    ? 'apk'
    : /fedora|rockylinux|almalinux|amazonlinux|\bubi/.test(base)
      ? 'dnf'
      : undefined;
  return manager ? [manager, ...values.commonCommands.filter(name => name !== manager)] : values.commonCommands;
}

/** Stages, and images with their tags: for FROM, COPY --from and the `from` of a mount. */
function baseItems(
  document: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const isBehindColon = /:[^/]*$/.test(document.text.slice(span.start, offset));
  return [
    ...(isBehindColon ? [] : stageItems(document, instruction, span)),
    ...imageItems(document, span, offset, services.images, services.documentation),
  ];
}

/** `# hadolint ignore=`, `# check=skip=` and, behind them, ids of rules. */
function suppressions(
  document: DockerfileDocument,
  span: Span,
  offset: number,
  { ruleIds = [], findings }: CompletionServices,
): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const list =
    /^#\s*(hadolint\s+(?:global\s+)?ignore|check\s*=\s*skip|tally\s+(?:global\s+)?ignore|shellcheck\s+disable)\s*=\s*(?:[\w/-]+\s*,\s*)*([\w/-]*)$/.exec(
      typed,
    );
  if (list) {
    const range = { start: offset - list[2]!.length, end: endOfId(document.text, offset) };
    const isForFile = /global|check/.test(list[1]!);
    const next = document.tree.instructions.find(instruction => instruction.span.end > span.end);
    const lines = isForFile || !next ? { first: 1, last: Infinity } : { first: next.startLine, last: next.endLine };
    const belongs = (id: string): boolean => !list[1]!.startsWith('shellcheck') || /^SC\d+$/.test(id);
    return ruleItems(
      document,
      range,
      ruleIds.filter(belongs),
      (findings?.() ?? []).filter(({ ruleId, line }) => belongs(ruleId) && line >= lines.first && line <= lines.last),
    );
  }
  const behind = document.text.slice(offset, span.end);
  // In front of other words it would make a sentence of its own into a suppression.
  const replaced = /^[a-z ]*=/.exec(behind)?.[0] ?? '';
  if (!/^#\s*[a-z]*$/.test(typed) || (behind.trim() !== '' && replaced === '')) return [];
  return ['# hadolint ignore=', '# hadolint global ignore=', '# check=skip=', '# shellcheck disable='].map(
    (newText, index): CompletionItem => ({
      label: newText,
      kind: CompletionItemKind.Keyword,
      filterText: newText,
      sortText: `9${index}`,
      textEdit: { range: document.lines.rangeOf({ start: span.start, end: offset + replaced.length }), newText },
    }),
  );
}

/** Where the name of a rule ends that the offset is in. */
function endOfId(text: string, offset: number): number {
  return offset + /^[\w/-]*/.exec(text.slice(offset, offset + 100))![0].length;
}

/** What is found in these lines first, with its message; then the other rules, hadolint's numbers before words. */
function ruleItems(
  document: DockerfileDocument,
  span: Span,
  ruleIds: readonly string[],
  found: readonly FoundHere[],
): CompletionItem[] {
  const messages = new Map(found.map(({ ruleId, message }) => [ruleId, message]));
  const ids = [...new Set([...messages.keys(), ...ruleIds])];
  return ids.map((label): CompletionItem => {
    const message = messages.get(label);
    const group = message !== undefined ? 0 : /^(?:DL|SC)\d/.test(label) ? 1 : 2;
    return {
      label,
      kind: CompletionItemKind.Reference,
      ...(message !== undefined ? { detail: message } : {}),
      sortText: `${group}${label}`,
      textEdit: { range: document.lines.rangeOf(span), newText: label },
    };
  });
}

function choices(
  document: DockerfileDocument,
  span: Span,
  list: readonly values.ValueChoice[],
  kind: CompletionItemKind,
  written: (value: string) => string = value => value,
): CompletionItem[] {
  return list.map(({ value, detail }, index) => ({
    label: value,
    kind,
    detail,
    filterText: value,
    sortText: String(index).padStart(3, '0'),
    textEdit: { range: document.lines.rangeOf(span), newText: written(value) },
  }));
}

// ---- instructions ------------------------------------------------------------------------------------------------------

/** Keywords that make sense here: only ARG and FROM before the first FROM; no FROM, MAINTAINER, ONBUILD behind ONBUILD. */
function keywords(
  document: DockerfileDocument,
  span: Span,
  instruction: Instruction | undefined,
  services: CompletionServices,
): CompletionItem[] {
  const inOnbuild =
    instruction !== undefined &&
    document.tree.instructions.some(
      other => other.name === 'ONBUILD' && other.span.start < span.start && other.span.end >= span.end,
    );
  const firstFrom = document.tree.instructions.find(other => other.name === 'FROM');
  const beforeFrom = !firstFrom || span.start < firstFrom.span.start;
  const onFrom = firstFrom !== undefined && instruction === firstFrom;
  const lower = writesLowerCase(document);
  return instructionNames
    .filter(name => name !== 'MAINTAINER')
    .filter(name => !(beforeFrom || onFrom) || name === 'FROM' || name === 'ARG')
    .filter(name => !inOnbuild || (name !== 'FROM' && name !== 'ONBUILD'))
    .flatMap(name => {
      const label = lower ? name.toLowerCase() : name;
      const hasArguments = instruction?.rest !== undefined || (instruction?.flags.length ?? 0) > 0;
      const documentation = services.documentation(`instruction.${name}`);
      const plain: CompletionItem = {
        label,
        kind: CompletionItemKind.Keyword,
        ...(documentation ? { documentation } : {}),
        sortText: `0${name}`,
        textEdit: { range: document.lines.rangeOf(span), newText: hasArguments ? label : `${label} ` },
      };
      if (!services.snippets || hasArguments) return [plain];
      const snippets = (instructionSnippets[name] ?? []).map((snippet, index): CompletionItem => {
        const body = lower ? snippet.body.replace(/^[A-Z]+/, word => word.toLowerCase()) : snippet.body;
        return {
          label: `${label} ${snippet.label}`,
          kind: CompletionItemKind.Snippet,
          detail: snippet.detail,
          documentation: { kind: 'markdown', value: `\`\`\`dockerfile\n${withoutPlaceholders(body)}\n\`\`\`` },
          filterText: `${label} ${snippet.label}`,
          sortText: `1${name}${index}`,
          insertTextFormat: InsertTextFormat.Snippet,
          textEdit: { range: document.lines.rangeOf(span), newText: body },
        };
      });
      return [plain, ...snippets];
    });
}

/** Snippets of whole instructions and files: at the start of a line only, and before the first FROM only what brings one. */
function wholeSnippets(document: DockerfileDocument, span: Span, services: CompletionServices): CompletionItem[] {
  if (!services.snippets) return [];
  const firstFrom = document.tree.instructions.find(other => other.name === 'FROM');
  const beforeFrom = !firstFrom || span.start <= firstFrom.span.start;
  const atTop = isAtTop(document, span);
  return fileSnippets
    .filter(({ body, brings }) =>
      brings === 'syntax' ? atTop : !beforeFrom || brings === 'stage' || /^ARG /.test(body),
    )
    .map((snippet, index): CompletionItem => {
      const body = atTop ? snippet.body : snippet.body.replace(/^# syntax=.*\n/, '');
      return {
        label: snippet.prefix,
        kind: CompletionItemKind.Snippet,
        detail: snippet.description,
        documentation: { kind: 'markdown', value: `\`\`\`dockerfile\n${withoutPlaceholders(body)}\n\`\`\`` },
        filterText: snippet.filter,
        sortText: `2${String(index).padStart(3, '0')}`,
        insertTextFormat: InsertTextFormat.Snippet,
        textEdit: { range: document.lines.rangeOf(span), newText: body },
      };
    });
}

/** The author writes keywords in lower case: then so do we. */
function writesLowerCase(document: DockerfileDocument): boolean {
  const known = document.tree.instructions.filter(instruction => instruction.known);
  const lower = known.filter(instruction => /^[a-z]+$/.test(instruction.keyword.value)).length;
  return lower > known.length / 2;
}

// ---- flags -------------------------------------------------------------------------------------------------------------

function flagsAllowed(instruction: Instruction, start: number): boolean {
  const first = instruction.words[0];
  return instructionFlags[instruction.name as InstructionName] !== undefined && (!first || start <= first.span.start);
}

function flagNames(
  document: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  services: CompletionServices,
): CompletionItem[] {
  const known = instructionFlags[instruction.name as InstructionName] ?? {};
  const used = new Set(instruction.flags.filter(flag => flag.span.start !== span.start).map(flag => flag.name));
  const hasValue = document.text[span.end] === '=';
  return Object.entries(known)
    .filter(([name, type]) => type === 'strings' || !used.has(name))
    .map(([name, type]): CompletionItem => {
      const label = `--${name}`;
      const documentation = services.documentation(`flag.${instruction.name}.${label}`);
      return {
        label,
        kind: CompletionItemKind.Property,
        ...(documentation ? { documentation } : {}),
        filterText: label,
        textEdit: {
          range: document.lines.rangeOf(span),
          newText: type === 'boolean' || hasValue ? label : `${label}=`,
        },
        ...(type === 'boolean' || hasValue ? {} : { command: suggestAgain }),
      };
    });
}

function flagValues(
  document: DockerfileDocument,
  instruction: Instruction,
  name: string,
  span: Span,
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  switch (`${instruction.name} ${name}`) {
    case 'FROM platform':
      return words(document, span, platforms, CompletionItemKind.Value);
    case 'COPY from':
      return baseItems(document, instruction, span, offset, services);
    case 'RUN network':
      return words(document, span, networkModes, CompletionItemKind.EnumMember);
    case 'RUN security':
      return words(document, span, securityModes, CompletionItemKind.EnumMember);
    case 'RUN mount':
      return mountItems(document, instruction, span, offset, services);
    case 'COPY chown':
    case 'ADD chown':
      return beginningAsTyped(
        document,
        choices(document, untilValue(document.text, offset, span, ':'), values.users, CompletionItemKind.Value),
        offset,
      );
    case 'COPY link':
    case 'COPY parents':
    case 'ADD link':
    case 'ADD unpack':
    case 'ADD keep-git-dir':
      return words(document, span, ['true', 'false'], CompletionItemKind.Value);
    default:
      return [];
  }
}

const platforms: readonly string[] = [
  '$BUILDPLATFORM',
  '$TARGETPLATFORM',
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/ppc64le',
  'linux/s390x',
  'linux/riscv64',
  'windows/amd64',
];

/** Keys of a mount, or the values of the key before the cursor. */
function mountItems(
  document: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const before = document.text.slice(span.start, offset);
  const start = span.start + Math.max(before.lastIndexOf(','), -1) + 1;
  const nextComma = document.text.slice(offset, span.end).indexOf(',');
  const end = nextComma === -1 ? span.end : offset + nextComma;
  const field = document.text.slice(start, offset);
  const equals = field.indexOf('=');
  if (equals === -1) {
    const key = untilValue(document.text, offset, { start, end }, '=');
    return mountKeys(document, document.text.slice(span.start, span.end), key);
  }
  const value = { start: start + equals + 1, end };
  switch (field.slice(0, equals).toLowerCase()) {
    case 'type':
      return words(document, value, MOUNT_TYPES, CompletionItemKind.EnumMember);
    case 'sharing':
      return words(document, value, MOUNT_SHARING_MODES, CompletionItemKind.EnumMember);
    case 'from':
      return baseItems(document, instruction, value, offset, services);
    default:
      return [];
  }
}

/** The keys that a mount of this type takes and does not have yet, in the order of its note. */
function mountKeys(document: DockerfileDocument, value: string, span: Span): CompletionItem[] {
  const type = /(?:^|,)type=(\w+)/i.exec(value)?.[1]?.toLowerCase();
  const note = mountNote(type ?? 'bind') ?? mountNote('bind');
  const used = new Set(value.split(',').map(field => /^\w*/.exec(field)![0].toLowerCase()));
  used.delete(document.text.slice(span.start, span.end).toLowerCase());
  const hasValue = document.text[span.end] === '=';
  return itemsOf(note!)
    .filter(item => item.section === 'Options' && !item.names.some(name => used.has(name)))
    .map((item, index): CompletionItem => {
      const name = item.names[0]!;
      return {
        label: mountSwitches.has(name) ? name : `${name}=`,
        kind: CompletionItemKind.Property,
        detail: toPlainText(item.markdown),
        filterText: name,
        sortText: String(index).padStart(3, '0'),
        textEdit: {
          range: document.lines.rangeOf(span),
          newText: mountSwitches.has(name) || hasValue ? name : `${name}=`,
        },
        ...(mountChoices.has(name) && !hasValue ? { command: suggestAgain } : {}),
      };
    });
}

const mountSwitches: ReadonlySet<string> = new Set(['ro', 'rw', 'required']);
/** Behind these there is something to choose from. */
const mountChoices: ReadonlySet<string> = new Set(['type', 'from', 'sharing']);
const suggestAgain = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

// ---- stages, variables, directives ---------------------------------------------------------------------------------------

/** The stages above this instruction's own. */
function stageItems(document: DockerfileDocument, instruction: Instruction, span: Span): CompletionItem[] {
  const own = document.stageModel.stageOf(instruction);
  const above = document.stages.filter(stage => own === undefined || stage.index < own.index);
  const named = above.filter(stage => stage.nameWord !== undefined);
  const items = named.map(
    (stage): CompletionItem => ({
      label: stage.nameWord!.value,
      kind: CompletionItemKind.Module,
      detail: `stage ${stage.index}, from ${stage.baseWord?.value ?? 'nothing'}`,
      sortText: `0${String(stage.index).padStart(4, '0')}`,
      textEdit: { range: document.lines.rangeOf(span), newText: stage.nameWord!.value },
    }),
  );
  if (instruction.name !== 'FROM') return items;
  const scratch = words(document, span, ['scratch'], CompletionItemKind.Constant);
  return [...items, ...scratch.map(item => ({ ...item, sortText: '1', detail: 'nothing: the image begins empty' }))];
}

function variableItems(
  document: DockerfileDocument,
  instruction: Instruction,
  prefix: VariablePrefix,
  offset: number,
): CompletionItem[] {
  // In a script small letters name its own variables, which are not known here: `$n` is not NGINX_VERSION.
  const typed = document.text.slice(prefix.span.start + prefix.opener.length, offset);
  const isScript = ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(instruction.name);
  const begins = ({ name }: { readonly name: string }): boolean =>
    isScript ? name.startsWith(typed) : name.toLowerCase().startsWith(typed.toLowerCase());
  return variablesAt(document, instruction)
    .filter(begins)
    .map(
      (variable, index): CompletionItem => ({
        label: variable.name,
        kind: CompletionItemKind.Variable,
        detail: variable.detail,
        sortText: String(index).padStart(3, '0'),
        filterText: `${prefix.opener}${variable.name}`,
        data: heldWhileTyping,
        textEdit: {
          range: document.lines.rangeOf(prefix.span),
          newText: prefix.opener === '${' ? `\${${variable.name}}` : `$${variable.name}`,
        },
      }),
    );
}

interface VariablePrefix {
  readonly opener: '$' | '${';
  /** From `$` to the end of the name, and the closing brace when it is there. */
  readonly span: Span;
}

/** `$NA|ME` or `${NA|ME}` around the offset. */
function variablePrefix(text: string, offset: number): VariablePrefix | undefined {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end]!)) end++;
  if (text[start - 1] === '$') return { opener: '$', span: { start: start - 1, end } };
  if (text[start - 1] !== '{' || text[start - 2] !== '$') return undefined;
  return { opener: '${', span: { start: start - 2, end: text[end] === '}' ? end + 1 : end } };
}

function isAtTop(document: DockerfileDocument, span: Span): boolean {
  const before = document.text.slice(0, span.start).replace('\ufeff', '');
  return before.split('\n').every(line => line.trim() === '' || /^\s*#\s*(syntax|escape|check)\s*=/i.test(line));
}

function directives(document: DockerfileDocument, span: Span, offset: number): CompletionItem[] {
  const used = new Set(document.tree.directives.map(directive => directive.name));
  const line = { start: span.start, end: offset };
  if (document.text.slice(offset, span.end).trim() !== '') return [];
  return [
    ['syntax', '# syntax=docker/dockerfile:1'],
    ['escape', '# escape=`'],
    ['check', '# check=error=true'],
  ]
    .filter(([name]) => !used.has(name!))
    .map(
      ([, newText]): CompletionItem => ({
        label: newText!,
        kind: CompletionItemKind.Keyword,
        filterText: newText!,
        textEdit: { range: document.lines.rangeOf(line), newText: newText! },
      }),
    );
}

function directiveValues(
  document: DockerfileDocument,
  name: string,
  span: Span,
  offset: number,
  ruleIds: readonly string[],
): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const skip = /(?:skip|experimental)=(?:\w+,)*(\w*)$/.exec(typed);
  if (name === 'check' && skip) {
    const checks = ruleIds.filter(id => /^[A-Z][a-z]\w+$/.test(id));
    return words(
      document,
      { start: offset - skip[1]!.length, end: endOfId(document.text, offset) },
      ['all', ...checks],
      CompletionItemKind.Reference,
    );
  }
  switch (name) {
    case 'syntax':
      return words(document, span, ['docker/dockerfile:1', 'docker/dockerfile:1-labs'], CompletionItemKind.Value);
    case 'escape':
      return words(document, span, ['`', '\\'], CompletionItemKind.Value);
    case 'check':
      return words(document, span, ['error=true', 'skip=', 'skip=all', 'experimental=all'], CompletionItemKind.Value);
    default:
      return [];
  }
}

// ---- helpers -----------------------------------------------------------------------------------------------------------

function words(
  document: DockerfileDocument,
  span: Span,
  labels: readonly string[],
  kind: CompletionItemKind,
): CompletionItem[] {
  return labels.map((label, index) => ({
    label,
    kind,
    sortText: String(index).padStart(3, '0'),
    textEdit: { range: document.lines.rangeOf(span), newText: label },
  }));
}

>>>>>>> Stashed changes
/** The unbroken text around the offset. */
function typedWord(text: string, offset: number): { readonly text: string; readonly span: Span } {
  let start = offset;
  while (start > 0 && !/\s/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && !/\s/.test(text[end]!)) end++;
  return { text: text.slice(start, end), span: { start, end } };
}
