/**
 * Scripts in which ShellCheck can find nothing, so that it need not be asked: half of all RUN scripts are `apt-get update && apt-get
 * install -y curl` and its like. A script is plain when it is a row of simple commands of which every word is literal (or has a variable
 * that ENV or ARG sets), and ShellCheck has no opinion about any of these programs with these words. What is not surely plain is asked.
 * `plain.test.ts` asks ShellCheck itself.
 */

/** Whether the script (as ShellCheck would get it) is surely without a finding, in every dialect. Linear. */
export function isPlainScript(script: string): boolean {
  // One look at the characters first: most other scripts have a `|`, `(`, `>` … somewhere.
  if (!plainText.test(script)) return false;
  const prelude = readPrelude(script);
  let words: string[] = [];
  let before: string | undefined;
  for (let at = prelude.end; ; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(script);
    if (found === null) return false;
    const [, separator, word] = found;
    if (word !== undefined) words.push(word);
    if (separator === undefined) continue;
    if (words.length > 0) {
      if (!isPlainCommand(words, separator, prelude.names)) return false;
      words = [];
    } else {
      // Blank lines and a `;` at the end of a line stand for themselves; an empty side of `&&`, or `;` behind nothing, does not parse.
      if (separator === '&&' || separator === ';' || before === '&&') return false;
    }
    if (separator === '') return true;
    before = separator;
  }
}

