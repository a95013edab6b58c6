import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { startShellcheckProcess } from '../../adapter/shellcheckHost.node.ts';
import { parse } from '../../syntax/parse.ts';
import { createShellcheckClient, type ShellcheckClient } from './client.ts';
import { prepareScripts } from './prepare.ts';

let client: ShellcheckClient;

before(async () => {
  await loadShellForTests();
  client = createShellcheckClient({
    start: () => startShellcheckProcess(join(process.env['DRYDOCK_ROOT'] ?? '.', 'shellcheck/host.mjs')),
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  });
});
after(() => client.stop());

function requestOf(run: string) {
  return prepareScripts(parse(`FROM debian:13\n${run}\n`))[0]!.request;
}

function shown(run: string): string | undefined {
  return requestOf(run).withoutIdleWords;
}

test('words of programs of which ShellCheck has no opinion become blanks, all else stays', () => {
  assert.equal(shown('RUN apt-get install -y curl && cd $X'), 'apt-get                 && cd $X\n');
  assert.equal(shown('RUN wget -q x > f; cd $X'), 'wget      > f; cd $X\n');
  assert.equal(shown('RUN git\ta\tb && cd $X'), 'git\t \t  && cd $X\n');
  assert.equal(shown('RUN bash -c "apt-get install x"; cd $X'), undefined);
  assert.equal(shown('RUN apt-get install $X'), undefined);
  assert.equal(shown('RUN apt-get install x*'), undefined);
  assert.equal(shown('RUN echo a b; cd $X'), undefined);
  assert.equal(shown('RUN sudo apt-get install x; cd $X'), undefined);
});

test('in a script with a function arguments may count', () => {
  assert.equal(shown('RUN git() { echo "$1"; }; git a'), undefined);
});

test('ShellCheck finds the same in both', async () => {
  for (const run of [
    'RUN apt-get update && apt-get install -y curl git && cd $X && make -j4 && rm -rf $Y/*',
    'RUN set -ex;\tapt-get install -y \\\n\tgit \\\n\tcurl;\tpip install "$(cat list)" $Z; echo `date`',
    'RUN cd /x; git clone https://example.com/a.git; cp $A .',
    'RUN curl -L https://example.com/x | tar xz && for f in $(ls); do touch a b; echo $f; done',
    'RUN if [ $A = b ]; then npm install left-pad; else yarn add left-pad; fi',
  ]) {
    const { withoutIdleWords, ...request } = requestOf(run);
    assert.ok(withoutIdleWords !== undefined && withoutIdleWords.length === request.script.length, run);
    const [full, short] = await client.check('x', [request, { ...request, script: withoutIdleWords }]);
    assert.ok(full?.kind === 'findings' && full.findings.length > 0, run);
    assert.deepEqual(short, full, run);
  }
});
