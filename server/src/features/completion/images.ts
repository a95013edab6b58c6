/** Images and tags to choose from: those that have a note, with the tags that still move, from the facts that ship with us. No network. */
import { notes } from '../../notes/notes.generated.ts';
import { imageTags } from '../../refactor/multistage/facts/imageTags.generated.ts';
import { sortedTags } from './tagOrder.ts';

const mostTags = 200;

export interface ImageChoice {
  readonly name: string;
  readonly detail: string;
  readonly noteId: string;
}

/** What most Dockerfiles begin with, most used first. */
const popular = [
  ...['node', 'python', 'alpine', 'debian', 'ubuntu', 'nginx', 'golang', 'eclipse-temurin', 'rust', 'php', 'ruby'],
  ...[
    'maven',
    'gradle',
    'redis',
    'postgres',
    'busybox',
    'mcr.microsoft.com/dotnet/sdk',
    'mcr.microsoft.com/dotnet/aspnet',
  ],
];

/** Common images: the most used ones, then short names, then the others. */
export const commonImages: readonly ImageChoice[] = notes
  .filter(note => note.kind === 'image' && note.id !== 'image.scratch')
  .map(note => ({ name: imageName(note), detail: note.summary, noteId: note.id }))
  .filter(choice => !/\s/.test(choice.name))
  .sort(
    (a, b) =>
      popularity(a.name) - popularity(b.name) ||
      a.name.split('/').length - b.name.split('/').length ||
      (a.name < b.name ? -1 : 1),
  );

function popularity(name: string): number {
  const index = popular.indexOf(name);
  return index === -1 ? popular.length : index;
}

/** A note's id writes `/` as `-`; its title is the name as people write it. */
function imageName(note: { readonly id: string; readonly title: string; readonly aliases: readonly string[] }): string {
  const written = [note.title, ...note.aliases].find(name => /^[a-z0-9][a-z0-9._/-]*$/.test(name));
  return written ?? note.id.replace(/^image\./, '');
}

export interface TagChoice {
  readonly tag: string;
  readonly detail: string;
}

/** The tags that still move, best first; the ones that do not name their distribution say what is behind them. At most 200. */
export function tagsOf(image: string): readonly TagChoice[] {
  const table = imageTags[image.replace(/^(docker\.io\/)?(library\/)?/, '')];
  if (!table) return [];
  const distros = new Map<string, string>();
  for (const [distro, tags] of Object.entries(table)) {
    for (const tag of tags.split(' ')) {
      const name = tag.slice(0, -1);
      if (tag.endsWith('*') && name !== 'latest' && !/rc|beta|alpha|\d[ab]\d/.test(name)) distros.set(name, distro);
    }
  }
  return sortedTags(distros.keys())
    .slice(0, mostTags)
    .map(tag => ({ tag, detail: `${distros.get(tag)} today` }));
}
