/**
 * Whether git ignores a file, from the texts of `.gitignore` files: it tells files of one machine from those of the project. Written from
 * git's documentation (gitignore, "PATTERN FORMAT"). `.git/info/exclude` and the user's global file are not known here.
 */

export interface GitignoreFile {
  /** The folder that it lies in, relative to where the paths begin; `''` is that place itself. */
  readonly folder: string;
  readonly text: string;
}

/**
 * True when a pattern ignores the file or a folder above it. `files` in any order: the innermost file that has a word on the path wins, in
 * it the last pattern; what lies in an ignored folder cannot be brought back.
 */
export function gitIgnores(path: string, files: readonly GitignoreFile[]): boolean {
  const ordered = [...files].sort((one, other) => one.folder.length - other.folder.length);
  const rules = ordered.flatMap(({ folder, text }) => rulesOf(folder, text));
  const names = path.split('/');
  for (let length = 1; length <= names.length; length++) {
    const part = names.slice(0, length).join('/');
    const isFolder = length < names.length;
    const last = rules.filter(rule => (isFolder || !rule.onlyFolders) && rule.matches(part)).at(-1);
    if (last !== undefined && !last.negated) return true;
  }
  return false;
}

interface Rule {
  readonly negated: boolean;
  readonly onlyFolders: boolean;
  matches(path: string): boolean;
}

function rulesOf(folder: string, text: string): Rule[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  return text.split(/\r?\n/).flatMap(line => {
    // Blanks at the end do not count, unless a backslash keeps them.
    let pattern = line.replace(/(?<!\\)[ \t]+$/, '');
    if (pattern === '' || pattern.startsWith('#')) return [];
    const negated = pattern.startsWith('!');
    if (negated) pattern = pattern.slice(1);
    const onlyFolders = pattern.endsWith('/');
    if (onlyFolders) pattern = pattern.slice(0, -1);
    // A slash at the beginning or in the middle ties the pattern to its folder; else the name counts, however deep.
    const isTied = pattern.includes('/');
    const expression = expressionOf(pattern.replace(/^\//, ''));
    if (expression === undefined) return [];
    return [
      {
        negated,
        onlyFolders,
        matches: path => {
          if (!path.startsWith(prefix)) return false;
          const inner = path.slice(prefix.length);
          return expression.test(isTied ? inner : inner.slice(inner.lastIndexOf('/') + 1));
        },
      },
    ];
  });
}

/** `*` and `?` stop at slashes, two stars stand for folders, brackets and backslashes as in a shell. Undefined: it can match nothing. */
function expressionOf(pattern: string): RegExp | undefined {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const token = /^(?:\*\*\/|\/\*\*$|\*+|\?|\[[!^]?\]?(?:[^\]\\]|\\.)*\]|\\.)/s.exec(rest)?.[0];
    if (token === undefined) {
      source += rest[0]!.replace(/[\\^$.|+(){}[\]]/, '\\$&');
      continue;
    }
    at += token.length - 1;
    if (token === '**/') source += at === 2 || pattern[at - 3] === '/' ? '(?:.*/)?' : '[^/]*/';
    else if (token === '/**') source += '/.+';
    else if (token.startsWith('*')) source += '[^/]*';
    else if (token === '?') source += '[^/]';
    else if (token.startsWith('['))
      source += token
        .replace(/^\[[!^]/, '[^')
        .replace(/^(\[\^?)\]/, '$1\\]')
        .replace(/(?!^)\[/g, '\\[');
    else source += token.replace(/\\([\w ])/, '$1');
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return undefined; // brackets with a range that runs backwards
  }
}
