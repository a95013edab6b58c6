/**
 * Hover inside PowerShell, word by word: the shell of most Windows images. There is no parser for it here; a word and the command before it are
 * enough to say what they do. Source: learn.microsoft.com/powershell/module and about_Operators.
 */
import { shellAt } from '../../shell/shells.ts';
import type { DockerfileTree, Instruction, Span } from '../../syntax/tree.ts';
import { code } from './markdown.ts';

export interface PowershellHover {
  readonly markdown: string;
  readonly span: Span;
}

/** Whether PowerShell reads the instruction's text: by SHELL, or because the text begins with it. */
export function isPowershell(tree: DockerfileTree, instruction: Instruction): boolean {
  const first = /^\s*(\S+)/.exec(instruction.rest?.value ?? '')?.[1] ?? '';
  return isProgram(shellAt(tree, instruction)[0] ?? '') || isProgram(first);
}

function isProgram(path: string): boolean {
  return /(?:^|[\\/])(?:powershell|pwsh)(?:\.exe)?$/i.test(path);
}

/** What the word at the offset means; undefined for words that are known to the project only. */
export function powershellHover(text: string, offset: number, within: Span): PowershellHover | undefined {
  const span = wordAt(text, offset, within);
  const word = text.slice(span.start, span.end);
  const markdown = meaningOf(word, text.slice(within.start, span.start));
  return markdown === undefined ? undefined : { markdown, span };
}

function wordAt(text: string, offset: number, within: Span): Span {
  const inWord = /[\w$:-]/;
  let start = offset;
  let end = offset;
  while (start > within.start && inWord.test(text[start - 1]!)) start--;
  while (end < within.end && inWord.test(text[end]!)) end++;
  // `;`, `|`, `{` …
  if (end === start && end < within.end) end++;
  return { start, end };
}

function meaningOf(word: string, before: string): string | undefined {
  const lower = word.toLowerCase();
  const environment = /^\$env:(\w*)/i.exec(word);
  if (environment)
    return `The environment variable ${code(environment[1]!)}; set here it holds for this \`RUN\` only, \`ENV\` keeps it.`;
  if (Object.hasOwn(variables, lower)) return variables[lower];
  if (word.startsWith('$')) return `The variable ${code(word)} of this script; it ends with the \`RUN\`.`;
  if (Object.hasOwn(aliases, lower))
    return `${code(word)} is ${code(aliases[lower]!)}: ${cmdlets[aliases[lower]!.toLowerCase()]}`;
  if (Object.hasOwn(cmdlets, lower)) return cmdlets[lower];
  if (Object.hasOwn(keywords, lower)) return keywords[lower];
  if (Object.hasOwn(operators, lower)) return operators[lower];
  if (/^-[a-z]\w*:?$/i.test(word)) {
    if (Object.hasOwn(parameters, lower)) return parameters[lower];
    const cmdlet = [...before.matchAll(/\b[A-Za-z]+-[A-Z]\w+\b/g)].at(-1)?.[0];
    return cmdlet === undefined ? undefined : `A parameter of ${code(cmdlet)}.`;
  }
  const verb = /^([a-z]+)-[a-z]\w+$/i.exec(word)?.[1]?.toLowerCase();
  if (verb !== undefined && Object.hasOwn(verbs, verb)) return `A command of PowerShell that ${verbs[verb]}.`;
  return undefined;
}

