import { isWholeContext } from '../../context/copySources.ts';
import { formatBytes, formatFiles } from '../../context/format.ts';
import { defineRule } from '../rule.ts';
import { isPlausibleContext, matchedSources } from './_contextSources.ts';

export const rule = defineRule({
  meta: {
    id: 'no-dockerignore',
    title: 'The whole context is copied and there is no .dockerignore',
    group: 'size',
    severity: 'info',
    fixable: 'never',
    fixElsewhere: 'In an editor: a `.dockerignore` for what lies in the folder.',
    since: '0.1.0',
    messages: {
      missing: 'There is no .dockerignore, so this copies {what} too',
      secrets: 'There is no .dockerignore, so this copies {what} into the image',
    },
  },
  *check({ document, buildContext }) {
    if (buildContext?.match === undefined || buildContext.hasDockerignore) return;
    const matched = matchedSources(document, buildContext);
    if (!buildContext.isDeclared && !isPlausibleContext(buildContext, matched) && !isAlone(matched)) return;
    const whole = matched.find(({ source, match }) => match.verdict === 'found' && isWholeContext(source.value!));
    if (!whole) return;
    const { match, options } = { match: buildContext.match.bind(buildContext), options: whole.source.options };
    const secrets = secretNames.filter(name => match(name, options).files > 0 && match('.', options).files > 0);
    const ballast = ballastNames.flatMap(name => {
      const found = match(name);
      return found.files > 0 ? [{ name, files: found.files, bytes: found.bytes }] : [];
    });
    if (secrets.length === 0 && ballast.length === 0) return;
    const what = [
      ...secrets,
      ...ballast.map(
        ({ name, files, bytes }) => `${name} (${formatFiles(files)}${bytes > 0 ? `, ${formatBytes(bytes)}` : ''})`,
      ),
    ];
    yield {
      messageId: secrets.length > 0 ? 'secrets' : 'missing',
      data: { what: listed(what) },
      span: whole.source.span,
    };
  },
});

/** Names that hold credentials in most projects. */
const secretNames = ['.env', '.env.local', '.npmrc', '.pypirc', '.netrc', 'id_rsa'];

/** What no image needs from the context: it is made again or used only outside. */
const ballastNames = [
  '.git',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  'target',
  '.gradle',
  '.terraform',
  'coverage',
];

/** All sources are the whole context: then nothing speaks against the Dockerfile's own folder. */
function isAlone(matched: readonly { readonly source: { readonly value: string | undefined } }[]): boolean {
  return matched.every(({ source }) => source.value !== undefined && isWholeContext(source.value));
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, 4);
  const rest = items.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
