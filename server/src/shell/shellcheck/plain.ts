/**
 * Scripts in which ShellCheck can find nothing, so that it need not be asked: half of all RUN scripts are `apt-get update && apt-get
 * install -y curl` and its like. A script is plain when it is a row of simple commands of which every word is literal, and ShellCheck has
 * no opinion about any of these programs with these words. What is not surely plain is asked. `plain.test.ts` asks ShellCheck itself.
 */

/** Whether the script (as ShellCheck would get it) is surely without a finding, in every dialect. Linear. */
export function isPlainScript(script: string): boolean {
  // One look at the characters first: most other scripts have a quote, a `$`, a `|` … somewhere.
  if (!plainText.test(script)) return false;
  const pieces = script.split(/(&&|;|\n)/);
  for (let index = 0; index < pieces.length; index += 2) {
    const words = pieces[index]!.split(/[ \t]+/).filter(word => word !== '');
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    if (words.length === 0) {
      // Blank lines and a `;` at the end of a line stand for themselves; an empty side of `&&`, or `;` behind nothing, does not parse.
      if (after === '&&' || after === ';' || before === '&&') return false;
      continue;
    }
    if (!isPlainCommand(words, after)) return false;
  }
  return true;
}

/** Blanks, line feeds, `&&`, `;`, and characters that mean nothing to a shell. `*` is looked at word by word. */
const plainText = /^(?:[\w./:,@%+=* \t\n;-]|&&)*$/;
/** No `=` or `*` at its start: `a =b` looks like an assignment, and a glob may turn into an option. */
const plainWord = /^[\w./:,@%+-][\w./:,@%+=-]*$/;
/** A glob that can only be names inside a folder: `/var/lib/apt/lists/*`. */
const namesInFolder = /^\/(?:tmp|[\w.-]+\/[\w.-]+)\/[\w./-]*\*[\w./-]*$/;

/** Words of the grammar: as arguments they make ShellCheck think of a missing `;`. */
const reserved: ReadonlySet<string> = new Set(
  'if then else elif fi for in do done while until case esac select function time coproc'.split(' '),
);

function isPlainCommand([name, ...args]: readonly string[], after: string | undefined): boolean {
  const isPlainArgument = plainArguments.get(name!);
  if (isPlainArgument === undefined) return false;
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
    'git make cmake wget curl tar unzip gzip gunzip touch chown useradd usermod groupadd adduser addgroup'
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
