/** Notes by id, by name and by search. */
import { itemsOf } from './items.ts';
import type { ItemNote, Note, NoteId, NoteKind } from './note.ts';
import { notes } from './notes.generated.ts';

/** The note with this id; undefined when there is none (ids also arrive as plain text, from links and clients). */
export function findNote(id: NoteId | (string & {})): Note | undefined {
  return index().byId.get(id);
}

/** A note of one kind by its name or an alias, in any case: ('image', 'node'), ('shell', 'pip3'). */
export function namedNote(kind: NoteKind, name: string): Note | undefined {
  return index().byName.get(`${kind}.${name.toLowerCase()}`);
}

export function instructionNote(keyword: string): Note | undefined {
  return findNote(`instruction.${keyword.toUpperCase()}`);
}

/** `flagNote('RUN', 'mount')`; leading dashes are allowed. */
export function flagNote(instruction: string, flag: string): Note | undefined {
  return findNote(`flag.${instruction.toUpperCase()}.--${flag.replace(/^--/, '').toLowerCase()}`);
}

/** A value of a flag, directive or instruction: `valueNote('flag.RUN.--network', 'none')`. */
export function valueNote(id: NoteId | (string & {}), value: string): ItemNote | undefined {
  return itemOf(findNote(id), ['Values'], [value]);
}

export function mountNote(type: string): Note | undefined {
  return findNote(`mount.${type.toLowerCase()}`);
}

/** `mountOptionNote('cache', 'target')`, by any of the option's spellings. */
export function mountOptionNote(type: string, option: string): ItemNote | undefined {
  return itemOf(mountNote(type), ['Options'], [option.toLowerCase()]);
}

/** A program that runs inside RUN: `commandNote('apt-get')`, also by its path: `/usr/bin/curl`. */
export function commandNote(program: string): Note | undefined {
  return namedNote('shell', program) ?? namedNote('shell', program.slice(program.lastIndexOf('/') + 1));
}

/** `subcommandNote('apt-get', 'install')`. */
export function subcommandNote(program: string, subcommand: string): ItemNote | undefined {
  return itemOf(commandNote(program), ['Subcommands'], [subcommand]);
}

/**
 * A flag of a program: `commandFlagNote('apt-get', '--no-install-recommends')`. A value after `=` is ignored; of bundled short flags
 * (`-fsSL`) the whole is tried first, then nothing: the caller asks for the single letters with `shortFlags`.
 */
export function commandFlagNote(program: string, flag: string, subcommand?: string): ItemNote | undefined {
  const name = flag.replace(/=.*$/s, '');
  const names = [name, ...shortenedFlag(name)];
  const withSubcommand = subcommand === undefined ? [] : names.map(one => `${subcommand} ${one}`);
  const note = commandNote(program);
  return itemOf(note, ['Flags', 'Values'], [...withSubcommand, ...names]) ?? usualFlag(note, name);
}

/** `-j4`, `-d:`, `-O-`, `-DNAME`, `-I/path`: a short flag with its value behind it. */
function shortenedFlag(flag: string): readonly string[] {
  return /^-[A-Za-z][^A-Za-z-]/.test(flag) || /^-[A-Za-z]-$/.test(flag) || /^-[DIL][A-Za-z_]/.test(flag)
    ? [flag.slice(0, 2)]
    : [];
}

/** What nearly every program understands. */
function usualFlag(note: Note | undefined, flag: string): ItemNote | undefined {
  const markdown = flag === '--version' ? 'Prints the version.' : flag === '--help' ? 'Prints the usage.' : undefined;
  return note && markdown ? { note, item: { section: 'Flags', names: [flag], markdown } } : undefined;
}

/** `-fsSL` → `-f`, `-s`, `-S`, `-L`; empty for long flags, single letters and anything else. */
export function shortFlags(flag: string): readonly string[] {
  return /^-[A-Za-z]{2,}-?$/.test(flag) ? [...flag.slice(1).replace(/-$/, '')].map(letter => `-${letter}`) : [];
}

/** A command typed in a terminal: `dockerCommandNote('docker ps -a')`. */
export function dockerCommandNote(command: string): Note | undefined {
  return namedNote('command', command.trim().replace(/\s+/g, ' '));
}

