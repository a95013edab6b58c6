import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { parse } from '../syntax/parse.ts';
import { allScriptsOf, commandsIn, type ShellCommand } from './commands.ts';

before(() => loadShellForTests());

/** The commands of the last instruction of a Dockerfile. */
function commandsOfFile(text: string, shell?: readonly string[]): readonly ShellCommand[] {
  const tree = parse(text);
  const commands = commandsIn(tree.instructions[tree.instructions.length - 1]!, shell);
  assert.ok(commands);
  return commands;
}

const run = (script: string, shell?: readonly string[]) => commandsOfFile(`RUN ${script}`, shell);

/** One line per command: connector, wrappers in brackets, words between bars, redirects, marks. */
function show(commands: readonly ShellCommand[]): string[] {
  return commands.map(command => {
    const marks = [
      ...(command.conditional ? ['conditional'] : []),
      ...(command.negated ? ['negated'] : []),
      ...(command.background ? ['background'] : []),
      ...(command.openEnded ? ['open'] : []),
      ...(command.broken ? ['broken'] : []),
      ...command.scopes,
    ];
    return [
      ...(command.connector ? [command.connector] : []),
      ...command.wrappers.map(wrapper => `[${wrapper.name}]`),
      ...command.assignments.map(assignment => `${assignment.name}=${assignment.value?.value ?? '-'}`),
      command.argv.map(word => (word.dynamic ? `<${word.value}>` : word.value)).join('|'),
      ...command.redirects.map(
        redirect => `${redirect.operator}${redirect.target?.value ?? redirect.heredoc?.name ?? ''}`,
      ),
      ...(marks.length > 0 ? [`(${marks.join(' ')})`] : []),
    ]
      .filter(part => part !== '')
      .join(' ');
  });
}

describe('commandsOf', () => {
  test('lists, pipelines and redirects', () => {
    assert.deepEqual(
      show(run('set -eux; apt-get update && apt-get install -y a "b c" | tee /log > /dev/null 2>&1 || true')),
      [
        'set|-eux',
        '; apt-get|update',
        '&& apt-get|install|-y|a|b c',
        '| tee|/log >/dev/null >&1',
        '|| true (conditional)',
      ],
    );
  });

  test('pipelines know their length and place', () => {
    const [first, second, third] = run('a | b; c');
    assert.equal(first!.pipeline, second!.pipeline);
    assert.equal(first!.pipeline?.length, 2);
    assert.equal(second!.pipelineIndex, 1);
    assert.equal(third!.pipeline, undefined);
  });

  test('a redirect behind a list belongs to its last command', () => {
    assert.deepEqual(show(run('a && b | c > f; d')), ['a', '&& b', '| c >f', '; d']);
  });

  test('words behind a redirect are arguments', () => {
    assert.deepEqual(show(run('echo > f x y && z')), ['echo|x|y >f', '&& z']);
    assert.deepEqual(show(run('> f echo x | cat')), ['echo|x >f', '| cat']);
    assert.deepEqual(show(run('a 2>&1 b && c')), ['a|b >&1', '&& c']);
  });

  test('compound commands', () => {
    assert.deepEqual(show(run('if [ -f x ] && [[ -f y ]]; then A=1 cmd; elif q; then r; else export A=b C; fi')), [
      '[|-f|x (condition)',
      '&& [[|-f|y (conditional condition)',
      'A=1 cmd (conditional branch)',
      'q (conditional condition)',
      'r (conditional branch)',
      'A=b C=- export|A=b|C (conditional branch)',
    ]);
    assert.deepEqual(show(run('for i in a $(ls); do x $i; done; while read l; do y; done < f')), [
      'ls (substitution)',
      'x|<$i> (conditional loop)',
      '; read|l (condition)',
      'y (conditional loop)',
    ]);
    assert.deepEqual(show(run('case $x in a|b) c;; *) d ;; esac; f() { g; }; (h; i); { j; } > k; ! l')), [
      'c (conditional case)',
      'd (conditional case)',
      '; g (conditional function)',
      '; h (subshell)',
      '; i (subshell)',
      '; j (group)',
      '; l (negated)',
    ]);
  });

  test('redirects of a group reach its commands', () => {
    const [echo] = run('{ echo a; echo b; } >> /etc/f');
    assert.equal(echo!.outerRedirects[0]?.target?.value, '/etc/f');
  });

  test('substitutions in words, assignments and tests', () => {
    assert.deepEqual(show(run('A=$(curl x) && echo "`date` ${B:-$(id -u)}" && [ "$(uname)" = L ] && c')), [
      'A=$(curl x)',
      'curl|x (substitution)',
      '&& echo|<`date` ${B:-$(id -u)}>',
      'date (substitution)',
      'id|-u (substitution)',
      '&& [|<$(uname)>|=|L',
      'uname (substitution)',
      '&& c (conditional)',
    ]);
  });

  test('a negated group', () => {
    assert.deepEqual(show(run('a; ! { b "$c" | d; }; e')), ['a', '; b|<$c> (negated)', '| d', '; e']);
  });

  test('background', () => {
    assert.deepEqual(show(run('a & b && c')), ['a (background)', '& b', '&& c']);
  });

  test('a comment ends the line', () => {
    assert.deepEqual(show(run('a # && b')), ['a']);
  });

  test('a path is no part of the program', () => {
    assert.deepEqual(
      run('/usr/bin/apt-get update; $X a; "ls" b; \\rm c').map(command => command.program),
      ['apt-get', '', 'ls', 'rm'],
    );
  });

  test('deep nesting and long lists do not overflow', () => {
    assert.equal(run(Array.from({ length: 3000 }, () => 'a').join(' && ')).length, 3000);
    for (const [open, close] of [
      ['( ', ' )'],
      ['$(', ')'],
      ['[ ! ', ' ]'],
      ['$((', '))'],
      ['if a; then ', '; fi'],
    ]) {
      run(`${open!.repeat(3000)}a${close!.repeat(3000)}`);
    }
    run(`[ a ${'-a b '.repeat(3000)} ]`);
  });
});

