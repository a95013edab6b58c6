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

/** Alpine's own image has no tag without its release; the newest releases that other images are built on. */
const alpineReleases: readonly (readonly [tag: string, distro: string])[] = [
  ...new Set(Object.values(imageTags).flatMap(table => Object.keys(table))),
]
  .flatMap(distro => /^alpine(3\.(\d+))$/.exec(distro) ?? [])
  .filter(part => /^3\.\d+$/.test(part))
  .sort((a, b) => Number(b.slice(2)) - Number(a.slice(2)))
  .slice(0, 6)
  .map(release => [release, `Alpine ${release}`]);

/** The tags that still move, best first; the ones that do not name their distribution say what is behind them. At most 200. */
export function tagsOf(image: string): readonly TagChoice[] {
  const name = image.replace(/^(docker\.io\/)?(library\/)?/, '');
  const known = tagChoices.get(name);
  if (known || !(Object.hasOwn(imageTags, name) || name === 'alpine')) return known ?? [];
  const found = movingTags(name);
  tagChoices.set(name, found);
  return found;
}

/** Sorting costs more than a keystroke may. */
const tagChoices = new Map<string, readonly TagChoice[]>();

function movingTags(name: string): readonly TagChoice[] {
  const table = imageTags[name] ?? {};
  const details = new Map<string, string>(name === 'alpine' ? alpineReleases : []);
  for (const [distro, tags] of Object.entries(name === 'debian' ? table : {})) {
    if (tags.includes('*')) for (const tag of [distro, `${distro}-slim`]) details.set(tag, distro);
  }
  for (const [distro, tags] of Object.entries(table)) {
    for (const tag of tags.split(' ')) {
      const moving = tag.slice(0, -1);
      if (tag.endsWith('*') && moving !== 'latest' && !/rc|beta|alpha|\d[ab]\d/.test(moving))
        details.set(moving, `${distro} today`);
    }
  }
  return sortedTags(details.keys())
    .slice(0, mostTags)
    .map(tag => ({ tag, detail: details.get(tag)! }));
}