const cmdlets: Readonly<Record<string, string>> = {
  'invoke-webrequest':
    'Fetches an address over HTTP; `-OutFile` keeps it as a file, `-UseBasicParsing` is needed in Windows PowerShell without Internet Explorer.',
  'invoke-restmethod': 'Fetches an address over HTTP and reads JSON or XML.',
  'invoke-expression': 'Runs a text as PowerShell: of a downloaded script nobody knows what it does tomorrow.',
  'expand-archive': 'Unpacks a zip file.',
  'compress-archive': 'Packs files into a zip file.',
  'remove-item': 'Deletes files, folders or registry keys; only what this `RUN` made gets the image smaller.',
  'new-item': 'Makes a file, a folder (`-Type Directory`) or a registry key.',
  'copy-item': 'Copies files and folders.',
  'move-item': 'Moves or renames files and folders.',
  'rename-item': 'Renames a file.',
  'get-item': 'Gives a file, a folder or a registry key.',
  'get-childitem': 'Lists what is in a folder.',
  'get-content': 'Reads a file.',
  'set-content': 'Writes a file, replacing what was there.',
  'add-content': 'Adds lines to a file.',
  'out-file': 'Writes what comes through the pipe into a file.',
  'out-null': 'Throws away what comes through the pipe.',
  'test-path': 'Whether a file or folder is there.',
  'join-path': 'Puts parts of a path together.',
  'set-location': 'Changes the folder for the rest of this `RUN`.',
  'get-location': 'The folder in which the script works.',
  'write-host': 'Prints text.',
  'write-output': 'Gives values to the pipe, or prints them.',
  'write-error': "Reports an error; with `$ErrorActionPreference = 'Stop'` it ends the script.",
  'start-process': 'Starts a program; without `-Wait` the script goes on at once, and the `RUN` may end before it.',
  'stop-process': 'Ends processes.',
  'get-process': 'Lists processes.',
  'start-service': 'Starts a Windows service.',
  'stop-service': 'Stops a Windows service.',
  'set-service': 'Changes how a Windows service starts.',
  'get-service': 'Lists Windows services.',
  'start-sleep': 'Waits.',
  'get-filehash': 'The checksum of a file, SHA-256 by default: compare it with the one that the publisher gives.',
  'set-itemproperty': 'Sets a value in the registry, or an attribute of a file.',
  'get-itemproperty': 'Reads a value of the registry, or attributes of a file.',
  'new-itemproperty': 'Adds a value to the registry.',
  'remove-itemproperty': 'Removes a value of the registry.',
  'install-windowsfeature': 'Adds a role or feature of Windows Server, such as IIS; Nano Server has none.',
  'add-windowsfeature': 'Adds a role or feature of Windows Server, such as IIS; Nano Server has none.',
  'enable-windowsoptionalfeature': 'Switches a feature of Windows on.',
  'install-module': 'Installs a module from the PowerShell Gallery; `-RequiredVersion` pins it.',
  'import-module': 'Loads a module into this script.',
  'install-package': 'Installs a package through PackageManagement.',
  'install-packageprovider': 'Adds a source of packages, such as NuGet.',
  'set-executionpolicy': 'Which scripts may run; for the build `-ExecutionPolicy Bypass` in SHELL is enough.',
  'set-psrepository': 'Changes a source of modules; `-InstallationPolicy Trusted` asks no more.',
  'new-object': 'Makes an object of .NET, such as `System.Net.WebClient`.',
  'foreach-object': 'Runs the block for each value of the pipe; `$_` is the value.',
  'where-object': 'Lets values of the pipe through for which the block is true.',
  'select-object': 'Takes some of the values, or some of their properties.',
  'select-string': 'Finds lines that match a pattern.',
  'sort-object': 'Sorts the values of the pipe.',
  'get-command': 'Finds a program or command.',
  'get-authenticodesignature': 'The signature of a file: `.Status` must be `Valid`.',
  'import-certificate': 'Adds a certificate to a store of Windows.',
  'convertfrom-json': 'Reads JSON.',
  'convertto-json': 'Writes JSON.',
  'new-website': 'Makes a web site in IIS.',
  'remove-website': 'Removes a web site of IIS.',
  'new-webapppool': 'Makes an application pool in IIS.',
  'get-date': 'The date and time.',
  'get-eventlog': 'Reads an event log.',
};

const aliases: Readonly<Record<string, string>> = {
  iwr: 'Invoke-WebRequest',
  irm: 'Invoke-RestMethod',
  iex: 'Invoke-Expression',
  rm: 'Remove-Item',
  del: 'Remove-Item',
  rmdir: 'Remove-Item',
  md: 'New-Item',
  mkdir: 'New-Item',
  cp: 'Copy-Item',
  copy: 'Copy-Item',
  mv: 'Move-Item',
  move: 'Move-Item',
  ls: 'Get-ChildItem',
  dir: 'Get-ChildItem',
  cat: 'Get-Content',
  cd: 'Set-Location',
  echo: 'Write-Output',
  sleep: 'Start-Sleep',
};

const variables: Readonly<Record<string, string>> = {
  $erroractionpreference:
    'What happens at an error: `Stop` ends the script, and the build; the default, `Continue`, goes on.',
  $progresspreference:
    '`SilentlyContinue` shows no progress bars: downloads in Windows PowerShell become many times faster.',
  $verbosepreference: '`Continue` prints what commands tell with `-Verbose`.',
  $lastexitcode: 'The exit code of the last program: PowerShell itself does not stop at a failing program.',
  $_: 'The value of the pipe that the block is run for.',
  $true: 'True.',
  $false: 'False.',
  $null: 'Nothing; `> $null` throws output away.',
  $pshome: 'The folder of PowerShell itself.',
  $pwd: 'The folder in which the script works.',
  $args: 'Arguments of the script.',
  $pid: 'The number of this process.',
};