/** The note of a repository without tag and digest, as written: `imageNote('docker.io/library/node')`. */
export function imageNote(repository: string): Note | undefined {
  const name = repository.toLowerCase().replace(/^(?:index\.)?docker\.io\//, '');
  // i386/ubuntu, arm64v8/debian: official images for one processor.
  const short = name
    .replace(/^library\//, '')
    .replace(/^(?:amd64|i386|arm32v[567]|arm64v8|ppc64le|s390x|riscv64|mips64le)\/(?=[^/]+$)/, '');
  const mirrored =
    /^(?:public\.ecr\.aws\/docker\/library|public\.ecr\.aws\/ubuntu|mirror\.gcr\.io\/library)\/(.+)$/.exec(short)?.[1];
  const distroless = /^gcr\.io\/distroless\//.test(short) ? 'gcr.io/distroless' : undefined;
  return (
    namedNote('image', short) ??
    (mirrored ? namedNote('image', mirrored) : undefined) ??
    (distroless ? namedNote('image', distroless) : undefined)
  );
}

/** Notes for the parts of a tag that are known variants: `tagNotes('3.14-slim-trixie')` → slim, trixie. */
export function tagNotes(tag: string): readonly Note[] {
  const parts = [tag, ...tag.split(/[-.]/), ...tag.split('-').map(part => part.replace(/[\d.]+$/, ''))];
  const found = parts.map(part => namedNote('tag', part)).filter(note => note !== undefined);
  return [...new Set(found)];
}

/** The note of an argument or environment variable; BuildKit's and others' well-known ones. Case counts, as in the build. */
export function variableNote(name: string): Note | undefined {
  return findNote(`variable.${name}`) ?? index().byExactName.get(`variable.${name}`);
}

export function labelNote(key: string): Note | undefined {
  return namedNote('label', key);
}

/** The note of a lint rule, by id or alias. */
export function ruleNote(id: string): Note | undefined {
  return findNote(`rule.${id}`) ?? namedNote('rule', id);
}

export interface NoteMatch {
  readonly note: Note;
  readonly score: number;
}

/**
 * All notes that hold every word of the query, best first: whole title or alias, their beginnings, their words, then summary, then text.
 * Without words all notes, by kind and title.
 */
export function searchNotes(query: string): readonly NoteMatch[] {
  const phrase = query.trim().toLowerCase().replace(/\s+/g, ' ');
  const words = phrase.split(' ').filter(word => word !== '');
  return notes
    .map(note => ({ note, score: words.length === 0 ? 1 : score(note, phrase, words) }))
    .filter(match => match.score > 0)
    .sort((a, b) => b.score - a.score || compare(a.note.kind, b.note.kind) || compare(a.note.title, b.note.title));
}

function score(note: Note, phrase: string, words: readonly string[]): number {
  const text = searchText(note);
  let sum = 0;
  for (const word of words) {
    const best = text.names.reduce((most, name) => Math.max(most, nameScore(name, word)), 0);
    if (best > 0) sum += best;
    else if (text.summary.includes(word)) sum += 6;
    else if (text.body.includes(word)) sum += 2;
    else return 0;
  }
  const whole = text.names.indexOf(phrase);
  if (whole >= 0) sum += whole === 0 ? 300 : 200;
  else if (text.names.some(name => name.startsWith(phrase))) sum += 60;
  // Instructions and concepts before rules and single flags, when nothing else decides.
  return sum + (note.kind === 'instruction' ? 3 : note.kind === 'concept' ? 2 : note.kind === 'rule' ? 0 : 1);
}

function nameScore(name: string, word: string): number {
  if (name === word) return 100;
  const words = name.split(/[^a-z0-9]+/);
  if (words.includes(word)) return 60;
  if (words.some(part => part.startsWith(word))) return 40;
  return name.includes(word) ? 20 : 0;
}

interface SearchText {
  readonly names: readonly string[];
  readonly summary: string;
  readonly body: string;
}

const searchTexts = new WeakMap<Note, SearchText>();

function searchText(note: Note): SearchText {
  const known = searchTexts.get(note);
  if (known !== undefined) return known;
  const name = note.id.slice(note.id.indexOf('.') + 1);
  const text: SearchText = {
    names: [note.title, name, ...note.aliases].map(entry => entry.toLowerCase()),
    summary: note.summary.toLowerCase(),
    body: [note.lead, ...note.sections.map(section => section.markdown)].join('\n').toLowerCase(),
  };
  searchTexts.set(note, text);
  return text;
}

/** The first item of these sections that has one of the names; earlier names win. */
function itemOf(
  note: Note | undefined,
  sections: readonly ItemNote['item']['section'][],
  names: readonly string[],
): ItemNote | undefined {
  if (note === undefined) return undefined;
  const items = itemsOf(note).filter(item => sections.includes(item.section));
  for (const name of names) {
    const item = items.find(candidate => candidate.names.includes(name));
    if (item !== undefined) return { note, item };
  }
  return undefined;
}

interface NoteIndex {
  readonly byId: ReadonlyMap<string, Note>;
  readonly byName: ReadonlyMap<string, Note>;
  readonly byExactName: ReadonlyMap<string, Note>;
}

let built: NoteIndex | undefined;

/** Names win over aliases, and the first note over later ones. */
function index(): NoteIndex {
  if (built !== undefined) return built;
  const byId = new Map<string, Note>(notes.map(note => [note.id, note]));
  const byName = new Map<string, Note>();
  const byExactName = new Map<string, Note>();
  for (const note of notes) byName.set(note.id.toLowerCase(), note);
  for (const note of notes) {
    for (const alias of note.aliases) {
      const key = `${note.kind}.${alias}`;
      if (!byExactName.has(key)) byExactName.set(key, note);
      if (!byName.has(key.toLowerCase())) byName.set(key.toLowerCase(), note);
    }
  }
  built = { byId, byName, byExactName };
  return built;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
