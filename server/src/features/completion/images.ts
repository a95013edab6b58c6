/** Images and tags to choose from: those that have a note, with the tags that still move, from the facts that ship with us. No network. */
import { notes } from '../../notes/notes.generated.ts';
import { imageTags } from '../../refactor/multistage/facts/imageTags.generated.ts';

export interface ImageChoice {
  readonly name: string;
  readonly detail: string;
  readonly noteId: string;
}

/** Common images: short names first. */
export const commonImages: readonly ImageChoice[] = notes
  .filter(note => note.kind === 'image' && note.id !== 'image.scratch')
  .map(note => ({ name: imageName(note), detail: note.summary, noteId: note.id }))
  .filter(choice => !/\s/.test(choice.name))
  .sort((a, b) => a.name.split('/').length - b.name.split('/').length || (a.name < b.name ? -1 : 1));

/** A note's id writes `/` as `-`; its title is the name as people write it. */
function imageName(note: { readonly id: string; readonly title: string; readonly aliases: readonly string[] }): string {
  const written = [note.title, ...note.aliases].find(name => /^[a-z0-9][a-z0-9._/-]*$/.test(name));
  return written ?? note.id.replace(/^image\./, '');
}

export interface TagChoice {
  readonly tag: string;
  readonly detail: string;
}

/** The tags that still move, newest first; the ones that do not name their distribution say what is behind them. At most 60. */
export function tagsOf(image: string): readonly TagChoice[] {
  const table = imageTags[image.replace(/^(docker\.io\/)?(library\/)?/, '')];
  if (!table) return [];
  const choices = Object.entries(table).flatMap(([distro, tags]) =>
    tags
      .split(' ')
      .filter(tag => tag.endsWith('*'))
      .map(tag => ({ tag: tag.slice(0, -1), detail: `${distro} today` })),
  );
  return choices
    .filter(choice => choice.tag !== 'latest' && !/rc|beta|alpha|\d[ab]\d/.test(choice.tag))
    .sort((a, b) => compareTags(a.tag, b.tag))
    .slice(0, 60);
}

/** Higher version numbers first; of one version the shorter tag. */
function compareTags(a: string, b: string): number {
  const numbers = (tag: string): number[] => (/^\d+(\.\d+)*/.exec(tag)?.[0] ?? '0').split('.').map(Number);
  const left = numbers(a);
  const right = numbers(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (right[index] ?? -1) - (left[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return a.length - b.length || (a < b ? -1 : 1);
}