describe('wrappers', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['sudo apt-get update', '[sudo] apt-get|update'],
    ['sudo -E -u app A=1 /usr/bin/env -i B="x y" apt-get update', '[sudo] [env] A=1 B=x y apt-get|update'],
    ['sudo -Eu app ls', '[sudo] ls'],
    ['sudo --user=app -- ls -l', '[sudo] ls|-l'],
    ['sudo -l', 'sudo|-l'],
    ['sudo $FLAGS ls', 'sudo|<$FLAGS>|ls'],
    ['env', 'env'],
    ['env DEBIAN_FRONTEND=noninteractive apt-get install x', '[env] DEBIAN_FRONTEND=noninteractive apt-get|install|x'],
    ['command -v curl', 'command|-v|curl'],
    ['command ls', '[command] ls'],
    ['exec "$@"', '[exec] <$@>'],
    ['time -p make', '[time] make'],
    ['nice -n 10 make', '[nice] make'],
    ['timeout -s KILL 5m curl x', '[timeout] curl|x'],
    ['nohup eatmydata apt-get update', '[nohup] [eatmydata] apt-get|update'],
    ['gosu app ls', '[gosu] ls'],
    ['chroot /mnt apt-get update', '[chroot] apt-get|update'],
    ['xargs -r -n 1 apt-get purge', '[xargs] apt-get|purge (open)'],
    ['xargs -I{} rm {}', '[xargs] rm|{} (open)'],
    ['xargs', 'xargs'],
    ['tini -- ls', '[tini] ls'],
  ];
  for (const [script, expected] of cases) {
    test(script, () => assert.deepEqual(show(run(script)), [expected]));
  }

  test('sh -c is looked into', () => {
    assert.deepEqual(show(run(`a && sudo bash -eo pipefail -c "apt-get update && echo \\"x y\\" > f" && b`)), [
      'a',
      '&& [sudo] [bash] apt-get|update (script)',
      '&& [sudo] [bash] echo|x y >f (script)',
      '&& b',
    ]);
    assert.deepEqual(show(run(`su - app -c 'ls -l'; eval "a b"; sh -c "$CMD"; sh x.sh -c y`)), [
      '[su] ls|-l (script)',
      '; [eval] a|b (script)',
      '; sh|-c|<$CMD>',
      '; sh|x.sh|-c|y',
    ]);
  });

  test('positions inside sh -c point into the file', () => {
    const text = `RUN sh -c "echo \\"a b\\" && apt-get \\\n  install 'x'"`;
    const commands = commandsOfFile(text);
    const install = commands[1]!;
    assert.equal(text.slice(install.span.start, install.span.end), `apt-get \\\n  install 'x'`);
    const word = commands[0]!.args[0]!;
    assert.equal(text.slice(word.span.start, word.span.end), '\\"a b\\"');
    assert.equal(word.value, 'a b');
  });
});

