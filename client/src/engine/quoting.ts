/**
 * An argument list as one command line for the shell that the user really has in the terminal. Quoting is always by the rules of
 * that shell, never by "put quotes around": a name with a quote, a `$`, a `;` or a line end stays one argument and runs nothing.
 *
 * bash, zsh, dash, fish, … are tested by running them. Nothing here is used to start a program: tasks pass argument lists.
 */

export type ShellKind = 'posix' | 'fish' | 'csh' | 'nushell' | 'powershell' | 'pwsh' | 'cmd';

/** The family of a shell by its path (`vscode.env.shell`): "/usr/bin/fish" → fish, "C:\\Program Files\\PowerShell\\7\\pwsh.exe" → pwsh. */
export function shellKindOf(shellPath: string, onWindows: boolean): ShellKind {
  const file = shellPath.slice(Math.max(shellPath.lastIndexOf('/'), shellPath.lastIndexOf('\\')) + 1);
  const name = file.toLowerCase().replace(/\.exe$/, '');
  if (name === 'fish') return 'fish';
  if (name === 'csh' || name === 'tcsh') return 'csh';
  if (name === 'nu') return 'nushell';
  if (name === 'pwsh' || name === 'pwsh-preview') return 'pwsh';
  if (name === 'powershell') return 'powershell';
  if (name === 'cmd') return 'cmd';
  return name === '' && onWindows ? 'powershell' : 'posix';
}

/** `argv` as one line: pasted into that shell it runs argv[0] with exactly the other words as arguments. */
export function quoteCommandLine(argv: readonly string[], shell: ShellKind): string {
  return argv.map((word, index) => quoters[shell](word, index === 0)).join(' ');
}

/**
 * What a user types into a box as words: blanks part them, single quotes, double quotes and the backslash work as in sh, nothing is
 * filled in. Undefined when a quote is not closed.
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  const token = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gs;
  let word: string | undefined;
  let at = 0;
  for (const match of text.matchAll(token)) {
    if (match.index !== at) return undefined;
    at += match[0].length;
    const piece = match[1] ?? match[2]?.replace(/\\(["\\$`])/g, '$1') ?? match[3] ?? match[4];
    if (piece !== undefined) word = (word ?? '') + piece;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (at !== text.length) return undefined;
  return word === undefined ? words : [...words, word];
}

type Quoter = (word: string, isCommand: boolean) => string;

const quoters: Readonly<Record<ShellKind, Quoter>> = {
  posix: quoteForPosix,
  fish: quoteForFish,
  csh: quoteForCsh,
  nushell: quoteForNushell,
  powershell: (word, isCommand) => quoteForPowerShell(forWindowsPowerShell(word, isCommand), isCommand),
  pwsh: quoteForPowerShell,
  cmd: quoteForCmd,
};

/** What every Unix shell takes as it is. Not `~`, not `=` in front (zsh: `=ls` is a path) and not in a command (an assignment). */
function isPlain(word: string, isCommand: boolean): boolean {
  return /^[A-Za-z0-9_@+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(word) && !(isCommand && /[=%]/.test(word));
}

/** bash, zsh, sh, dash, ksh, Git Bash: nothing is special between single quotes but the single quote. */
function quoteForPosix(word: string, isCommand: boolean): string {
  if (isPlain(word, isCommand)) return word;
  return "'" + word.replaceAll("'", "'\\''") + "'";
}

/** fish: between single quotes `\'` and `\\` are the only escapes. */
function quoteForFish(word: string, isCommand: boolean): string {
  if (isPlain(word, isCommand)) return word;
  return "'" + word.replace(/[\\']/g, '\\$&') + "'";
}

/** csh and tcsh: as sh, but history (`!`) and line ends need a backslash between quotes too. */
function quoteForCsh(word: string, isCommand: boolean): string {
  if (isPlain(word, isCommand)) return word;
  return "'" + word.replace(/'/g, "'\\''").replace(/[!\n]/g, '\\$&') + "'";
}

/** Nushell: single quotes know no escape at all; double quotes know the backslash, and only `$"…"` is filled in. */
function quoteForNushell(word: string, isCommand: boolean): string {
  if (/^[A-Za-z_/-][A-Za-z0-9_/:.-]*$/.test(word)) return word;
  const quoted = word.includes("'")
    ? '"' + word.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r') + '"'
    : `'${word}'`;
  return isCommand ? '^' + quoted : quoted;
}

/**
 * PowerShell 7.3 and newer passes arguments on as they are. Between single quotes only the quote is special, and PowerShell takes
 * the typographic ones for quotes too. A dash word with a dot or colon would be split (`-a.b` → `-a` `.b`), so it is quoted.
 */
function quoteForPowerShell(word: string, isCommand: boolean): string {
  const plain = isCommand
    ? /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(word)
    : /^(?:[A-Za-z_./][A-Za-z0-9_./:\\=+-]*|--?[A-Za-z][A-Za-z0-9_-]*)$/.test(word);
  if (plain) return word;
  const quoted = "'" + word.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&') + "'";
  return isCommand ? '& ' + quoted : quoted;
}

/** Windows PowerShell 5.1 hands the words to the program without escaping their double quotes, and loses empty ones. */
function forWindowsPowerShell(word: string, isCommand: boolean): string {
  if (isCommand) return word;
  if (word === '') return '""';
  const escaped = word.replace(/(\\*)"/g, '$1$1\\"');
  return /\s/.test(word) ? escaped.replace(/\\+$/, '$&$&') : escaped;
}

/**
 * cmd.exe reads the line, then the program's C runtime splits it. Where quotes are enough for both they are used; `%`, `!` and
 * `"` need every special character behind a caret, quotes included, so that cmd never thinks itself inside a string.
 */
function quoteForCmd(word: string): string {
  if (/^[A-Za-z0-9_@+:,./\\=-]+$/.test(word)) return word;
  const oneLine = word.replace(/[\r\n]+/g, ' ');
  const forRuntime = '"' + oneLine.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&') + '"';
  if (!/[%!"^]/.test(oneLine)) return forRuntime;
  return forRuntime.replace(/[()%!^"<>&|]/g, '^$&');
}
