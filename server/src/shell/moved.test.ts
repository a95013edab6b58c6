import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { parse } from '../syntax/parse.ts';
import { commandsIn, type ShellCommand } from './commands.ts';

before(() => loadShellForTests());

const instructions = [
  'RUN apt-get update && apt-get install -y "a b" $PKGS=1 > /dev/null 2>&1',
  'RUN sudo -E env A=1 B="$C" make \\\n  # why\n  -j4 | tee log',
  'RUN export X=1 Y && { echo "$(date +%s)" >> f; } || ! test -d /x',
  'RUN <<EOF\nset -e\nif [ -f a ]; then cat <<X > b\n$Z\nX\nfi\nEOF',
  'RUN <<-EOF\n\techo a\n\t\techo b > c\nEOF',
  `RUN sh -c "echo 'x y' && rm -rf /tmp/*" && cat <<X\n$(ls /)\nX`,
  'CMD exec node server.js >&2',
  'HEALTHCHECK CMD ["curl", "-f", "http://localhost"]',
  'ONBUILD RUN for i in 1 2; do echo $i; done > out',
];

/** Every span of the file, in the order in which it is met, less the distance; and all else. */
function relative(commands: readonly ShellCommand[], by: number): string {
  return JSON.stringify(commands, (key, value) => {
    if (key === 'list') return undefined;
    if (key === 'script') return { text: value.text, map: value.map };
    if (key === 'span' || key === 'nameSpan') return { start: value.start - by, end: value.end - by };
    if (key === 'offset') return value - by;
    return value;
  });
}

test('the same script at another place has the same commands, each where it is written there', () => {
  for (const text of instructions) {
    const read = (prefix: string) => {
      const tree = parse(prefix + text);
      const instruction = tree.instructions.at(-1)!;
      return { instruction: instruction.trigger ?? instruction, commands: commandsIn(instruction)! };
    };
    const first = read('FROM a\n');
    assert.ok(first.commands.length > 0, text);
    for (const prefix of ['', 'FROM alpine\n', 'FROM a\n', 'FROM a\nLABEL long="x y z"\n\n']) {
      const other = read(prefix);
      const isSame = relative(other.commands, prefix.length) === relative(first.commands, 'FROM a\n'.length);
      assert.ok(isSame, `${prefix}${text}`);
      for (const { argv, script } of other.commands) {
        assert.ok(script.instruction === other.instruction);
        for (const word of argv.filter(({ raw }) => !raw.includes('\n')))
          assert.ok((prefix + text).slice(word.span.start, word.span.end).includes(word.value.slice(0, 3)), word.raw);
      }
    }
  }
});

test('a script that is continued elsewhere is no copy', () => {
  const spanOfLast = (text: string) => {
    const command = commandsIn(parse(text).instructions[0]!)!.at(-1)!;
    return text.slice(command.span.start, command.span.end);
  };
  assert.equal(spanOfLast('RUN echo a && \\\n  echo b'), 'echo b');
  assert.equal(spanOfLast('RUN echo a \\\n && \\\n # c\n  echo b'), 'echo b');
  assert.equal(spanOfLast('RUN echo a &&   echo b'), 'echo b');
});

test('moved commands are those that a text which nobody has seen yet gives', () => {
  const plain = (commands: readonly ShellCommand[]) =>
    JSON.stringify(commands, (key, value) => (key === 'script' || key === 'list' ? undefined : value));
  let unseen = 0;
  for (const [at, text] of instructions.entries()) {
    if (text.startsWith('HEALTHCHECK') || text.includes('\\\n')) continue;
    for (const above of instructions.slice(0, at)) {
      // A comment changes the text of the script, but none of its commands.
      const comment = `# unseen ${unseen++}`;
      const anew = text.endsWith('EOF')
        ? text.replace(/\t*EOF$/, `${comment}\n$&`)
        : text.replace(/\n|$/, ` ${comment}$&`);
      const [moved, fresh] = [text, anew].map(each => {
        const instruction = parse(`FROM a\n${above}\n${each}\n`).instructions.at(-1)!;
        return commandsIn(instruction.trigger ?? instruction)!;
      });
      if (text.includes('sh -c')) assert.equal(moved!.length, fresh!.length);
      else assert.ok(plain(moved!) === plain(fresh!), anew);
    }
  }
});
