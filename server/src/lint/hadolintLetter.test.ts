import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { lint } from './run.ts';

before(() => loadShellForTests());

/** Letter mode: whether the rule reports the instruction in a file of its own. The answers are hadolint 2.15.1's. */
function reports(id: string, instruction: string, directive = ''): boolean {
  const document = createDocument(`${directive}FROM debian:12\n${instruction}\n`);
  const only = (rules as readonly Rule[]).filter(({ meta }) => meta.id === id);
  return lint(document, { letter: true, defaults: 'cli', rules: only }).findings.length > 0;
}

test('the value of an option that hadolint does not know is a package', () => {
  assert.equal(reports('DL3041', 'RUN dnf install -y --releasever 9 curl-8.5'), true);
  assert.equal(reports('DL3041', 'RUN dnf install -y --releasever=9 curl-8.5'), false);
  assert.equal(reports('DL3008', 'RUN apt-get -o Debug install -y curl=8'), true);
  assert.equal(reports('DL3008', 'RUN apt-get install -y -t sid curl=8'), false);
  assert.equal(reports('DL3008', 'RUN apt-get install -y -tsid curl'), false);
  assert.equal(reports('DL3018', 'RUN apk add --root /x curl=8'), true);
  assert.equal(reports('DL3018', 'RUN apk add -X http://x.example curl=8'), false);
  assert.equal(reports('DL3016', 'RUN npm install --omit dev'), true);
  assert.equal(reports('DL3016', 'RUN npm install --prefix /x left-pad@1'), false);
  assert.equal(reports('DL3013', 'RUN pip install --retries 3 flask==3'), true);
  assert.equal(reports('DL3013', 'RUN pip install -e folder'), false);
  assert.equal(reports('DL3013', 'RUN pip install -qr list.txt flask'), true);
  assert.equal(reports('DL3028', 'RUN gem install -N rake'), false);
  assert.equal(reports('DL3028', 'RUN gem install rake -v1'), true);
  assert.equal(reports('DL3062', 'RUN go install -tags x example.com/y@v1'), true);
  assert.equal(reports('DL3062', 'RUN go run main.go'), true);
  assert.equal(reports('DL3062', 'RUN go run example.com/y@v1 x'), false);
});

test('what hadolint takes for the exec form', () => {
  assert.equal(reports('DL3025', 'CMD ["C:\\Ruby\\ruby.exe"]'), false);
  assert.equal(reports('DL3025', 'CMD ["a"] || true'), false);
  assert.equal(reports('DL3025', 'CMD ["sh", "-c", "echo \\"x\\""]'), false);
  assert.equal(reports('DL3025', 'CMD ["a\\\\", "b"]'), true);
  assert.equal(reports('DL3025', 'CMD ["a\\\\", "b"]', '# escape=`\n'), false);
  assert.equal(reports('DL3025', 'CMD ["a\\"b"]', '# escape=`\n'), true);
  assert.equal(reports('DL3025', 'CMD ["a",]'), true);
  assert.equal(reports('DL3025', 'HEALTHCHECK CMD ["a\\d"]'), false);
});

test('tags and stages are looked for in what is written', () => {
  const untagged = (name: string): boolean => reports('DL3006', `FROM ${name}`);
  assert.equal(untagged('debian:13'), false);
  assert.equal(untagged('localhost:5000/b'), false);
  assert.equal(untagged('registry.example:5000/b'), true);
  assert.equal(untagged('b${T:+:1}'), true);
  assert.equal(untagged('b:${T:-1}'), false);
  assert.equal(reports('DL3022', 'COPY --from=$STAGE a b'), true);
  assert.equal(reports('DL3022', 'COPY --from=$IMAGE:1 a b'), false);
});

test('what keeps apt-get from asking, to hadolint', () => {
  const asks = (options: string): boolean => reports('DL3014', `RUN apt-get install ${options} curl`);
  assert.equal(asks('-s'), true);
  assert.equal(asks('-qq'), false);
  assert.equal(asks('-qqq'), true);
  assert.equal(asks('-q=2'), false);
  assert.equal(asks('--force-yes'), true);
  assert.equal(asks('-fy'), false);
});
