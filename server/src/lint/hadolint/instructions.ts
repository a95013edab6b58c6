/**
 * Rules about other instructions than RUN where hadolint 2.15.1 and we differ, as it decides them: it reads what is written, quotes, escapes
 * and variables included. docs/hadolint.md says from what this is written.
 */
import type { DockerfileDocument } from '../../model/document.ts';
import type { Flag, Instruction, Pair } from '../../syntax/tree.ts';
import type { Check, Verdict } from './verdict.ts';

/** By rule. */
export const instructionChecks: Readonly<Record<string, Check>> = {
  DL3000: onEach('WORKDIR', ({ rest }) => {
    const path = withoutQuotes(rest?.value ?? '');
    return path === '' || isAbsolute(path) || path.startsWith('$') ? undefined : { path };
  }),
  DL3020: onEach('ADD', ({ words }) => {
    const plain = words.slice(0, -1).filter(({ value }) => !isArchiveOrUrl(withoutQuotes(value)));
    return plain.length === 0 ? undefined : { sources: plain.map(({ value }) => withoutQuotes(value)).join(' ') };
  }),
  DL3021: onEach('COPY', ({ words }) => {
    const target = withoutQuotes(words.at(-1)?.value ?? '');
    return words.length < 3 || target.endsWith('/') ? undefined : { target };
  }),
  DL3022: unknownSources,
  DL3023: ownStage,
  DL3044: ownReferences,
  DL3045: relativeTargets,
  DL3048: document =>
    document.tree.instructions.flatMap(instruction => {
      if (instruction.name !== 'LABEL') return [];
      const wrong = readPairs(document, instruction).find(({ key }) => !isLabelKey(withoutQuotes(key)));
      return wrong ? [{ instruction, span: wrong.keySpan, data: { key: withoutQuotes(wrong.key) } }] : [];
    }),
  DL3064: document =>
    document.effectiveInstructions.flatMap(instruction => {
      if (instruction.name !== 'ARG' && instruction.name !== 'ENV') return [];
      // Of `ARG A B` it reads the first name.
      const pairs = instruction.name === 'ARG' ? instruction.pairs.slice(0, 1) : readPairs(document, instruction);
      const found = pairs.find(({ key }) => isSensitive(key));
      return found ? [{ instruction, span: found.keySpan, data: { name: found.key } }] : [];
    }),
  DL3065: document =>
    document.stages.flatMap(({ platformFlag, from }) =>
      platformFlag && ['$TARGETPLATFORM', '${TARGETPLATFORM}'].includes(valueAsWritten(document, platformFlag))
        ? [{ instruction: from, span: platformFlag.span, data: {} }]
        : [],
    ),
  DL3066: namedUsers,
  DL3067: onEach('COPY', ({ flags, words }) => {
    const from = flags.find(({ name }) => name === 'from');
    const isAll = words.slice(0, -1).some(isRoot) && words.slice(-1).some(isRoot);
    return from && isAll ? { from: from.value ?? '' } : undefined;
  }),
};

/** Instructions of the name that the judge has data for; those behind ONBUILD are not looked at. */
function onEach(name: string, judge: (instruction: Instruction) => Verdict['data'] | undefined): Check {
  return ({ tree }) =>
    tree.instructions.flatMap(instruction => {
      const data = instruction.name === name ? judge(instruction) : undefined;
      return data ? [{ instruction, span: instruction.keyword.span, data }] : [];
    });
}

