import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { quoteCommandLine, type ShellKind, shellKindOf, splitWords } from './quoting.ts';

/** Words that break naive quoting. */
const nastyWords = [
  '',
  ' ',
  'plain',
  'two words',
  "it's",
  "'",
  "''",
  '"',
  'say "hi"',
  '$HOME',
  '${HOME}',
  '$(touch /tmp/drydock-never)',
  '`id`',
  'a;b',
  'a && b || c | d > e < f',
  '&',
  '*',
  '[a-z]?',
  '{a,b}',
  '~',
  '~/x',
  '=ls',
  'A=B',
  '#comment',
  '!!',
  '!x',
  '%1',
  '%PATH%',
  '\\',
  'back\\slash\\',
  "\\'",
  'C:\\Program Files\\x',
  '(paren)',
  'tab\there',
  'line\nend',
  '-x.y:z',
  '--build-arg',
  'NAME=va lue',
  '日本 Ünï',
  '\u2019typographic\u2018',
  '^caret^',
  'a,b',
  '@x',
  'localhost:5000/x:1',
  '127.0.0.1:8080:80/tcp',
];

function wordsThatArrive(shell: string, shellArguments: readonly string[], line: string): string[] {
  const run = spawnSync(shell, [...shellArguments, line], { encoding: 'utf8' });
  assert.equal(run.status, 0, `${run.stderr}\n${line}`);
  return JSON.parse(run.stdout) as string[];
}

const shells: readonly { program: string; arguments: readonly string[]; kind: ShellKind; always?: true }[] = [
  { program: 'sh', arguments: ['-c'], kind: 'posix', always: true },
  { program: 'bash', arguments: ['--norc', '--noprofile', '-c'], kind: 'posix' },
  { program: 'dash', arguments: ['-c'], kind: 'posix' },
  { program: 'zsh', arguments: ['-f', '-c'], kind: 'posix' },
  { program: 'ksh', arguments: ['-c'], kind: 'posix' },
  { program: 'fish', arguments: ['--no-config', '-c'], kind: 'fish' },
  { program: 'tcsh', arguments: ['-f', '-c'], kind: 'csh' },
  { program: 'nu', arguments: ['--no-config-file', '-c'], kind: 'nushell' },
  { program: 'pwsh', arguments: ['-NoProfile', '-Command'], kind: 'pwsh' },
];

const installed = shells.filter(
  shell => shell.always || spawnSync(shell.program, [...shell.arguments, 'exit 0']).error === undefined,
);
for (const { program, arguments: shellArguments, kind } of installed) {
  test(`${program} gets every word as it is`, () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const line = quoteCommandLine([process.execPath, '-e', script, '--', ...nastyWords, 'last'], kind);
    assert.deepEqual(wordsThatArrive(program, shellArguments, line), [...nastyWords, 'last']);
  });
}
const missing = shells.filter(shell => !installed.includes(shell)).map(shell => shell.program);
if (missing.length > 0) console.log(`# not installed here, so not run: ${missing.join(', ')}`);

test('what needs no quotes gets none', () => {
  const argv = [
    'docker',
    'build',
    '--file',
    'docker/Dockerfile',
    '--tag',
    'ghcr.io/acme/api:1.2',
    '--build-arg',
    'A=b',
    '.',
  ];
  assert.equal(quoteCommandLine(argv, 'posix'), argv.join(' '));
  assert.equal(quoteCommandLine(argv, 'fish'), argv.join(' '));
  assert.equal(quoteCommandLine(argv, 'cmd'), argv.join(' '));
  assert.equal(quoteCommandLine(argv, 'pwsh'), argv.join(' '));
});

