/**
 * What an engine or a registry said about images in this session. The client asks them, and only when the user ordered it; here it is
 * kept in memory, for completion and for pinning. Nothing is written down, and a restart forgets it.
 */

import type { KnownImages, MachineImage } from '../features/completion/knownImages.ts';
import { sortedTags } from '../features/completion/tagOrder.ts';
import { parseImageReference } from '../model/imageReference.ts';

export class ImageLookups {
  private machine: readonly MachineImage[] | undefined;
  private readonly tags = new Map<string, readonly string[]>();
  private readonly digests = new Map<string, string>();
  /** What the client has commands for. */
  private abilities = { engine: false, registry: false };

  /** `abilities`: what the client says of itself when it starts; anything else counts as no. */
  setAbilities(abilities: unknown): void {
    const given = (abilities ?? {}) as { readonly engine?: unknown; readonly registry?: unknown };
    this.abilities = { engine: given.engine === true, registry: given.registry === true };
  }

  get canAsk(): { readonly engine: boolean; readonly registry: boolean } {
    return this.abilities;
  }

  /** The engine's images take the place of those that it named before. */
  keepMachineImages(images: readonly MachineImage[]): number {
    this.machine = images;
    for (const { name, digest } of images) if (digest !== undefined) this.keepDigest(name, digest);
    return images.length;
  }

  /** The tags in the order in which they are offered. */
  keepTags(repository: string, tags: readonly string[]): readonly string[] {
    const sorted = sortedTags(tags);
    this.tags.set(repository, sorted);
    return sorted;
  }

  keepDigest(image: string, digest: string): void {
    const key = keyOf(image);
    if (key !== undefined) this.digests.set(key, digest);
  }

  /** For images as they are written: `node:20` and `docker.io/library/node:20` are one. */
  readonly digestOf = (image: string): string | undefined => {
    const key = keyOf(image);
    return key === undefined ? undefined : this.digests.get(key);
  };

  /** For completion. `offered`: the user wants the offers to ask. */
  known(offered: boolean): KnownImages {
    return {
      machine: this.machine,
      tagsOf: repository => this.tags.get(repository),
      canAsk: offered ? this.abilities : { engine: false, registry: false },
    };
  }
}

function keyOf(image: string): string | undefined {
  const parsed = parseImageReference(image);
  return parsed.ok ? parsed.reference.normalized : undefined;
}
