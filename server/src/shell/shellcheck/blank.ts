/**
 * The words that ShellCheck need not read: the arguments of programs about which it has nothing to say (plain.ts), in scripts that have to be
 * asked about for another reason. Blanks take their place, so that no other word moves; a tenth of ShellCheck's time goes with them, and a
 * package more in a list is no new script.
 */
import { commandsOf, type ShellCommand, treeOf } from '../commands.ts';
import type { ShellNode } from '../parser.ts';
import type { Script } from '../script.ts';
import { hasIdleWords } from './plain.ts';

/** The script's text with blanks in place of such words; undefined where there are none, or the script is not understood. */
export function withoutIdleWords(script: Script): string | undefined {
  const tree = treeOf(script);
  // A function may have the name of the program, and then its arguments count.
  if (tree === undefined || tree.hasError || hasFunction(tree.root)) return undefined;
  let text = script.text;
  for (const command of commandsOf(script) ?? []) {
    if (command.script === script && isIdle(command)) text = blanked(text, command);
  }
  return text === script.text ? undefined : text;
}

function isIdle({ kind, wrappers, name, args }: ShellCommand): boolean {
  if (kind !== 'command' || wrappers.length > 0 || name === undefined || args.length === 0) return false;
  return hasIdleWords([name.raw, ...args.map(({ raw }) => raw)]);
}

/** What stands between the words (redirects, line ends behind a backslash, tabs) stays. */
function blanked(text: string, { args }: ShellCommand): string {
  let result = text;
  for (const { at, raw } of args) result = result.slice(0, at.start) + ' '.repeat(raw.length) + result.slice(at.end);
  return result;
}

function hasFunction(root: ShellNode): boolean {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'function_definition') return true;
    open.push(...node.children);
  }
  return false;
}
