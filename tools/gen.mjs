// Reads notes/**/*.md, checks them (notes/README.md says what is asked) and writes server/src/notes/notes.generated.ts.
// `node tools/gen.mjs --check` writes nothing and fails when the generated file is out of date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { importTypeScript } from './importTypeScript.mjs';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();
const output = 'server/src/notes/notes.generated.ts';

const kindOfFolder = {
  instructions: 'instruction',
  flags: 'flag',
  directives: 'directive',
  variables: 'variable',
  mounts: 'mount',
  concepts: 'concept',
  commands: 'command',
  shell: 'shell',
  images: 'image',
  tags: 'tag',
  labels: 'label',
  rules: 'rule',
};
const ordinaryHeadings = [
  'Form',
  'When to use',
  'Example',
  'How it works',
  'Comparison',
  'Values',
  'Options',
  'Subcommands',
  'Flags',
  'Tags',
  'Pitfalls',
  'Advice',
  'Older versions',
];
const ruleHeadings = ['Why', 'Bad', 'Good', 'After', 'Fix safety', 'When to ignore'];
const requiredHeadings = {
  instruction: ['When to use', 'Example', 'Pitfalls'],
  flag: ['Example'],
  directive: ['Example'],
  mount: ['Example', 'Options'],
  rule: ['Why', 'Bad'],
};
const frontMatterKeys = ['id', 'title', 'since', 'aliases', 'see', 'links'];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { notes, problems } = await readNotes(root);
  if (problems.length > 0) {
    for (const problem of problems) console.error(problem);
    process.exit(1);
  }
  const text = generatedText(notes);
  const path = join(root, output);
  if (process.argv.includes('--check')) {
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
      console.error(`${output} is out of date: run \`npm run gen\``);
      process.exit(1);
    }
    console.log(`${notes.length} notes, up to date`);
  } else {
    writeFileSync(path, text);
    console.log(`${notes.length} notes → ${output}`);
  }
}

/** All notes below `folder`/notes, sorted by id, and what is wrong with them ("file: problem"). */
export async function readNotes(folder) {
  const parsers = await loadParsers(folder);
  const problems = [];
  const notes = [];
  const base = join(folder, 'notes');
  for (const name of readdirSync(base, { withFileTypes: true })) {
    if (!name.isDirectory()) continue;
    const kind = kindOfFolder[name.name];
    if (kind === undefined) {
      problems.push(`notes/${name.name}: no such kind of note`);
      continue;
    }
    for (const file of readdirSync(join(base, name.name)).sort()) {
      const path = `notes/${name.name}/${file}`;
      if (!file.endsWith('.md')) problems.push(`${path}: not a .md file`);
      else notes.push(parseNote(readFileSync(join(folder, path), 'utf8'), kind, path, parsers, problems));
    }
  }
  const read = notes.filter(note => note !== undefined);
  checkTogether(read, problems);
  return { notes: read.sort((a, b) => (a.id < b.id ? -1 : 1)), problems };
}

/** One file → a note, or undefined when it has no front matter. */
export function parseNote(text, kind, path, parsers, problems) {
  const report = problem => problems.push(`${path}: ${problem}`);
  if (text.includes('\r')) report('has a carriage return');
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (match === null) {
    report('has no front matter');
    return undefined;
  }
  let meta;
  try {
    meta = parseYaml(match[1]) ?? {};
  } catch (error) {
    report(`front matter: ${error.message.split('\n')[0]}`);
    return undefined;
  }
  checkFrontMatter(meta, kind, path, report);
  const { summary, lead, sections } = splitBody(match[2]);
  checkSummary(summary, report);
  if (lead.split('\n').length > 6) report('has more than six lines between the summary and the first heading');
  checkHeadings(sections, kind, report);
  checkItems(sections, parsers.parseItemLine, report);
  checkExamples(sections, lead, kind, parsers.problemsOf, report);
  const note = { id: meta.id, kind, title: meta.title, summary, lead, sections };
  if (meta.since !== undefined) note.since = meta.since;
  return { ...note, aliases: meta.aliases ?? [], see: meta.see ?? [], links: meta.links ?? [], path };
}

/** The text of notes.generated.ts. */
export function generatedText(notes) {
  const ids = notes.map(note => `  | '${note.id}'`).join('\n');
  const bodies = notes.map(({ path, ...note }) => `  ${JSON.stringify(note)},`).join('\n');
  return [
    '// Generated from notes/ by `npm run gen`. Do not edit.',
    "import type { Note } from './note.ts';",
    '',
    `export type NoteId =\n${ids};`,
    '',
    `export const notes: readonly Note[] = [\n${bodies}\n];`,
    '',
  ].join('\n');
}

function checkFrontMatter(meta, kind, path, report) {
  for (const key of Object.keys(meta)) if (!frontMatterKeys.includes(key)) report(`front matter: unknown key ${key}`);
  if (typeof meta.id !== 'string' || !/^[a-z]+(\.[A-Za-z0-9_/+-]+)+$/.test(meta.id))
    report('front matter: id is missing or malformed');
  else if (meta.id.split('.')[0] !== kind) report(`front matter: id must begin with "${kind}."`);
  else if (fileNameOf(meta.id) !== path.split('/').pop())
    report(`the file of ${meta.id} must be named ${fileNameOf(meta.id)}`);
  if (typeof meta.title !== 'string' || meta.title === '') report('front matter: title is missing');
  if (meta.since !== undefined && typeof meta.since !== 'string')
    report('front matter: since must be text, such as "Dockerfile 1.4"');
  for (const key of ['aliases', 'see', 'links']) {
    const value = meta[key];
    if (value !== undefined && !(Array.isArray(value) && value.every(entry => typeof entry === 'string')))
      report(`front matter: ${key} must be a list of texts`);
  }
  for (const link of meta.links ?? [])
    if (!/^https:\/\/\S+$/.test(link)) report(`front matter: ${link} is not an https link`);
}

