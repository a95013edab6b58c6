/** What rules may know of a build context, from its tree and the text of its ignore file. */
import { compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { matchSource } from '../context/sources.ts';
import { type ContextTree, sortedPaths } from '../context/tree.ts';
import type { BuildContext } from './rule.ts';

export interface BuildContextParts {
  readonly tree: ContextTree | undefined;
  /** undefined: there is none. */
  readonly ignoreText: string | undefined;
  /** The user or a file of the workspace names the folder. */
  readonly isDeclared: boolean;
}

/** Cheap to make: lists and matches are computed when they are asked for. */
export function buildContextOf({ tree, ignoreText, isDeclared }: BuildContextParts): BuildContext {
  const parsed = parseDockerignore(ignoreText ?? '');
  const compiled = compileDockerignore(parsed);
  const ignore = ignoreText === undefined ? undefined : compiled;
  let files: readonly string[] | undefined;
  return {
    hasDockerignore: ignoreText !== undefined,
    dockerignorePatterns: parsed.patterns.map(pattern => pattern.cleaned),
    isIgnored: path => compiled.matchesOrParent(path),
    get files() {
      // A list with holes would make rules call files missing.
      if (tree?.complete) files ??= sortedPaths(tree);
      return files;
    },
    ...(tree === undefined
      ? {}
      : { totalBytes: tree.bytes, match: (source, options) => matchSource(source, tree, ignore, options) }),
    patternOfLine: line => {
      const pattern = parsed.patterns.find(candidate => candidate.line === line);
      return pattern && parsed.text.slice(pattern.patternSpan.start, pattern.patternSpan.end);
    },
    isDeclared,
  };
}
