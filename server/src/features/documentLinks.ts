/** Links: an image to its registry's page, the syntax directive's image, URLs in ADD. None for scratch, stages and names with variables. */
import type { DocumentLink } from 'vscode-languageserver-types';
import { copySources } from '../context/copySources.ts';
import { uriOfPath } from '../context/files.ts';
import type { DockerfileDocument } from '../model/document.ts';
import { type ImageReference, parseImageReference } from '../model/imageReference.ts';
import type { Span } from '../syntax/tree.ts';
import type { ContextFacts } from './copyFiles.ts';
import { copySourceFile } from './copyPaths.ts';

export function documentLinks(document: DockerfileDocument): DocumentLink[] {
  const links: DocumentLink[] = [];
  const add = (span: Span, target: string | undefined, tooltip: string): void => {
    if (target) links.push({ range: document.lines.rangeOf(span), target, tooltip });
  };
  for (const directive of document.tree.directives) {
    if (directive.name !== 'syntax') continue;
    add(directive.valueSpan, imagePage(directive.value), 'Open the frontend’s page');
  }
  for (const stage of document.stages) {
    const word = stage.baseWord;
    if (!word || stage.base.kind !== 'image' || word.value.includes('$')) continue;
    add(word.span, imagePage(word.value), 'Open the image’s page');
  }
  for (const use of document.stageModel.uses) {
    if (use.kind === 'FROM' || use.target || use.byIndex || use.text.includes('$')) continue;
    add(use.span, imagePage(use.text), 'Open the image’s page');
  }
  for (const instruction of document.effectiveInstructions) {
    if (instruction.name !== 'ADD') continue;
    for (const word of instruction.words.slice(0, -1)) {
      if (/^https?:\/\/[^\s$]+$/.test(word.value)) add(word.span, word.value, 'Open the address');
    }
  }
  return links;
}

/** Sources of COPY and ADD that name one file of the context. `folder` is the context's uri. */
export function fileLinks(
  document: DockerfileDocument,
  context: ContextFacts & { readonly folder: string },
): DocumentLink[] {
  return copySources(document).flatMap(source => {
    const file = copySourceFile(document, source.span.start, context);
    if (!file || file.isFolder) return [];
    const target = uriOfPath(context.folder, file.path);
    return [{ range: document.lines.rangeOf(source.span), target, tooltip: 'Open the file' }];
  });
}

/** The web page of an image, by registry; undefined where none is known. */
export function imagePage(text: string): string | undefined {
  if (text === '' || text === 'scratch') return undefined;
  const parsed = parseImageReference(text);
  return parsed.ok ? registryPage(parsed.reference) : undefined;
}

function registryPage(image: ImageReference): string | undefined {
  const { domain, path } = image;
  const tag = image.tag?.text;
  const [owner = '', ...rest] = path.split('/');
  switch (domain) {
    case 'docker.io':
      if (image.official) {
        const name = path.replace('library/', '');
        return tag ? `https://hub.docker.com/_/${name}/tags?name=${tag}` : `https://hub.docker.com/_/${name}`;
      }
      return tag ? `https://hub.docker.com/r/${path}/tags?name=${tag}` : `https://hub.docker.com/r/${path}`;
    case 'ghcr.io':
      return rest.length > 0
        ? `https://github.com/${owner}/${rest[0]}/pkgs/container/${rest.map(encodeURIComponent).join('%2F')}`
        : undefined;
    case 'quay.io':
      return `https://quay.io/repository/${path}${tag ? `?tab=tags&tag=${tag}` : ''}`;
    case 'mcr.microsoft.com':
      return `https://mcr.microsoft.com/artifact/mar/${path}/${tag ? `tag/${tag}` : 'about'}`;
    case 'public.ecr.aws':
      return `https://gallery.ecr.aws/${path}`;
    case 'registry.gitlab.com':
      return rest.length > 0 ? `https://gitlab.com/${owner}/${rest[0]}/container_registry` : undefined;
    case 'registry.access.redhat.com':
    case 'registry.redhat.io':
      return `https://catalog.redhat.com/software/containers/search?q=${encodeURIComponent(path)}`;
    case 'cgr.dev':
      return `https://images.chainguard.dev/directory/image/${rest.at(-1) ?? owner}/overview`;
    default:
      return /(^|\.)gcr\.io$|-docker\.pkg\.dev$/.test(domain) ? `https://${domain}/${path}` : undefined;
  }
}
