/** Hover on an image: its parts, where it comes from, what the tag means, which distribution stands behind it, what it sets. */
import type { DockerfileDocument } from '../../model/document.ts';
import { imageFacts } from '../../model/imageFacts.ts';
import { type ImageReference, parseImageReference } from '../../model/imageReference.ts';
import type { Stage } from '../../model/stages.ts';
import { imageTags } from '../../refactor/multistage/facts/imageTags.generated.ts';
import { code } from './markdown.ts';

export interface ImageHover {
  readonly lines: readonly string[];
  /** Names under which a note may be found: "node", "mcr.microsoft.com/dotnet/sdk". */
  readonly noteNames: readonly string[];
  /** Parts of the tag that have notes of their own: "slim", "bookworm". */
  readonly tagParts: readonly string[];
}

/** What can be said of an image's name, variables already replaced. */
export function imageHover(name: string, written: string): ImageHover | undefined {
  const parsed = parseImageReference(name);
  if (!parsed.ok) {
    return { lines: [`${code(name)} is no valid image name: ${parsed.error}.`], noteNames: [], tagParts: [] };
  }
  const { reference } = parsed;
  const lines: string[] = [];
  const tag = reference.tag?.text;
  const where = registryName(reference);
  lines.push(
    written === name
      ? `Image ${code(reference.path.replace(/^library\//, ''))} from ${where}.`
      : `${code(written)} is ${code(name)} here, from ${where}.`,
  );
  lines.push(tagLine(reference));
  const distro = distroOf(reference);
  if (distro) lines.push(distro);
  const sets = settingsLine(reference);
  if (sets) lines.push(sets);
  return {
    lines,
    noteNames: [reference.familiarName, reference.familiarName.replace(/^.*\//, '')],
    tagParts: (tag ?? 'latest')
      .split(/[-_]/)
      .filter(part => /^[a-z]/.test(part))
      .map(part => part.replace(/[\d.]+$/, '')),
  };
}

const registries: Readonly<Record<string, string>> = {
  'docker.io': 'Docker Hub',
  'ghcr.io': 'the GitHub container registry (ghcr.io)',
  'quay.io': 'Quay (quay.io)',
  'mcr.microsoft.com': 'the Microsoft artifact registry (mcr.microsoft.com)',
  'gcr.io': 'the Google container registry (gcr.io)',
  'public.ecr.aws': 'the Amazon ECR public gallery (public.ecr.aws)',
  'registry.gitlab.com': 'the GitLab container registry',
  'registry.access.redhat.com': 'the Red Hat registry (no log-in needed)',
  'registry.redhat.io': 'the Red Hat registry (log-in needed)',
  'registry.k8s.io': 'the Kubernetes project’s registry (registry.k8s.io)',
  'cgr.dev': 'Chainguard’s registry (cgr.dev)',
  'nvcr.io': 'NVIDIA’s registry (nvcr.io)',
};

function registryName(reference: ImageReference): string {
  const known = registries[reference.domain] ?? `the registry ${code(reference.domain)}`;
  return reference.official ? `${known}, one of Docker’s official images` : known;
}

/** Pinned, floating, or no tag at all. */
function tagLine(reference: ImageReference): string {
  const tag = reference.tag?.text;
  const digest = reference.digest?.text;
  if (digest) {
    const beside = tag ? ` The tag ${code(tag)} is only a note for readers then.` : '';
    return `Pinned by its digest: always exactly this image.${beside}`;
  }
  if (tag === undefined) return 'No tag: `latest` is taken, whatever that is on the day of the build.';
  if (tag === 'latest') return '`latest` is an ordinary tag that moves with each release; name a version instead.';
  if (/^\d+\.\d+\.\d+/.test(tag))
    return `Tag ${code(tag)} names one release; rebuilds of it (security fixes) still move the tag.`;
  if (/^\d/.test(tag)) return `Tag ${code(tag)} floats: it moves to the newest release that it covers.`;
  return `Tag ${code(tag)} floats: the publisher may move it to another image at any time.`;
}

const releases: Readonly<Record<string, string>> = {
  jessie: 'Debian 8',
  stretch: 'Debian 9',
  buster: 'Debian 10',
  bullseye: 'Debian 11',
  bookworm: 'Debian 12',
  trixie: 'Debian 13',
  forky: 'Debian 14',
  xenial: 'Ubuntu 16.04',
  bionic: 'Ubuntu 18.04',
  focal: 'Ubuntu 20.04',
  jammy: 'Ubuntu 22.04',
  noble: 'Ubuntu 24.04',
  resolute: 'Ubuntu 26.04',
};

/** The distribution: named by the tag, or looked up for official images. */
export function distroOf(reference: ImageReference): string | undefined {
  const tag = reference.tag?.text ?? 'latest';
  const named = Object.keys(releases).find(release => tag.split(/[-.]/).includes(release));
  if (named) return `Built on ${releases[named]} (${named}).`;
  const alpine = /(?:^|-)alpine(\d[\d.]*)/.exec(tag);
  if (alpine) return `Built on Alpine ${alpine[1]} (musl libc).`;
  if (!reference.official) return /(?:^|-)alpine(?:-|$)/.test(tag) ? 'Built on Alpine (musl libc).' : undefined;
  const table = imageTags[reference.path.replace(/^library\//, '')];
  for (const [distro, tags] of Object.entries(table ?? {})) {
    const found = ` ${tags} `.includes(` ${tag} `) ? 'still' : ` ${tags} `.includes(` ${tag}* `) ? 'moving' : undefined;
    if (!found) continue;
    const title = releases[distro] ? `${releases[distro]} (${distro})` : distro.replace(/^alpine/, 'Alpine ');
    return found === 'moving'
      ? `Behind it is ${title} today; the tag does not say so, and will move to a newer one.`
      : `Behind it is ${title}.`;
  }
  return undefined;
}

/** User, folder and ports that matter to the instructions below. */
function settingsLine(reference: ImageReference): string | undefined {
  const facts = imageFacts(reference);
  if (!facts) return undefined;
  const parts: string[] = [];
  if (facts.workdir) parts.push(`WORKDIR ${code(facts.workdir)}`);
  if (facts.user) parts.push(`USER ${code(facts.user)}`);
  if (facts.entrypoint) parts.push(`ENTRYPOINT ${code(facts.entrypoint.join(' '))}`);
  if (facts.cmd) parts.push(`CMD ${code(facts.cmd.join(' '))}`);
  if (facts.ports && facts.ports.length > 0) parts.push(`port ${facts.ports.join(', ')}`);
  const names = Object.keys(facts.env ?? {});
  if (names.length > 0)
    parts.push(`variables ${names.slice(0, 4).map(code).join(', ')}${names.length > 4 ? ' …' : ''}`);
  return parts.length > 0 ? `It sets ${parts.join('; ')}.` : undefined;
}

/** Hover on a stage: what it is built from, what it does, who takes from it. */
export function stageLines(document: DockerfileDocument, stage: Stage): readonly string[] {
  const lines: string[] = [];
  const title = stage.nameWord ? `Stage ${code(stage.nameWord.value)} (number ${stage.index})` : `Stage ${stage.index}`;
  const base = stage.parent
    ? `stage ${code(stage.parent.nameWord?.value ?? String(stage.parent.index))}`
    : code(stage.baseWord?.value ?? '?');
  lines.push(`${title}, built from ${base}, line ${stage.from.startLine}.`);
  const counts = new Map<string, number>();
  for (const { name } of stage.instructions) counts.set(name, (counts.get(name) ?? 0) + 1);
  const work = [...counts].map(([name, count]) => (count > 1 ? `${count} × ${name}` : name)).join(', ');
  lines.push(work ? `It runs: ${work}.` : 'It adds nothing to its base.');
  const uses = document.stageModel.usesOf(stage);
  if (uses.length === 0) {
    lines.push(stage === document.finalStage ? 'The last stage: this is the image.' : 'Nothing uses it.');
  } else {
    const places = uses
      .slice(0, 5)
      .map(
        use =>
          `${use.kind === 'FROM' ? 'FROM' : use.kind === 'COPY' ? 'COPY --from' : 'mount'} in line ${use.instruction.startLine}`,
      );
    lines.push(`Used by ${places.join(', ')}${uses.length > 5 ? ' …' : ''}.`);
  }
  if (!document.stageModel.reachable.has(stage)) lines.push('The final stage does not need it: BuildKit skips it.');
  return lines;
}
