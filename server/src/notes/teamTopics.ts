/** What a heading of a team's notes is about. See teamNotes.ts for the principle. */
import { namedNote } from './find.ts';
import type { Note, NoteId, NoteKind } from './note.ts';
import { notes } from './notes.generated.ts';
import type { MarkdownHeading } from './teamMarkdown.ts';

/** What a section can be about: a note of ours, or an image that we have no note of (`image:registry.example.com/base/node`). */
export type TeamTopic = NoteId | `image:${string}`;

/** The topic of an image by its familiar name, without tag and digest. */
export function imageTopic(familiarName: string): TeamTopic {
  return `image:${familiarName}`;
}

/** For each heading its topics, best first; empty where nothing fits for certain. */
export function topicsOfHeading(headings: readonly MarkdownHeading[]): readonly (readonly TeamTopic[])[] {
  const lenient = levelsOfInstructions(headings);
  return headings.map(heading => topics(heading, lenient.has(heading.level)));
}

/**
 * Levels at which a file lists instructions whatever their case ("### From", "### Run", "### Cmd", "### Copy"): there "Run" is RUN. Elsewhere
 * it may be anything.
 */
function levelsOfInstructions(headings: readonly MarkdownHeading[]): ReadonlySet<number> {
  const found = new Map<number, Set<string>>();
  for (const heading of headings) {
    const name = withoutNumbering(heading.text).replace(/\s*:$/, '').toUpperCase();
    if (!isInstruction(name)) continue;
    found.set(heading.level, (found.get(heading.level) ?? new Set()).add(name));
  }
  return new Set([...found].filter(([, names]) => names.size >= 4).map(([level]) => level));
}

function topics(heading: MarkdownHeading, lenient: boolean): readonly TeamTopic[] {
  const text = withoutNumbering(heading.text);
  const context: Context = { code: heading.isCode || onlyCode(heading.raw), lenient };
  for (const candidate of [text, beforeSeparator(text)]) {
    if (candidate === undefined || candidate === '') continue;
    const found = exact(candidate, context);
    if (found.length > 0) return unique(found);
  }
  const inCode = singleCode(heading.raw);
  if (inCode !== undefined && isAbout(heading.text, inCode)) {
    const found = exact(inCode, { code: true, lenient });
    if (found.length > 0) return unique(found);
  }
  for (const candidate of [text, beforeSeparator(text)]) {
    if (candidate === undefined) continue;
    const found = fuzzy(candidate, context);
    if (found !== undefined) return [found];
  }
  const image =
    ownImage(text, context) ?? (inCode === undefined ? undefined : ownImage(inCode, { code: true, lenient }));
  if (image !== undefined) return [image];
  return namedInside(heading.text);
}

/**
 * An image of the team's own: `registry.example.com/base/node:22` by its registry, `acme/base` only where it is written as code or called an
 * image. A path of a file looks alike.
 */
function ownImage(text: string, context: Context): TeamTopic | undefined {
  const named = /^(?:the |our )?(\S+?)(\s+(?:base |docker )?images?)?$/i.exec(text);
  const match =
    /^([a-z\d][\w.-]*(?::\d+)?)((?:\/[a-z\d]+(?:[._-]+[a-z\d]+)*)+)(?::[\w.-]+)?(?:@sha256:[\da-f]+)?$/.exec(
      named?.[1] ?? '',
    );
  if (!match) return undefined;
  const [, first, rest] = match;
  const hasRegistry = /[.:]/.test(first!) || first === 'localhost';
  if (!hasRegistry && !named?.[2] && !(context.code && rest!.lastIndexOf('/') === 0 && !rest!.includes('.')))
    return undefined;
  return imageTopic(`${first}${rest}`.replace(/^docker\.io\/(?:library\/)?/, ''));
}

/**
 * "How do I add a HEALTHCHECK?", "Der USER-Befehl", "Why we avoid `ADD` for archives": an instruction in capitals among words that are not.
 * More than two of them make a heading about something else.
 */
function namedInside(text: string): readonly NoteId[] {
  const found = [...text.matchAll(/(?<![\p{L}\d_./$-])([A-Z]{3,})s?(?![\p{L}\d_./])/gu)].flatMap(([, name]) =>
    isInstruction(name!) ? [name!] : [],
  );
  // All in capitals: "HOW TO RUN THE TESTS" says nothing, "EXPOSE 8080" does.
  const others = found.reduce((rest, name) => rest.replace(name, ''), text);
  if (/\p{Lu}/u.test(others) && !/[\p{Ll}\p{Lo}]/u.test(others)) return [];
  const names = unique(found);
  return names.length > 2 ? [] : names.flatMap(name => namedNote('instruction', name)?.id ?? []);
}