/** Without the quotes at both ends, however many. */
export function withoutQuotes(text: string): string {
  return text.replace(/^["']+|["']+$/g, '');
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^\p{L}:/u.test(path);
}

function isRoot({ value }: { readonly value: string }): boolean {
  return withoutQuotes(value) === '/';
}

/** It lets `a-.b` and `a/b` pass. */
function isLabelKey(key: string): boolean {
  if (/^(?:com\.docker|io\.docker|org\.dockerproject)\./.test(key) || /\.\.|--/.test(key)) return false;
  return /^[a-z](?:[a-z0-9._/-]*[a-z0-9])?$/.test(key);
}

function isArchiveOrUrl(source: string): boolean {
  return /^https?:\/\//.test(source) || isArchive(source);
}

/** By the ending, in that case of letters. */
export function isArchive(name: string): boolean {
  return /\.(?:tar|t?Z|bz2|[gl]z|lzma|tb2|tbz2?|tgz|tlz|tpz|t?xz)$/.test(name);
}

/** Names as they are written, with their quotes; of a number what stands in front counts. */
function unknownSources(document: DockerfileDocument): readonly Verdict[] {
  const names = new Set<string>();
  let count = 0;
  return document.tree.instructions.flatMap(instruction => {
    if (instruction.name === 'FROM') {
      count++;
      names.add(stageName(instruction) ?? '');
    }
    const from = instruction.name === 'COPY' ? instruction.flags.find(({ name }) => name === 'from') : undefined;
    if (!from) return [];
    const name = valueAsWritten(document, from);
    const number = /^[0-9]+/.exec(name);
    if (name.includes(':') || names.has(name) || (number && Number(number[0]) < count)) return [];
    return [{ instruction, span: from.span, data: { name } }];
  });
}

/** With its quotes. */
function valueAsWritten({ text }: DockerfileDocument, { span, name }: Flag): string {
  return text.slice(span.start + name.length + '--='.length, span.end);
}

/** The stage's own name as it is written: with quotes around it it is another one. */
function ownStage(document: DockerfileDocument): readonly Verdict[] {
  let current: string | undefined;
  return document.tree.instructions.flatMap(instruction => {
    if (instruction.name === 'FROM') current = stageName(instruction);
    const from = instruction.name === 'COPY' ? instruction.flags.find(({ name }) => name === 'from') : undefined;
    const isOwn = from !== undefined && current !== undefined && valueAsWritten(document, from) === current;
    return isOwn ? [{ instruction, span: from.span, data: { name: current! } }] : [];
  });
}

/** Behind an escape character that touches the value, the next line goes on with the value: its pair is none. */
function readPairs({ text, tree }: DockerfileDocument, { pairs }: Instruction): readonly Pair[] {
  return pairs.filter((_, at) => {
    const before = pairs[at - 1];
    return before === undefined || text[before.span.end] !== tree.escape;
  });
}

function stageName({ words }: Instruction): string | undefined {
  const as = words.findIndex(({ value }) => value.toLowerCase() === 'as');
  return as === -1 ? undefined : words[as + 1]?.value;
}

/** Quotes and backslashes do not count. Names that an ARG or ENV above has given, in whatever stage, are let pass. */
function ownReferences(document: DockerfileDocument): readonly Verdict[] {
  const known = new Set<string>();
  return document.tree.instructions.flatMap(instruction => {
    const { name } = instruction;
    const pairs = readPairs(document, instruction);
    if (name !== 'ARG' && name !== 'ENV') return [];
    const found =
      name === 'ENV'
        ? pairs.find(
            ({ key }, at) =>
              !known.has(key) &&
              pairs.some((other, index) => index !== at && other.value !== undefined && refersTo(other.value, key)),
          )
        : undefined;
    for (const { key } of pairs) known.add(key);
    return found ? [{ instruction, span: found.keySpan, data: { name: found.key } }] : [];
  });
}

function refersTo(value: string, name: string): boolean {
  if (value.includes(`\${${name}}`)) return true;
  return value
    .split(`$${name}`)
    .slice(1)
    .some(rest => !/^[0-9A-Za-z_]/.test(rest));
}

/** Stages are known by their names, those without one by their image's: a WORKDIR counts for all that are built on that name. */
function relativeTargets({ tree, stages }: DockerfileDocument): readonly Verdict[] {
  const withWorkdir = new Map<string, boolean>();
  let current = '';
  return tree.instructions.flatMap(instruction => {
    if (instruction.name === 'FROM') {
      const stage = stages.find(({ from }) => from === instruction);
      const image = imageName(stage?.baseWord?.value ?? '');
      current = stage?.nameWord?.value ?? image;
      withWorkdir.set(current, stage?.index === 0 ? false : (withWorkdir.get(image) ?? false));
    } else if (instruction.name === 'WORKDIR') withWorkdir.set(current, true);
    if (instruction.name !== 'COPY' || withWorkdir.get(current)) return [];
    const target = instruction.words.at(-1);
    const path = withoutQuotes(target?.value ?? '');
    if (!target || instruction.words.length < 2 || isAbsolute(path) || path.startsWith('$')) return [];
    return [{ instruction, span: target.span, data: { target: path } }];
  });
}

/** Without registry, tag and digest. */
function imageName(written: string): string {
  const name = written.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 && /[.:]/.test(first) ? rest.join('/') : name;
}

/** Parts of names that are secrets to hadolint, and whole names that have none of them. */
const sensitiveParts = ['api_key', 'client_key', 'password', 'private', 'secret', 'token', 'username'];
const sensitiveNames: ReadonlySet<string> = new Set([
  ...['application_key', 'aws_access_key_id', 'ci_deploy_user', 'docker_email', 'facebook_app_id', 'heroku_api_user'],
  ...['okta_authn_groupid', 'okta_client_orgurl', 'okta_oauth2_clientid', 'stripe_device_name', 'travis_os_name'],
  ...['travis_secure_env_vars', 'travis_sudo'],
]);

function isSensitive(key: string): boolean {
  const name = key.toLowerCase();
  return sensitiveNames.has(name) || sensitiveParts.some(part => name.includes(part));
}

/** No digits in front of the colon (a blank at the line's end is no digit), and no ARG from above in it; `$UIDX` holds the ARG UID. */
function namedUsers({ tree, text }: DockerfileDocument): readonly Verdict[] {
  const args = new Set<string>();
  return tree.instructions.flatMap(instruction => {
    if (instruction.name === 'ARG') for (const { key } of instruction.pairs.slice(0, 1)) args.add(key);
    const { rest } = instruction;
    if (instruction.name !== 'USER' || !rest) return [];
    const [user = ''] = `${rest.value}${/[ \t]/.test(text[rest.span.end] ?? '') ? ' ' : ''}`.split(':');
    const isKnown = [...args].some(name => rest.value.includes(`$${name}`) || rest.value.includes(`\${${name}}`));
    return /^[0-9]*$/.test(user) || isKnown ? [] : [{ instruction, span: rest.span, data: { user } }];
  });
}