describe('words', () => {
  const word = (script: string) => run(`echo ${script}`)[0]!.args[0]!;
  test('quotes and escapes', () => {
    assert.equal(word(`a\\ b"c'd\\"\\e"'f\\g'`).value, `a bc'd"\\ef\\g`);
    assert.equal(word(`$'a\\n\\x41\\101\\''`).value, `a\nAA'`);
    assert.equal(word(`$"x"`).value, 'x');
    assert.equal(word(`""`).value, '');
  });
  test('expansions stay as they are written', () => {
    const it = word('--dest="$HOME"/x${Y:-z}');
    assert.equal(it.value, '--dest=$HOME/x${Y:-z}');
    assert.equal(it.prefix, '--dest=');
    assert.equal(it.dynamic, true);
    assert.deepEqual(
      it.parts.filter(part => part.kind === 'variable').map(part => [part.name, part.quoted]),
      [
        ['HOME', true],
        ['Y', false],
      ],
    );
  });
  test('patterns', () => {
    assert.equal(word('*.txt').pattern, true);
    assert.equal(word('"*.txt"').pattern, false);
    assert.equal(word('{a,b}').pattern, true);
    assert.equal(word('{}').pattern, false);
    assert.equal(word('a{b}').pattern, false);
  });
  test('quoting', () => {
    assert.deepEqual(
      [`a`, `'a'`, `"a$B"`, `a"b"`, `a\\b`, `"a"'b'`].map(script => word(script).quoting),
      ['none', 'single', 'double', 'mixed', 'mixed', 'mixed'],
    );
  });
  test('words over continuations', () => {
    const text = 'RUN apt-get install \\\n  # note\n  foo=1.2 \\\n\n  b\\\nar';
    const [command] = commandsOfFile(text);
    assert.deepEqual(
      command!.argv.map(argument => argument.value),
      ['apt-get', 'install', 'foo=1.2', 'bar'],
    );
    assert.deepEqual(
      command!.argv.map(argument => text.slice(argument.span.start, argument.span.end)),
      ['apt-get', 'install', 'foo=1.2', 'b\\\nar'],
    );
  });
});