test('a command is never taken for an assignment, a job or a string', () => {
  assert.equal(quoteCommandLine(['A=b', 'x'], 'posix'), "'A=b' x");
  assert.equal(
    quoteCommandLine(['C:\\Program Files\\docker.exe', 'ps'], 'pwsh'),
    "& 'C:\\Program Files\\docker.exe' ps",
  );
  assert.equal(quoteCommandLine(['C:\\Program Files\\docker.exe', 'ps'], 'cmd'), '"C:\\Program Files\\docker.exe" ps');
  assert.equal(quoteCommandLine(['/opt/my tools/docker', 'ps'], 'nushell'), "^'/opt/my tools/docker' ps");
});

// These shells do not run here: the expected texts follow their documented rules.
test('PowerShell: quotes are doubled, and 5.1 gets its double quotes escaped', () => {
  assert.equal(quoteCommandLine(['docker', "it's"], 'pwsh'), "docker 'it''s'");
  assert.equal(quoteCommandLine(['docker', 'a\u2019b'], 'pwsh'), "docker 'a\u2019\u2019b'");
  assert.equal(quoteCommandLine(['docker', '$env:PATH; ls'], 'pwsh'), "docker '$env:PATH; ls'");
  assert.equal(quoteCommandLine(['docker', '-a.b', 'a,b', '@x'], 'pwsh'), "docker '-a.b' 'a,b' '@x'");
  assert.equal(quoteCommandLine(['docker', 'say "hi"', ''], 'pwsh'), `docker 'say "hi"' ''`);
  assert.equal(quoteCommandLine(['docker', 'say "hi"', ''], 'powershell'), `docker 'say \\"hi\\"' '""'`);
  assert.equal(quoteCommandLine(['docker', 'C:\\a b\\'], 'powershell'), "docker 'C:\\a b\\\\'");
});

test('cmd: quotes where they are enough, carets where they are not', () => {
  assert.equal(quoteCommandLine(['docker', 'two words', 'a&b'], 'cmd'), 'docker "two words" "a&b"');
  assert.equal(quoteCommandLine(['docker', '%PATH%'], 'cmd'), 'docker ^"^%PATH^%^"');
  assert.equal(quoteCommandLine(['docker', 'a"&calc'], 'cmd'), 'docker ^"a\\^"^&calc^"');
  assert.equal(quoteCommandLine(['docker', 'end\\ x\\'], 'cmd'), 'docker "end\\ x\\\\"');
});

test('Nushell: raw where it can be, escaped where it must', () => {
  assert.equal(
    quoteCommandLine(['docker', '$env.HOME', 'it\'s "x"\\'], 'nushell'),
    `docker '$env.HOME' "it's \\"x\\"\\\\"`,
  );
});

test('the shell is known by its file', () => {
  assert.equal(shellKindOf('/usr/bin/fish', false), 'fish');
  assert.equal(shellKindOf('/bin/bash', false), 'posix');
  assert.equal(shellKindOf('C:\\Program Files\\Git\\bin\\bash.exe', true), 'posix');
  assert.equal(shellKindOf('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', true), 'powershell');
  assert.equal(shellKindOf('C:\\Program Files\\PowerShell\\7\\pwsh.exe', true), 'pwsh');
  assert.equal(shellKindOf('C:\\Windows\\system32\\CMD.EXE', true), 'cmd');
  assert.equal(shellKindOf('', true), 'powershell');
  assert.equal(shellKindOf('', false), 'posix');
});

test('typed words are read as sh reads them, and nothing is filled in', () => {
  assert.deepEqual(splitWords(`sh -c 'echo "$A"' "b \\"c\\" \\x" d\\ e ''`), [
    'sh',
    '-c',
    'echo "$A"',
    'b "c" \\x',
    'd e',
    '',
  ]);
  assert.deepEqual(splitWords('  A=1   B="x y"z '), ['A=1', 'B=x yz']);
  assert.deepEqual(splitWords(''), []);
  assert.equal(splitWords("it's"), undefined);
  assert.equal(splitWords('a "b'), undefined);
  for (const word of nastyWords) assert.deepEqual(splitWords(quoteCommandLine(['x', word], 'posix')), ['x', word]);
});
