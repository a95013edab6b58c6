/**
 * Images in completion: the curated ones, those that an engine or a registry named when the user asked, and, as the last entries, the
 * offers to ask. Nothing is asked here: an offer carries the client's command.
 */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import { type ImageReference, parseImageReference, splitImageName } from '../../model/imageReference.ts';
import type { Span } from '../../syntax/tree.ts';
import { commonImages, tagsOf } from './images.ts';
import { sortedTags } from './tagOrder.ts';

/** An image of the engine on this machine. */
export interface MachineImage {
  /** As people write it: "node:20", "ghcr.io/acme/api:1.2". */
  readonly name: string;
  /** "sha256:…" of what a registry calls it, when one does. */
  readonly digest?: string;
  /** "193 MB, 2 days ago". */
  readonly detail: string;
}

/** What was asked for in this session, and what the client can ask. */
export interface KnownImages {
  /** Undefined: the engine was not asked. */
  readonly machine: readonly MachineImage[] | undefined;
  /** The tags that a registry gave for a repository (`docker.io/library/node`), best first; undefined when it was not asked. */
  tagsOf(repository: string): readonly string[] | undefined;
  /** The client has the commands, and the user wants the offers. */
  readonly canAsk: { readonly engine: boolean; readonly registry: boolean };
}

/** Commands of the client. */
export const machineImagesCommand = 'drydock.showMachineImages';
export const lookUpTagsCommand = 'drydock.lookUpTags';

/** What the entries of completion say of themselves that hold only for what is typed now. */
export const heldWhileTyping = 'drydock.asItIsTyped';

/** More entries than these are not sent at once: typing on finds the rest. */
const mostTags = 300;

/** Images for a name that spans `span`; behind `name:` its tags. */
export function imageItems(
  document: DockerfileDocument,
  span: Span,
  offset: number,
  known: KnownImages | undefined,
  documentation: (noteId: string) => CompletionItem['documentation'],
): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  if (typed.includes('@')) return [];
  const colon = typed.lastIndexOf(':');
  const context: ItemContext = { document, span, offset, typed, known };
  if (colon > typed.lastIndexOf('/')) return behindColon(context, colon);
  // A tag that is there stays; where a colon of a port follows, the whole is another name.
  const tag = /^[^:@]*(?=[:@][^/]*$)/.exec(document.text.slice(offset, span.end));
  const nameSpan = tag ? { start: span.start, end: offset + tag[0].length } : span;
  const images = commonImages
    .filter(({ name }) => holdsFrom(name, typed))
    .map((choice, index): CompletionItem => {
      const note = documentation(choice.noteId);
      return {
        label: choice.name,
        kind: CompletionItemKind.Class,
        detail: choice.detail,
        ...(note ? { documentation: note } : {}),
        sortText: `2${String(index).padStart(4, '0')}`,
        data: heldWhileTyping,
        textEdit: { range: document.lines.rangeOf(nameSpan), newText: choice.name },
      };
    });
  return [...machineItems(context, () => true), ...images, ...offers(context, span, typed)];
}

/** The entry is an offer or a part of a longer list, so the client must ask again when more is typed. */
export function isHeldWhileTyping(items: readonly CompletionItem[]): boolean {
  return items.some(item => item.data === heldWhileTyping);
}

interface ItemContext {
  readonly document: DockerfileDocument;
  readonly span: Span;
  readonly offset: number;
  /** From the start of the name to the cursor. */
  readonly typed: string;
  readonly known: KnownImages | undefined;
}