describe('heredocs', () => {
  test('RUN <<EOF is a script', () => {
    const text = 'RUN <<EOF\napt-get update\napt-get install -y \\\n  x\nEOF';
    const commands = commandsOfFile(text);
    assert.deepEqual(show(commands), ['apt-get|update', '; apt-get|install|-y|x']);
    assert.equal(text.slice(commands[1]!.span.start, commands[1]!.span.end), 'apt-get install -y \\\n  x');
  });
  test('<<- takes tabs off and keeps places', () => {
    const text = 'RUN <<-EOF\n\tcat <<X > /f\n\t\tone $(date)\nX\n\tls -l\n\tEOF';
    const commands = commandsOfFile(text);
    assert.deepEqual(show(commands), ['cat >/f <<X'.replace('>/f <<X', '<<X >/f'), 'date (substitution)', '; ls|-l']);
    assert.equal(text.slice(commands[2]!.span.start, commands[2]!.span.end), 'ls -l');
    assert.equal(text.slice(commands[1]!.span.start, commands[1]!.span.end), 'date');
  });
  test('other interpreters are no shell', () => {
    assert.deepEqual(commandsOfFile('RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF'), []);
    assert.deepEqual(show(commandsOfFile('RUN python3 <<EOF && b\nimport os\nEOF')), ['python3 <<EOF', '&& b']);
  });
  test('bash <<EOF is looked into, cat <<EOF is not', () => {
    assert.deepEqual(show(commandsOfFile('RUN bash -e <<EOF\nls\nid\nEOF')), [
      '[bash] ls (script)',
      '; [bash] id (script)',
    ]);
    assert.deepEqual(show(commandsOfFile('RUN cat <<A <<B > /x && y\nls\nA\nid\nB')), ['cat <<A <<B >/x', '&& y']);
  });
  test('the scripts of an instruction', () => {
    const { instructions } = parse('RUN bash -c "python3 -c \'import os\'" && python3 <<EOF\nprint(1)\nEOF');
    assert.deepEqual(
      allScriptsOf(instructions[0]!).map(script => [script.kind, script.interpreter, script.text]),
      [
        ['line', 'sh', `bash -c "python3 -c 'import os'" && python3 <<EOF\nprint(1)\nEOF`],
        ['argument', 'bash', `python3 -c 'import os'`],
        ['argument', 'python', 'import os'],
        ['heredoc', 'python', 'print(1)\n'],
      ],
    );
  });
});

describe('exec form and other instructions', () => {
  test('argv', () => {
    const text = 'CMD ["sudo", "node", "a \\"b\\".js"]';
    const [command] = commandsOfFile(text);
    assert.deepEqual(show([command!]), ['[sudo] node|a "b".js']);
    const word = command!.args[0]!;
    assert.equal(text.slice(word.span.start, word.span.end), '"a \\"b\\".js"');
  });
  test('sh -c in the exec form', () => {
    const text = 'ENTRYPOINT ["/bin/sh", "-c", "echo \\"$X\\" && exec node app.js"]';
    const commands = commandsOfFile(text);
    assert.deepEqual(show(commands), ['[sh] echo|<$X> (script)', '&& [sh] [exec] node|app.js (script)']);
    assert.equal(text.slice(commands[0]!.args[0]!.span.start, commands[0]!.args[0]!.span.end), '\\"$X\\"');
  });
  test('HEALTHCHECK and ONBUILD', () => {
    assert.deepEqual(show(commandsOfFile('HEALTHCHECK --interval=5s CMD curl -f http://x/ || exit 1')), [
      'curl|-f|http://x/',
      '|| exit|1 (conditional)',
    ]);
    assert.deepEqual(show(commandsOfFile('HEALTHCHECK CMD ["curl", "-f", "x"]')), ['curl|-f|x']);
    assert.deepEqual(show(commandsOfFile('ONBUILD RUN --mount=type=cache,target=/x npm ci')), ['npm|ci']);
    assert.deepEqual(commandsOfFile('HEALTHCHECK NONE'), []);
    assert.deepEqual(commandsOfFile('COPY a b'), []);
  });
  test('other shells', () => {
    assert.deepEqual(run('Get-Item x', ['powershell', '-Command']), []);
    assert.deepEqual(show(run('ls', ['/bin/bash', '-o', 'pipefail', '-c'])), ['ls']);
  });
});

test('never throws, whatever is half-typed', () => {
  const whole = `RUN --mount=type=cache sudo sh -c "a \\"$X\\" $(b)" && cat <<E > f || { c; } \\\n # d\n | xargs e\nx $(y)\nE\n`;
  for (let end = 0; end <= whole.length; end++) {
    const { instructions } = parse(whole.slice(0, end));
    for (const instruction of instructions) {
      for (const command of commandsIn(instruction) ?? []) {
        assert.ok(command.span.start <= command.span.end && command.span.end <= end, `${end}`);
      }
    }
  }
});