/** `flag.COPY.--link` → `COPY--link.md`; `image.nvidia/cuda` → `nvidia-cuda.md`. */
function fileNameOf(id) {
  return (
    id
      .slice(id.indexOf('.') + 1)
      .replace('.--', '--')
      .replaceAll('/', '-') + '.md'
  );
}

/** The body: summary (first paragraph), lead (up to the first heading), sections. Headings inside fences do not count. */
function splitBody(body) {
  const parts = [{ heading: undefined, lines: [] }];
  let fence;
  for (const line of body.split('\n')) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : line.trim() === fence ? undefined : fence;
    const heading = fence === undefined ? /^## (.+)$/.exec(line)?.[1] : undefined;
    if (heading === undefined) parts[parts.length - 1].lines.push(line);
    else parts.push({ heading, lines: [] });
  }
  const intro = parts[0].lines.join('\n').trim();
  const end = intro.indexOf('\n\n');
  return {
    summary: end < 0 ? intro : intro.slice(0, end),
    lead: end < 0 ? '' : intro.slice(end).trim(),
    sections: parts.slice(1).map(part => ({ heading: part.heading, markdown: part.lines.join('\n').trim() })),
  };
}

function checkSummary(summary, report) {
  if (summary === '') report('has no summary');
  if (summary.includes('\n')) report('the summary must stand on one line');
  if (!summary.endsWith('.')) report('the summary must end with a full stop');
  // A full stop inside a code span or an abbreviation is no end of sentence.
  const bare = summary.replace(/`[^`]*`/g, 'x').replace(/\b(e\.g|i\.e|etc|vs)\./g, 'x');
  if (/[.!?]\s+[A-Z]/.test(bare)) report('the summary must be one sentence');
  if (summary.length > 220) report(`the summary is too long (${summary.length} characters, 220 allowed)`);
}

function checkHeadings(sections, kind, report) {
  const allowed = kind === 'rule' ? ruleHeadings : ordinaryHeadings;
  let last = -1;
  for (const section of sections) {
    const at = allowed.indexOf(section.heading);
    if (at < 0) report(`heading "${section.heading}" is not one of: ${allowed.join(', ')}`);
    else if (at <= last)
      report(`heading "${section.heading}" stands in the wrong place; the order is: ${allowed.join(', ')}`);
    last = Math.max(last, at);
    if (section.markdown === '') report(`section "${section.heading}" is empty`);
  }
  for (const heading of requiredHeadings[kind] ?? []) {
    if (!sections.some(section => section.heading === heading)) report(`section "${heading}" is missing`);
  }
  // What is wrong may lie in the context instead of the Dockerfile; then "Bad" says first what the context holds.
  const aboutContext = sections.some(section => section.heading === 'Bad' && !section.markdown.startsWith('```'));
  const better = sections.some(section => section.heading === 'Good' || section.heading === 'After');
  if (kind === 'rule' && !better && !aboutContext) report('needs a section "Good" or "After"');
}

function checkItems(sections, parseItemLine, report) {
  for (const section of sections) {
    if (!['Values', 'Options', 'Subcommands', 'Flags', 'Tags'].includes(section.heading)) continue;
    for (const line of section.markdown.split('\n')) {
      if (line.startsWith('- ') && parseItemLine(section.heading, line) === undefined) {
        report(`section "${section.heading}": write "- \`name\`, \`other-name\`: text", not: ${line.slice(0, 60)}`);
      }
    }
  }
}

/** Every ```dockerfile block must parse. "Form" is schematic, a rule's "Bad" may be wrong on purpose, a fragment needs no FROM. */
function checkExamples(sections, lead, kind, problemsOf, report) {
  for (const section of [{ heading: 'introduction', markdown: lead }, ...sections]) {
    const fences = section.markdown.match(/^(`{3,}|~{3,})/gm) ?? [];
    if (fences.length % 2 !== 0) report(`section "${section.heading}": a code block is not closed`);
    if (section.heading === 'Form' || (kind === 'rule' && section.heading === 'Bad')) continue;
    for (const block of section.markdown.matchAll(/^```dockerfile[^\n]*\n([\s\S]*?)^```$/gm)) {
      const code = block[1];
      const fragment = !/^\s*FROM\s/im.test(code);
      for (const problem of problemsOf(code)) {
        if (fragment && problem.phase === 'stage') continue;
        report(
          `section "${section.heading}": the example does not parse: ${problem.message} (line ${problem.startLine})`,
        );
      }
    }
  }
}

function checkTogether(notes, problems) {
  const ids = new Map();
  for (const note of notes) {
    if (ids.has(note.id)) problems.push(`${note.path}: id ${note.id} is also that of ${ids.get(note.id)}`);
    ids.set(note.id, note.path);
  }
  for (const note of notes) {
    for (const id of note.see) {
      if (!ids.has(id)) problems.push(`${note.path}: see: there is no note ${id}`);
      if (id === note.id) problems.push(`${note.path}: see: names itself`);
    }
  }
}

/** The product's own parsers, bundled on the fly: BuildKit's meaning of an example, and the form of a list entry. */
function loadParsers(folder) {
  return importTypeScript(
    folder,
    [
      "export { parseItemLine } from './server/src/notes/items.ts';",
      "import { parse } from './server/src/syntax/parse.ts';",
      "import { instructionProblems } from './server/src/syntax/instructions.ts';",
      'export function problemsOf(text) { const tree = parse(text); return [...tree.problems, ...instructionProblems(tree)]; }',
    ].join('\n'),
  );
}
