import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { isDoubtful } from './shellcheckDoubts.ts';

before(() => loadShellForTests());

/** Whether a warning about the marked text (`«…»`) of a RUN is one that the editor shows as a hint. */
function doubtful(code: string, marked: string, above = 'FROM debian:13'): boolean {
  const text = `${above}\nRUN ${marked.replace(/[«»]/g, '')}\n`;
  const document = createDocument(text);
  const start = `${above}\nRUN `.length + marked.indexOf('«');
  const span = { start, end: start + marked.indexOf('»') - marked.indexOf('«') - 1 };
  const instruction = document.instructionAt(start)!;
  return isDoubtful(document, { code, severity: 'warning', message: '', span, at: span, fix: undefined, instruction });
}

test('a substitution that is one word, an option or nothing, or a list of packages', () => {
  for (const marked of [
    'make -j«$(nproc)»',
    'make -j«`nproc --all`»',
    'make -j «$(nproc || sysctl -n hw.ncpu || echo 4)»',
    'curl https://x/«$(uname -m)»/y',
    './configure «$(test "$a" != riscv64 && echo \'--with-lto\')»',
    'apt-get purge -y «$(cat /build-packages)»',
    'apt-get install -y linux-headers-«$(uname -r)»',
  ])
    assert.equal(doubtful('SC2046', marked), true, marked);
  for (const marked of [
    'cd «$(find . -name "git-*")»',
    'mkdir -p /out/«$(dirname $file)»',
    'rm «$(cat list)»',
    'pyenv global «$(cat .version)»',
    'echo «$(nproc; ls)»',
    './x «$(uname -a | tr a b)»',
  ])
    assert.equal(doubtful('SC2046', marked), false, marked);
});

test('a folder that is there', () => {
  assert.equal(doubtful('SC2164', 'x; «cd /tmp»; y'), true);
  assert.equal(doubtful('SC2164', 'x; «cd»; y'), true);
  assert.equal(doubtful('SC2164', 'mkdir /layer; «cd /layer»; y'), true);
  assert.equal(doubtful('SC2164', 'mkdir -p build; «cd build/»; y'), true);
  assert.equal(doubtful('SC2164', '«cd build»; mkdir build'), false);
  assert.equal(doubtful('SC2164', 'git clone x; «cd x»; make'), false);
  assert.equal(doubtful('SC2164', 'test -f a || mkdir build; «cd build»; y'), false);
  assert.equal(doubtful('SC2164', '«cd $HOME»; y'), false);
});

test('values that the file gives', () => {
  const env = 'FROM debian:13\nENV DIR=/srv\nARG BUILD=/b';
  assert.equal(doubtful('SC2115', 'rm -rf «${DIR}/»*', env), true);
  assert.equal(doubtful('SC2115', 'rm -rf «$BUILD/»*', env), false);
  assert.equal(doubtful('SC2115', 'rm -rf «${OTHER}/»*', env), false);
});

test('texts that say what is meant', () => {
  assert.equal(doubtful('SC1007', 'ARCH=« »OPENSSL= && x'), true);
  assert.equal(doubtful('SC1007', 'ARCH=« »amd64 && x'), false);
  assert.equal(doubtful('SC1010', 'mix «do» deps.get, compile'), true);
  assert.equal(doubtful('SC1010', 'for x in a «do» y; done'), false);
  assert.equal(doubtful('SC1083', 'find . -exec rm \\{«»} \\;'), true);
  assert.equal(doubtful('SC1083', 'echo a«»} b'), false);
  assert.equal(doubtful('SC2043', 'for key in «6A010C5166006599AA17F08146C2130DFD2497F5» ; do x; done'), true);
  assert.equal(doubtful('SC2043', 'for file in «list.txt» ; do x; done'), false);
  assert.equal(doubtful('SC2125', 'U=«https://h/a?b=c» && curl $U'), true);
  assert.equal(doubtful('SC2125', 'F=«*.zip» && rm $F'), false);
  assert.equal(doubtful('SC2155', 'export «GNUPGHOME»="$(mktemp -d)"'), true);
  assert.equal(doubtful('SC2155', 'export «V»=$(curl x)'), false);
  assert.equal(doubtful('SC2174', 'mkdir -p «-m» 755 /a/b'), true);
  assert.equal(doubtful('SC2174', 'mkdir -p «--mode=0755» /a/b'), true);
  assert.equal(doubtful('SC2174', 'mkdir -p «-m» 700 /a/b'), false);
  assert.equal(doubtful('SC2211', '«./cuda_*.run» -s'), true);
  assert.equal(doubtful('SC2211', '«cuda*» -s'), false);
  assert.equal(doubtful('SC2086', 'echo «$x»'), false);
});