interface Context {
  /** Written as code: then a word is a name, not English. */
  readonly code: boolean;
  readonly lenient: boolean;
}

/** Topics of a text that is one of the known names, perhaps with words around it that say nothing. */
function exact(text: string, context: Context): readonly NoteId[] {
  const direct = nameTopics(text, context);
  if (direct.length > 0) return direct;
  const several = list(text, context);
  if (several.length > 0) return several;
  const bare = withoutFrame(text);
  return bare === undefined ? [] : nameTopics(bare.text, { ...context, ...bare.context }, bare.kinds);
}

function nameTopics(text: string, context: Context, kinds?: readonly NoteKind[]): readonly NoteId[] {
  const allowed = (kind: NoteKind): boolean => kinds === undefined || kinds.includes(kind);
  const found: NoteId[] = [];
  const add = (note: Note | undefined): void => {
    if (note !== undefined && allowed(note.kind)) found.push(note.id);
  };
  const clean = text.replace(/\s*[?!.:]+$/, '').replace(/^["'“”]+|["'“”]+$/g, '');
  if (isInstruction(clean.toUpperCase()) && isMeantAsInstruction(clean, context)) add(namedNote('instruction', clean));
  for (const note of flags(clean)) add(note);
  add(mount(clean));
  add(directive(clean));
  if (found.length === 0 && (/^[A-Z][A-Z0-9_]{3,}$/.test(clean) || (context.code && /^[a-z]+_proxy$/.test(clean))))
    add(namedNote('variable', clean));
  if (/^[A-Za-z]+\d{4}$/.test(clean) || context.code) add(namedNote('rule', clean));
  if (/^[\w-]+(?:\.[\w-]+){2,}$/.test(clean)) add(namedNote('label', clean));
  const command = dockerCommand(clean, context);
  const concept = found.length === 0 ? names().concepts.get(squash(clean)) : undefined;
  if (command !== undefined && (concept === undefined || /^(?:\$ )?(?:sudo )?docker /.test(clean))) add(command);
  add(concept);
  if (found.length > 0) return found;
  for (const note of imagesAndPrograms(clean, context)) add(note);
  return found;
}

/** "COPY vs ADD", "CMD and ENTRYPOINT", "apt / apt-get": each part must be a name. */
function list(text: string, context: Context): readonly NoteId[] {
  const parts = text
    .split(/\s*(?:\bvs\b\.?|\bversus\b|\band\b|\bor\b|&|,|\/|\+)\s+|\s+\/\s*|\s*,\s*/i)
    .filter(part => part !== '');
  if (parts.length < 2 || parts.length > 6) return [];
  const found = parts.map(part => nameTopics(part.replace(/^(?:the|a|an)\s+/i, ''), context));
  return found.every(one => one.length > 0) ? found.flat() : [];
}

/**
 * A word that is also English is the instruction only if it is written like one; MAINTAINER too, because files list their maintainers.
 * In a list of instructions the case does not matter.
 */
function isMeantAsInstruction(text: string, context: Context): boolean {
  if (text === text.toUpperCase() || context.lenient) return true;
  return context.code ? !/^(?:test|run|add)$/.test(text) : !englishInstructions.has(text.toLowerCase());
}

const englishInstructions = new Set('add arg copy env expose from label maintainer run shell user volume'.split(' '));

/** `--mount`, `RUN --mount`, `COPY --from=…`: flags of all instructions that have one of that name, or of the named one. */
function flags(text: string): readonly Note[] {
  const match = /^(?:([A-Za-z]+)\s+)?--([a-z][a-z-]*)(?:[=\s].*)?$/.exec(text);
  if (match === null || /^(?:--mount=type=)/.test(text)) return [];
  const instruction = match[1]?.toUpperCase();
  if (instruction !== undefined && !isInstruction(instruction)) return [];
  return notes.filter(note => {
    const flag = /^flag\.([A-Z]+)\.--(.+)$/.exec(note.id);
    return flag !== null && flag[2] === match[2] && (instruction === undefined || flag[1] === instruction);
  });
}

function mount(text: string): Note | undefined {
  const type =
    /^(?:(?:run\s+)?--mount=)?type=([a-z]+)\b/i.exec(text)?.[1] ??
    /^(?:build\s+)?(cache|secret|ssh|tmpfs) mounts?$/i.exec(text)?.[1];
  return type === undefined ? undefined : namedNote('mount', type);
}

function directive(text: string): Note | undefined {
  const name =
    /^#?\s*(syntax|escape|check)\s*=/.exec(text)?.[1] ??
    /^(syntax|escape|check) (?:parser )?directive$/i.exec(text)?.[1];
  return name === undefined ? undefined : namedNote('directive', name);
}

/** `docker ps -a`, `docker run -d nginx`, `$ sudo docker images`; "Docker Login" as a whole only. */
function dockerCommand(text: string, context: Context): Note | undefined {
  const command = text.replace(/^\$\s+/, '').replace(/^sudo\s+/, '');
  const whole = namedNote('command', command.replace(/\s+/g, ' '));
  if (whole !== undefined) return whole;
  if (!command.startsWith('docker ')) return undefined;
  const words = command.split(/\s+/);
  for (let count = Math.min(words.length - 1, 4); count >= 2; count--) {
    const note = namedNote('command', words.slice(0, count).join(' '));
    if (note !== undefined) return context.code || words.slice(count).every(isArgument) ? note : undefined;
  }
  return undefined;
}

/** A flag, a placeholder, or what commands are usually shown with; other words may change what the heading is about. */
function isArgument(word: string): boolean {
  return (
    /^[-<[{$./"']/.test(word) ||
    /^[A-Z][A-Z0-9_-]*$/.test(word) ||
    /[:/@]/.test(word) ||
    /^(?:image|container|name|id|nginx|ubuntu|alpine|hello-world)s?$/i.test(word)
  );
}

/** "node" may be the image or the program: both. A program whose name is an English word must be written as code. */
function imagesAndPrograms(text: string, context: Context): readonly Note[] {
  if (!/^[\w./@:+-]+(?: [a-z-]+)?$/.test(text)) return [];
  const words = text.split(' ');
  const found: Note[] = [];
  if (words.length === 1) {
    const repository = text
      .replace(/^docker\.io\/(?:library\/)?/, '')
      .replace(/@.*$/, '')
      .replace(/:[\w.-]+$/, '');
    const image = namedNote('image', repository);
    if (image !== undefined) found.push(image);
    const tag = tagsWithNames.has(text.toLowerCase()) ? namedNote('tag', text) : undefined;
    if (tag !== undefined) found.push(tag);
  }
  const program = namedNote('shell', words[0]!);
  if (program !== undefined && isProgram(program, words, context)) found.push(program);
  return found;
}

const tagsWithNames = new Set(
  'alpine slim bookworm trixie bullseye noble jammy focal buster windowsservercore nanoserver distroless'.split(' '),
);

function isProgram(note: Note, words: readonly string[], context: Context): boolean {
  const name = words[0]!;
  if (words.length === 2) {
    const subcommands = note.sections.find(section => section.heading === 'Subcommands')?.markdown ?? '';
    return (
      name === name.toLowerCase() &&
      subcommands.includes(`\`${words[1]!}\``) &&
      (context.code || !englishPrograms.has(name))
    );
  }
  if (context.code) return true;
  return !englishPrograms.has(name.toLowerCase()) && name.length > 2;
}

/** Names of programs that are also words one may use as a heading. */
const englishPrograms = new Set(
  (
    'set test true false make install find cat sort head tail cut touch sleep exit echo export source env strip exec service go gem mix ' +
    'configure docker alternatives uniq tee cmd passwd jar bundle'
  ).split(' '),
);

interface Names {
  /** Concepts by every spelling, squashed. */
  readonly concepts: ReadonlyMap<string, Note>;
  /** Spellings for comparing word by word, lower case. */
  readonly spellings: readonly { readonly words: readonly string[]; readonly note: Note }[];
}

let built: Names | undefined;

function names(): Names {
  if (built !== undefined) return built;
  const concepts = new Map<string, Note>();
  const spellings: { words: readonly string[]; note: Note }[] = [];
  for (const note of notes) {
    if (note.kind !== 'concept' && note.kind !== 'command') continue;
    const own = note.kind === 'concept' ? [note.id.slice('concept.'.length), note.title] : [];
    for (const name of [...own, ...note.aliases]) {
      spellings.push({ words: wordsOf(name), note });
      if (note.kind !== 'concept') continue;
      for (const form of [name, `${name}s`, name.replace(/s$/, '')]) {
        const key = squash(form);
        if (key.length >= 3 && !concepts.has(key)) concepts.set(key, note);
      }
    }
  }
  built = { concepts, spellings };
  return built;
}

/** Lower case without blanks and hyphens; "versus" and its kin are one. */
function squash(text: string): string {
  return text
    .toLowerCase()
    .replace(/\b(?:versus|vs\.?|and|&)(?=\s)/g, 'vs')
    .replace(/&/g, 'vs')
    .replace(/[\s_-]+/g, '')
    .replace(/[’']s\b/g, '')
    .replace(/[^\p{L}\p{N}./+:@]/gu, '');
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter(word => word !== '');
}

function isInstruction(name: string): boolean {
  return namedNote('instruction', name)?.title === name;
}

/** "3. ", "1.2) ", "Step 4: ", "IV. ", "(b) ", "- " at the start. */
function withoutNumbering(text: string): string {
  return text
    .replace(
      /^(?:step|part|chapter|lesson|section|day|module|topic|unit|no\.?|nr\.?)\s*\d+(?:\.\d+)*\s*[.:)–—-]*\s+/i,
      '',
    )
    .replace(/^[([]?\d+(?:\.\d+)*[.):\]]*\s*[–—-]?\s+/, '')
    .replace(/^\d+[.)](?=[A-Za-z`-])/, '')
    .replace(/^(?:[IVX]+|[a-zA-Z])[.)]\s+/, '')
    .replace(/^\([a-zA-Z]\)\s+/, '')
    .replace(/^[-–—•*>]\s+/, '')
    .trim();
}

/** What stands before ": …", " - …", " – …" or " (…)"; undefined when nothing is set off. */
function beforeSeparator(text: string): string | undefined {
  const match = /^(.+?)(?::\s|\s+[–—-]\s|\s*[–—]\s*|\s+\(|\s*=>\s*|\s+→\s*)/.exec(text);
  return match?.[1]?.trim();
}

interface Frame {
  readonly text: string;
  readonly kinds?: readonly NoteKind[];
  readonly context?: Partial<Context>;
}

/** Takes off words that only frame the name: "What is a container?", "The RUN instruction", "node image", "Working with volumes". */
function withoutFrame(text: string): Frame | undefined {
  let rest = text.replace(/\s*[?!.:]+$/, '');
  let kinds: readonly NoteKind[] | undefined;
  let context: Partial<Context> | undefined;
  for (const { pattern, kinds: only, code } of suffixes) {
    const shorter = rest.replace(pattern, '');
    if (shorter === rest || shorter === '') continue;
    rest = shorter;
    kinds = only ?? kinds;
    if (code) context = { code: true };
    break;
  }
  for (let round = 0; round < 3; round++) {
    const shorter = rest.replace(prefix, '');
    if (shorter === rest || shorter === '') break;
    rest = shorter;
  }
  const docker = /^docker(?:[’']s)?\s+(.+)$/i.exec(rest)?.[1];
  if (docker !== undefined && rest !== text.trim())
    return { text: rest, ...(kinds ? { kinds } : {}), ...(context ? { context } : {}) };
  if (docker !== undefined) return { text: docker, kinds: ['concept'] };
  if (rest === text) return undefined;
  return { text: rest, ...(kinds ? { kinds } : {}), ...(context ? { context } : {}) };
}

const prefix =
  /^(?:what(?:[’']s| is| are| does)|why(?: do we)?(?: use| need)?|how to (?:use|write|work with)|how (?:does|do)|when to use|using|use of|understanding|working with|all about|about|an? intro(?:duction)? to|intro(?:duction)? to|overview of|notes? (?:on|about)|the|an?|instruction|our)\s+/i;

const suffixes: readonly { readonly pattern: RegExp; readonly kinds?: readonly NoteKind[]; readonly code?: boolean }[] =
  [
    { pattern: /\s+(?:dockerfile )?(?:instructions?|keywords?|statements?)$/i, kinds: ['instruction'], code: true },
    { pattern: /\s+(?:flags?|options?)$/i, kinds: ['flag'] },
    { pattern: /\s+commands?$/i, kinds: ['instruction', 'shell', 'command'] },
    { pattern: /\s+(?:base |docker |official )?images?$/i, kinds: ['image', 'tag'] },
    { pattern: /\s+(?:in|for|with) (?:a |the )?(?:dockerfiles?|docker|containers?|our (?:images|dockerfiles))$/i },
    {
      pattern:
        /\s+(?:work|works|explained|basics|overview|tips|best practices|guidelines|conventions|rules|notes|cheat ?sheet)$/i,
    },
  ];

/** All of the heading but numbering is code. */
function onlyCode(raw: string): boolean {
  return /^`[^`]+`$/.test(
    withoutNumbering(raw)
      .replace(/^\*+|\*+$/g, '')
      .replace(/:$/, ''),
  );
}

/** The one code span of a heading; undefined when there are none or several. */
function singleCode(raw: string): string | undefined {
  const spans = [...raw.matchAll(/`([^`]+)`/g)];
  return spans.length === 1 ? spans[0]![1]!.trim() : undefined;
}

/** The code span stands first or is framed: "`docker ps`: list", "The `COPY` instruction", not "Why we avoid `ADD` for archives". */
function isAbout(text: string, code: string): boolean {
  const clean = withoutNumbering(text);
  const at = clean.indexOf(code);
  if (at < 0) return false;
  const before = clean.slice(0, at).trim();
  const after = clean.slice(at + code.length).trim();
  const framedBefore = before === '' || `${before} x`.replace(prefix, '') === 'x';
  const framedAfter =
    after === '' ||
    /^[:–—(=>→-]/.test(after) ||
    suffixes.some(({ pattern }) => pattern.test(` ${after}`) && ` ${after}`.replace(pattern, '') === '');
  return framedBefore && framedAfter;
}

/**
 * A typing error: one name is one slip away and no other is. A slip is one letter wrong, missing or too many, or two swapped, not at the
 * first letter, and not a mere other ending ("MAINTAINERS", "Exposed", "contained"). Short words have too many neighbours to guess.
 */
function fuzzy(text: string, context: Context): NoteId | undefined {
  const clean = text.replace(/\s*[?!.:]+$/, '').replace(/\s+instruction$/i, '');
  if (clean.length > 60) return undefined;
  const found = new Set<NoteId>();
  if (/^[A-Z]{5,}$/.test(clean) || (context.code && /^[A-Za-z]{5,}$/.test(clean))) {
    for (const note of notes) {
      if (note.kind === 'instruction' && note.title.length >= 5 && isSlip(clean.toUpperCase(), note.title, 5))
        found.add(note.id);
    }
  }
  if (found.size === 0) {
    const words = wordsOf(clean);
    const asCommand = clean.startsWith('docker ');
    for (const { words: known, note } of names().spellings) {
      if ((note.kind === 'command') !== asCommand || known.length !== words.length) continue;
      const wrong = words.flatMap((word, at) => (word === known[at] ? [] : [at]));
      if (wrong.length !== 1) continue;
      const at = wrong[0]!;
      // The more words are right, the surer the guess.
      if (isSlip(words[at]!, known[at]!, words.length > 2 ? 4 : words.length > 1 ? 6 : 7)) found.add(note.id);
    }
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/** One slip apart; `shortest` letters are needed for a wrong letter, five for two swapped ones. */
function isSlip(written: string, name: string, shortest: number): boolean {
  if (
    written === name ||
    written[0] !== name[0] ||
    !/^[\p{L}]+$/u.test(written) ||
    realWords.has(written.toLowerCase())
  )
    return false;
  const difference = written.length - name.length;
  if (Math.abs(difference) > 1 || Math.min(written.length, name.length) < Math.min(5, shortest)) return false;
  let start = 0;
  while (start < Math.min(written.length, name.length) && written[start] === name[start]) start++;
  let end = 0;
  while (end < Math.min(written.length, name.length) - start && written.at(-1 - end) === name.at(-1 - end)) end++;
  const a = written.slice(start, written.length - end);
  const b = name.slice(start, name.length - end);
  if (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]) return true;
  if (a.length > 1 || b.length > 1 || Math.min(written.length, name.length) < shortest) return false;
  // A letter more, less or other at the very end is another form of the word.
  return end > 0;
}

/** Words that are a slip away from a name but are words themselves. */
const realWords = new Set(
  'posts parts porter contained contains comments layers lawyers players signals stages register deletes composer composed volumes columns labels levels'.split(
    ' ',
  ),
);

function unique<Id extends string>(ids: readonly Id[]): readonly Id[] {
  return [...new Set(ids)];
}
