/**
 * A team's own notes: the Markdown files that `drydock.notes.files` names, read when they are first needed and again when they change.
 * Headings that match nothing are listed once in the output channel.
 */
import { compileGlob } from '../context/dockerignore.ts';
import { uriOfPath, walkContext } from '../context/files.ts';
import { sortedPaths } from '../context/tree.ts';
import { parseTeamNotes, type TeamFile, teamSectionsFor } from '../notes/teamNotes.ts';
import { renderTeamMarkdown } from '../notes/teamRender.ts';
import type { Runtime } from '../runtime.ts';
import type { NoteResult, NoteSummary } from './messages.ts';

/** Looking for notes must not cost more than this many files. */
const mostFiles = 20_000;

export class TeamNotesService {
  private files: readonly TeamFile[] = [];
  private globs: readonly string[] = [];
  private loading: Promise<void> | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly workspaceFolders: () => readonly string[],
    private readonly log: (message: string) => void,
  ) {}

  /** Takes the globs of the settings; reads anew when they differ, or with `force` when a file changed. */
  async use(globs: readonly string[], force = false): Promise<void> {
    if (!force && JSON.stringify(globs) === JSON.stringify(this.globs)) return this.loading;
    this.globs = globs;
    this.loading = this.load();
    return this.loading;
  }

  /** Whether the uri may be one of the notes. */
  concerns(uri: string): boolean {
    return this.globs.length > 0 && /\.(md|markdown)$/i.test(uri);
  }

  /** The sections about the topics of a hover, as Markdown with a link to each heading. */
  blocksFor(topics: readonly string[]): readonly string[] {
    const blocks: string[] = [];
    const seen = new Set<unknown>();
    for (const topic of topics) {
      for (const { uri, section } of teamSectionsFor(this.files, topic)) {
        if (seen.has(section)) continue;
        seen.add(section);
        const file = decodeURIComponent(uri.replace(/^.*\//, ''));
        blocks.push(
          `**${escaped(section.heading)}** · [${escaped(file)}](${uri}#L${section.line + 1})\n\n${renderTeamMarkdown(section.markdown, uri)}`,
        );
      }
    }
    return blocks.slice(0, 3);
  }

  /** Team sections that hold every word of the query. */
  search(query: string): readonly NoteSummary[] {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return this.files.flatMap(({ uri, notes }) =>
      notes.sections
        .filter(section => words.every(word => `${section.heading} ${section.markdown}`.toLowerCase().includes(word)))
        .map(section => ({
          id: `team:${uri}#${section.line}`,
          title: section.heading,
          kind: 'team',
          summary: decodeURIComponent(uri.replace(/^.*\//, '')),
        })),
    );
  }

  page(id: string): NoteResult | undefined {
    const match = /^team:(.*)#(\d+)$/.exec(id);
    const file = this.files.find(candidate => candidate.uri === match?.[1]);
    const section = file?.notes.sections.find(candidate => candidate.line === Number(match?.[2]));
    return (
      section && {
        id,
        title: section.heading,
        markdown: `# ${section.heading}\n\n${renderTeamMarkdown(section.markdown, file!.uri)}`,
      }
    );
  }

  private async load(): Promise<void> {
    const { files } = this.runtime;
    if (!files || this.globs.length === 0) {
      this.files = [];
      return;
    }
    const found: TeamFile[] = [];
    for (const uri of await this.resolve()) {
      try {
        const notes = parseTeamNotes(new TextDecoder().decode(await files.readFile(uri)));
        found.push({ uri, notes });
        for (const heading of notes.unmatched) {
          this.log(
            `team notes: ${uri}:${heading.line + 1}: the heading "${heading.heading}" names no instruction, flag, image, command or concept`,
          );
        }
      } catch (error) {
        this.log(`team notes: ${uri} cannot be read: ${error instanceof Error ? error.message : error}`);
      }
    }
    this.files = found;
  }

  /** Files that the globs name in the workspace folders; a path without wildcards is taken as it is. */
  private async resolve(): Promise<readonly string[]> {
    const uris: string[] = [];
    for (const folder of this.workspaceFolders()) {
      const plain = this.globs.filter(glob => !/[*?[]/.test(glob));
      uris.push(...plain.map(glob => uriOfPath(folder, glob.replace(/^\.?\//, ''))));
      const patterns = this.globs.filter(glob => /[*?[]/.test(glob)).flatMap(glob => compileGlob(glob) ?? []);
      if (patterns.length === 0) continue;
      const limit = this.runtime.files!.mostEntries?.(folder) ?? mostFiles;
      const tree = await walkContext(this.runtime.files!, folder, { limit });
      const paths = sortedPaths(tree).filter(path => patterns.some(matches => matches(path)));
      uris.push(...paths.map(path => uriOfPath(folder, path)));
    }
    return [...new Set(uris)];
  }
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&');
}
