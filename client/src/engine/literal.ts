/**
 * VS Code fills in `${env:HOME}`, `${file}` and the like wherever a task's arguments hold them, and knows no escape for it. A path
 * or a build argument that happens to look like that must arrive as it is.
 */
import { quoteCommandLine } from './quoting.ts';

/**
 * The same command in words without `${`. On Unix a shell puts the parts together again: `$` and `{` are parted by an empty
 * string. Commands without `${` (nearly all) are left alone; so is Windows, whose cmd has no way to do this.
 */
export function withoutTaskVariables(argv: readonly string[], onWindows: boolean): readonly string[] {
  if (onWindows || !argv.some(word => word.includes('${'))) return argv;
  const line = 'exec ' + quoteCommandLine(argv, 'posix');
  return ['/bin/sh', '-c', line.replaceAll('${', () => "$''{")];
}
