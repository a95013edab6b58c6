/**
 * VS Code fills in `${env:HOME}`, `${file}` and the like wherever a task's arguments hold them, and knows no escape for it. A path
 * or a build argument that happens to look like that must arrive as it is.
 */
import { quoteCommandLine } from './quoting.ts';

/**
 * The same command in words without `${`. On Unix a shell goes into the folder and puts the parts together again: `$` and `{` are
 * parted by an empty string. Commands without `${` (nearly all) are left alone; so is Windows, whose cmd has no way to do this.
 */
export function withoutTaskVariables(
  command: { readonly argv: readonly string[]; readonly cwd: string },
  onWindows: boolean,
): { readonly argv: readonly string[]; readonly cwd: string } {
  const { argv, cwd } = command;
  if (onWindows || ![...argv, cwd].some(word => word.includes('${'))) return command;
  const line = `${quoteCommandLine(['cd', '--', cwd], 'posix')} && exec ${quoteCommandLine(argv, 'posix')}`;
  return { argv: ['/bin/sh', '-c', line.replaceAll('${', () => "$''{")], cwd: cwd.includes('${') ? '/' : cwd };
}
