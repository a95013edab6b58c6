/** Shell form → exec form, where that is certain. */

/**
 * The JSON array that starts the same program with the same arguments; undefined when a shell is needed (variables, operators,
 * patterns, builtins, assignments) or when the text is not simple enough to be sure. `text` is the command as it is written.
 */
export function execFormOf(text: string): string | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === '\t') {
      at++;
      continue;
    }
    const match = /^(?:"([\w ./:=@%+,-]*)"|'([\w ./:=@%+,-]*)'|([\w./:=@%+,-]+))(?=[ \t]|$)/.exec(text.slice(at));
    if (!match) return undefined;
    words.push(match[1] ?? match[2] ?? match[3]!);
    at += match[0].length;
  }
  const [program] = words;
  if (!program || program.includes('=') || program.includes(' ') || builtins.has(program)) return undefined;
  return `[${words.map(word => JSON.stringify(word)).join(', ')}]`;
}

const builtins: ReadonlySet<string> = new Set([
  ...[
    '.',
    ':',
    'alias',
    'bg',
    'cd',
    'command',
    'eval',
    'exec',
    'exit',
    'export',
    'if',
    'for',
    'read',
    'set',
    'shift',
    'source',
  ],
  ...[
    'times',
    'trap',
    'type',
    'ulimit',
    'umask',
    'unset',
    'until',
    'wait',
    'while',
    'case',
    'function',
    'time',
    'NONE',
  ],
]);