/** Tags of the name before the colon; and where the colon is that of a port, whole names. */
function behindColon(context: ItemContext, colon: number): CompletionItem[] {
  const { document, span, offset, typed, known } = context;
  const name = typed.slice(0, colon);
  const tagSpan = { start: span.start + colon + 1, end: span.end };
  const repository = referenceOf(name)?.name;
  const asked = repository === undefined ? undefined : known?.tagsOf(repository);
  const curated = new Map(tagsOf(name).map(({ tag, detail }) => [tag, detail]));
  const here: DetailByTag =
    (repository === undefined ? undefined : tagsByRepository(known?.machine).get(repository)) ?? new Map();
  const typedTag = document.text.slice(tagSpan.start, offset).toLowerCase();
  // A number is meant as it is typed: behind `3.4` no 3.14, and `3` alone is a tag too, which Enter keeps.
  const number = /^\d+(?:\.\d+)*/.exec(typedTag)?.[0] ?? '';
  const all = asked ?? [...curated.keys()];
  const wanted = all.filter(tag => tag.startsWith(number) && (!asked || tag.toLowerCase().includes(typedTag)));
  const others = [...here.keys()].filter(tag => !all.includes(tag) && tag.startsWith(number));
  // Both parts are sorted; a long list is not sorted again at each key.
  const found = [...sortedTags(others), ...wanted];
  const isWhole = number !== '' && number === typedTag && offset === tagSpan.end;
  const tags = isWhole ? [typedTag, ...found.filter(tag => tag !== typedTag)] : found;
  const items = tags.slice(0, mostTags).map((tag, index): CompletionItem => {
    const onMachine = here.get(tag);
    const detail =
      onMachine !== undefined
        ? `on this machine, ${onMachine}`
        : (curated.get(tag) ?? (found.includes(tag) ? undefined : 'as it is typed'));
    return {
      label: tag,
      kind: CompletionItemKind.EnumMember,
      ...(detail === undefined ? {} : { detail }),
      sortText: String(index).padStart(4, '0'),
      data: heldWhileTyping,
      textEdit: { range: document.lines.rangeOf(tagSpan), newText: tag },
    };
  });
  const images = machineItems(context, image => image.name.startsWith(typed) && !here.has(image.name.slice(colon + 1)));
  return [...items, ...images, ...offers(context, tagSpan, document.text.slice(tagSpan.start, offset))];
}

/** Whether the name has the typed text at its beginning or behind a separator: `aspnet` is found in mcr.microsoft.com/dotnet/aspnet. */
function holdsFrom(name: string, typed: string): boolean {
  return name.startsWith(typed) || ['/', '-', '.'].some(separator => name.includes(separator + typed));
}

type DetailByTag = ReadonlyMap<string, string>;

/** For each repository the tags that the machine has, with their details; read once for each list of the engine. */
function tagsByRepository(machine: readonly MachineImage[] | undefined): ReadonlyMap<string, DetailByTag> {
  const known = machine && byRepository.get(machine);
  if (known || !machine) return known ?? new Map();
  const found = new Map<string, Map<string, string>>();
  for (const { name, detail } of machine) {
    const reference = referenceOf(name);
    if (!reference?.tag) continue;
    const tags = found.get(reference.name) ?? new Map<string, string>();
    found.set(reference.name, tags.set(reference.tag.text, detail));
  }
  byRepository.set(machine, found);
  return found;
}

const byRepository = new WeakMap<readonly MachineImage[], ReadonlyMap<string, DetailByTag>>();

function machineItems(context: ItemContext, wanted: (image: MachineImage) => boolean): CompletionItem[] {
  const { document, span, known } = context;
  return (known?.machine ?? []).filter(wanted).map(
    (image, index): CompletionItem => ({
      label: image.name,
      kind: CompletionItemKind.Reference,
      detail: `on this machine, ${image.detail}`,
      sortText: `1${String(index).padStart(4, '0')}`,
      textEdit: { range: document.lines.rangeOf(span), newText: image.name },
    }),
  );
}

/** The offers to ask. They leave the text as it is; their filter text begins with what is typed, so that they are not filtered out. */
function offers(context: ItemContext, span: Span, typedInSpan: string): CompletionItem[] {
  const { document, typed, known } = context;
  if (!known) return [];
  const offer = (label: string, detail: string, command: string, commandArguments: unknown[]): CompletionItem => ({
    label,
    kind: CompletionItemKind.Event,
    detail,
    filterText: `${typedInSpan} ${label}`,
    sortText: `9${label}`,
    data: heldWhileTyping,
    textEdit: { range: document.lines.rangeOf(span), newText: document.text.slice(span.start, span.end) },
    command: { title: label, command, arguments: commandArguments },
  });
  const items: CompletionItem[] = [];
  if (known.canAsk.engine && known.machine === undefined) {
    items.push(
      offer('Show the images of this machine…', 'asks the container engine', machineImagesCommand, [document.uri]),
    );
  }
  const reference = typed === '' ? undefined : referenceOf(typed.replace(/:[^:/]*$/, ''));
  if (known.canAsk.registry && reference && known.tagsOf(reference.name) === undefined) {
    const { familiarName, domain } = reference;
    const title = `Look up the tags of ${familiarName}…`;
    items.push(offer(title, `asks ${domain}`, lookUpTagsCommand, [document.uri, reference.name]));
  }
  return items;
}

/** A name without variables that is valid as it stands; `scratch` is none. */
function referenceOf(name: string): ImageReference | undefined {
  if (name === 'scratch' || /[$\s]/.test(name) || splitImageName(name).digest) return undefined;
  const parsed = parseImageReference(name);
  return parsed.ok ? parsed.reference : undefined;
}
