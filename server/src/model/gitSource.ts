/** Sources of ADD and COPY that come from elsewhere (dfgitutil/git_ref.go, util/gitutil, util/sshutil). */
import { remembered } from '../syntax/remembered.ts';
import { goQuote, parseGoBool } from './goText.ts';

export type SourceKind = 'git' | 'http' | 'local';

/** What ADD makes of a source in which no variable is left; `error` is BuildKit's wording for a git URL that it refuses. */
export function sourceKind(source: string): SourceVerdict {
  return knownSources(source);
}

interface SourceVerdict {
  readonly kind: SourceKind;
  readonly error?: string;
}

const knownSources = remembered(readSource);

function readSource(source: string): SourceVerdict {
  const git = gitQuery(source);
  if (git !== undefined) {
    const error = queryError(git);
    return error === undefined ? { kind: 'git' } : { kind: 'git', error };
  }
  return { kind: /^https?:\/\//.test(source) ? 'http' : 'local' };
}

/** The query of a git URL ('' for none); undefined when the source is no git URL. */
function gitQuery(source: string): string | undefined {
  if (source.startsWith('./') || source.startsWith('../') || source.startsWith('github.com/')) return undefined;
  const protocol = /^([a-zA-Z0-9]+):\/\//.exec(source)?.[1]?.toLowerCase();
  if (protocol === undefined) {
    const scp = /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:(.*?)(?:\?(.*?))?(?:#(.*))?$/.exec(source);
    return scp === null ? undefined : (scp[2] ?? '');
  }
  if (!['http', 'https', 'ssh', 'git'].includes(protocol)) return undefined;
  const withoutFragment = source.split('#', 1)[0]!;
  const queryStart = withoutFragment.indexOf('?');
  const address = queryStart === -1 ? withoutFragment : withoutFragment.slice(0, queryStart);
  const query = queryStart === -1 ? '' : withoutFragment.slice(queryStart + 1);
  // url.Parse refuses these.
  if (/[\s\u007f]/.test(source) || /%(?![0-9a-fA-F]{2})/.test(address)) return undefined;
  const path = address.replace(/^[a-zA-Z0-9]+:\/\/[^/]*/, '');
  return protocol.startsWith('http') && !path.endsWith('.git') ? undefined : query;
}

function queryError(query: string): string | undefined {
  const values = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals === -1 ? part : part.slice(0, equals);
    const list = values.get(name) ?? [];
    list.push(equals === -1 ? '' : part.slice(equals + 1));
    values.set(name, list);
  }
  for (const [name, list] of values) {
    const switches = ['submodules', 'keep-git-dir', 'fetch-by-commit'].includes(name);
    if (list.length > 1) return `query ${goQuote(name)} has multiple values`;
    const value = list[0]!;
    if (value === '') {
      if (!switches) return `query ${goQuote(name)} has no value`;
    } else if (switches && parseGoBool(value) === undefined) return `invalid ${name} value: ${goQuote(value)}`;
    if (name === 'mtime' && value !== 'checkout' && value !== 'commit') {
      return `invalid mtime value: ${goQuote(value)} (must be "checkout" or "commit")`;
    }
    if (!KNOWN_QUERIES.includes(name)) return `unexpected query ${goQuote(name)}`;
  }
  return values.has('tag') && values.has('branch') ? 'branch conflicts with tag' : undefined;
}

const KNOWN_QUERIES: readonly string[] = [
  'ref',
  'tag',
  'branch',
  'subdir',
  'checksum',
  'commit',
  'keep-git-dir',
  'submodules',
  'mtime',
  'fetch-by-commit',
];