/** Characters that a plain script can have. Which of them may stand where is told by `token`. */
const plainText = /^[\w./:,@%+=* \t\n;&"'${}<>[\]~^-]*$/;
/** Blanks before it, then a word or what ends a command. A word is quoted as a whole or not at all. Each character has one way to match. */
const token =
  /[ \t]*(?:(&&|;|\n|$)|((?:[\w./:,@%+=*-]|\$(?=\w)|\$\{\w+\})+|"(?:[\w./:,@%+= <>[\]~^-]|\$(?=\w)|\$\{\w+\})+"|'[\w./:,@%+= <>[\]~^-]+')(?=[ \t\n;&]|$))/y;
/** No `=` or `*` at its start: `a =b` looks like an assignment, and a glob may turn into an option. */
const plainWord = /^[\w./:,@%+-][\w./:,@%+=-]*$/;
/** A glob that can only be names inside a folder: `/var/lib/apt/lists/*`. */
const namesInFolder = /^\/(?:tmp|[\w.-]+\/[\w.-]+)\/[\w./-]*\*[\w./-]*$/;
const variable = /\$(?:\{(\w+)\}|(\w+))/g;
/** The shell or ShellCheck knows something of them. */
const specialNames =
  /^(?:\d.*|_|PATH|HOME|PWD|OLDPWD|IFS|CDPATH|ENV|SHELL|USER|UID|EUID|GROUPS|HOST.*|RANDOM|SECONDS|LINENO|PS\d|OPT.*|REPLY|BASH.*|KSH.*|COMP.*|DIRSTACK|FUNC.*|PIPESTATUS|PPID|SHELLOPTS|LC_.*|LANG|TMPDIR|TERM)$/;

/** What prepare.ts writes above a script: `export NAME=1` for each name that the build sets. Such a value needs no quotes. */
function readPrelude(script: string): { readonly end: number; readonly names: ReadonlySet<string> } {
  const names = new Set<string>();
  let end = 0;
  for (;;) {
    exported.lastIndex = end;
    const line = exported.exec(script);
    if (line === null) return { end, names };
    names.add(line[1]!);
    end = exported.lastIndex;
  }
}

const exported = /export ([A-Za-z_]\w*)=1\n/y;

/** Words of the grammar: as arguments they make ShellCheck think of a missing `;`. */
const reserved: ReadonlySet<string> = new Set(
  'if then else elif fi for in do done while until case esac select function time coproc'.split(' '),
);

/** `names`: the variables that are known to be set. */
function isPlainCommand([name, ...args]: readonly string[], after: string, names: ReadonlySet<string>): boolean {
  const isPlainArgument = plainArguments.get(name!);
  if (isPlainArgument === undefined) return false;
  if (isPlainArgument === anyWord) return args.every(word => isWordWithVariables(word, names));
  if (args.some(word => reserved.has(word))) return false;
  switch (name) {
    case 'cd':
      // Followed by anything but `&&`, its failure goes unseen; `cd ..` and `cd -` have their own advice.
      return after === '&&' && args.length === 1 && plainWord.test(args[0]!) && !/^-|\.\./.test(args[0]!);
    case 'cp':
    case 'mv':
    case 'ln':
      // With one operand the destination is missing.
      return args.filter(word => !word.startsWith('-')).length > 1 && args.every(isPlainArgument);
    default:
      return args.every(isPlainArgument);
  }
}

/** Whether the program is one of which ShellCheck reads any literal words without an opinion, and these (name first) are such words. */
export function hasIdleWords([name, ...args]: readonly string[]): boolean {
  return plainArguments.get(name!) === anyWord && args.every(word => anyWord(word) && !reserved.has(word));
}

/** A literal word, quoted or not, in which variables that are set may stand. */
function isWordWithVariables(word: string, names: ReadonlySet<string>): boolean {
  if (reserved.has(word)) return false;
  const quote = word[0] === '"' || word[0] === "'";
  if (!word.includes('$')) return quote || plainWord.test(word);
  for (const [, braced, bare] of word.matchAll(variable)) {
    const name = braced ?? bare!;
    if (!names.has(name) || specialNames.test(name)) return false;
  }
  return quote || plainWord.test(word.replaceAll(variable, 'x'));
}

const anyWord = (word: string): boolean => plainWord.test(word);
const noOption = (word: string): boolean => plainWord.test(word) && !word.startsWith('-');
const wordOrNames = (word: string): boolean => plainWord.test(word) || namesInFolder.test(word);

/** The programs about which ShellCheck has nothing to say, and which words may stand behind them. */
const plainArguments: ReadonlyMap<string, (word: string) => boolean> = new Map<string, (word: string) => boolean>([
  ...(
    'apt-get apt apk yum dnf microdnf tdnf zypper dpkg rpm update-alternatives update-ca-certificates ' +
    'pip pip3 pipenv poetry uv conda npm npx yarn pnpm bun corepack composer gem bundle cargo rustup go mvn gradle dotnet ' +
    'docker-php-ext-install docker-php-ext-configure docker-php-ext-enable pecl a2enmod a2dissite a2ensite ' +
    './configure ./gradlew ./mvnw add-apt-repository apt-key apt-cache chgrp python python3 sam aws mix rosdep virtualenv ' +
    'git make cmake wget curl tar unzip gzip gunzip touch chown useradd usermod groupadd adduser addgroup ' +
    'sbt cabal stack nimble dart flutter crystal shards cpanm lein pacman nuget msbuild gcloud firebase meson ninja qmake swift zig ' +
    'deno php node java javac gcc g++ clang pdm pipx hatch tox pytest conan vcpkg luarocks opam rebar3 R Rscript julia'
  )
    .split(' ')
    .map((name): [string, typeof anyWord] => [name, anyWord]),
  ['cd', noOption],
  ['chmod', word => noOption(word) || word === '-R'],
  ['cp', word => noOption(word) || /^-[apr]+$/.test(word)],
  ['ln', word => noOption(word) || /^-[fs]+$/.test(word)],
  ['mkdir', word => noOption(word) || word === '-p'],
  ['mv', noOption],
  // Folders of the system have their own warning: only what lies three levels down, or in the folders for temporary files.
  [
    'rm',
    word =>
      /^(?:-[rRf]+|--recursive|--force)$/.test(word) ||
      (wordOrNames(word) &&
        /^(?:\/[\w.-]+\/[\w.-]+\/[\w./*-]*|\/tmp\/[\w./*-]+|\/opt\/[\w.-]+|[\w][\w./-]*)$/.test(word) &&
        !word.includes('..')),
  ],
  ['set', word => /^-[eux]+$/.test(word)],
]);