const keywords: Readonly<Record<string, string>> = {
  if: 'Runs the block when the condition is true.',
  else: 'Runs the block when the condition before was false.',
  elseif: 'Another condition, tried when those before were false.',
  foreach: 'Runs the block for each value.',
  for: 'Runs the block as often as its condition is true.',
  while: 'Runs the block as long as the condition is true.',
  do: 'Runs the block at least once.',
  try: 'Errors in the block go to `catch`.',
  catch: 'What is done after an error; nothing here hides it from the build.',
  finally: 'What is done in any case.',
  throw: 'Ends the script with an error, which stops the build.',
  exit: 'Ends the script; any number but 0 stops the build.',
  return: 'Ends the function or script.',
  function: 'Names a block of commands.',
  param: 'Parameters of the script.',
  in: 'The values come from what follows.',
  ';': "The next command runs in any case, unless `$ErrorActionPreference = 'Stop'`; a program that fails does not stop the script even then.",
  '|': 'Gives what the command makes to the next one.',
  '{': 'Begins a block of commands.',
  '}': 'Ends a block of commands.',
};

const operators: Readonly<Record<string, string>> = {
  '-eq': 'Equal; upper and lower case alike.',
  '-ne': 'Not equal.',
  '-gt': 'Greater.',
  '-ge': 'Greater or equal.',
  '-lt': 'Less.',
  '-le': 'Less or equal.',
  '-like': 'Matches a pattern with `*` and `?`.',
  '-notlike': 'Does not match a pattern with `*` and `?`.',
  '-match': 'Matches a regular expression.',
  '-notmatch': 'Does not match a regular expression.',
  '-replace': 'Replaces what a regular expression matches.',
  '-split': 'Splits a text.',
  '-join': 'Joins texts.',
  '-and': 'Both.',
  '-or': 'One of the two, or both.',
  '-not': 'The opposite.',
  '-contains': 'The list holds the value.',
  '-notcontains': 'The list does not hold the value.',
  '-f': "Puts values into a text: `'{0}' -f $x`.",
  '-bor': 'Joins flags bit by bit.',
};

/** Of nearly all commands, or of PowerShell itself. */
const parameters: Readonly<Record<string, string>> = {
  '-command': 'What follows is run as PowerShell.',
  '-noprofile': 'Reads no profile: a faster start.',
  '-noninteractive': 'Asks nothing.',
  '-executionpolicy': 'Which scripts may run; `Bypass` is usual in images.',
  '-file': 'The script that is run.',
  '-outfile': 'The file that the download goes into.',
  '-usebasicparsing':
    'Does without Internet Explorer; needed in Windows PowerShell, without effect since PowerShell 6.',
  '-uri': 'The address.',
  '-path': 'Which file, folder or registry key.',
  '-literalpath': 'Which file; without patterns.',
  '-destination': 'Where it goes.',
  '-destinationpath': 'The folder that it is unpacked into.',
  '-recurse': 'With all that is in it.',
  '-force': 'Also what is hidden or protected; replaces without a question.',
  '-wait': 'Waits until the program has ended.',
  '-passthru': 'Gives the object, to read its exit code.',
  '-argumentlist': 'Arguments of the program.',
  '-filepath': 'The program, or the file.',
  '-nonewwindow': 'In the same console.',
  '-type': 'What is made: `Directory`, or the type of a registry value.',
  '-itemtype': 'What is made: `Directory`, `File`.',
  '-name': 'By this name.',
  '-value': 'The value.',
  '-erroraction': 'What happens at an error of this command.',
  '-confirm': '`-Confirm:$false` asks nothing.',
  '-confirm:': '`-Confirm:$false` asks nothing.',
  '-algorithm': 'Which checksum: `sha256`, `sha512`.',
  '-seconds': 'How long.',
  '-requiredversion': 'Exactly this version.',
  '-includemanagementtools': 'With its tools for administration.',
};

const verbs: Readonly<Record<string, string>> = {
  get: 'reads something and changes nothing',
  set: 'changes something',
  new: 'makes something',
  add: 'adds something',
  remove: 'removes something',
  enable: 'switches something on',
  disable: 'switches something off',
  start: 'starts something',
  stop: 'stops something',
  restart: 'stops and starts something',
  install: 'installs something',
  uninstall: 'removes something that was installed',
  import: 'loads something',
  export: 'writes something out',
  invoke: 'runs something',
  test: 'checks something',
  write: 'prints something',
  convertto: 'changes the form of values',
  convertfrom: 'changes the form of values',
  register: 'registers something',
  update: 'renews something',
};
