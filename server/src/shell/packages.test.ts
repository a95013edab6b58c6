import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { parse } from '../syntax/parse.ts';
import { commandsIn } from './commands.ts';
import { type PackageCall, packageCallsOf } from './packages.ts';

before(() => loadShellForTests());

function callsOf(script: string): readonly PackageCall[] {
  const commands = commandsIn(parse(`RUN ${script}`).instructions[0]!);
  assert.ok(commands);
  return packageCallsOf(commands);
}

/** manager action "subcommand" [options] packages; a package as name, separator, version, kind when it is no name. */
function show(call: PackageCall): string {
  const options = call.options.map(option => (option.value ? `${option.name} ${option.value.value}` : option.name));
  const packages = call.packages.map(
    reference =>
      reference.name +
      (reference.separator ?? '') +
      (reference.version ?? '') +
      (reference.kind === 'name' ? '' : `:${reference.kind}`),
  );
  return [
    `${call.manager} ${call.action} "${call.subcommand}"`,
    `[${options.join(', ')}]`,
    ...packages,
    ...call.operands.map(operand => `(${operand.value})`),
    ...call.lists.map(list => `<${list.value}>`),
    ...(call.uncertain ? ['?'] : []),
  ].join(' ');
}

const cases: readonly (readonly [string, string])[] = [
  ['apt-get update', 'apt update-index "update" []'],
  [
    'apt-get -qqy install -t bookworm --no-install-recommends -o Dpkg::Options::=--force-confold curl=7.88* libc6:i386 g++ vim/sid "x=$V" $PKGS',
    'apt install "install" [-q, -q, -y, -t bookworm, --no-install-recommends, -o Dpkg::Options::=--force-confold] ' +
      'curl=7.88* libc6:i386 g++ vim/sid x=$V $PKGS:variable ?',
  ],
  ['apt-get install -y -q=2 ./a.deb /tmp/b.deb', 'apt install "install" [-y, -q 2] ./a.deb:file /tmp/b.deb:file'],
  ['apt install --target-release=sid -ty x', 'apt install "install" [--target-release sid, -t y] x'],
  ['apt-get purge -y --auto-remove gcc && apt-get clean', 'apt remove "purge" [-y, --auto-remove] gcc'],
  [
    'apk add --no-cache --virtual .build-deps gcc=1.2-r3 "g++>=2" curl~7 x@edge',
    'apk install "add" [--no-cache, --virtual .build-deps] gcc=1.2-r3 g++>=2 curl~7 x@edge',
  ],
  ['apk -U --repository http://x add -t .b a', 'apk install "add" [-U, --repository http://x, -t .b] a'],
  ['apk del .build-deps', 'apk remove "del" [] .build-deps'],
  [
    'dnf -y --setopt=install_weak_deps=False install bash-5.1 @dev http://x/y.rpm',
    'yum install "install" [-y, --setopt install_weak_deps=False] bash-5.1 @dev http://x/y.rpm:url',
  ],
  ['yum group install -y "Development Tools"', 'yum install "group install" [-y] Development Tools'],
  ['yum clean all', 'yum clean "clean" [] (all)'],
  [
    'zypper --non-interactive in -t pattern devel curl=1',
    'zypper install "in" [--non-interactive, -t pattern] devel curl=1',
  ],
  ['pacman -Syu --noconfirm git', 'pacman install "-S" [-S, -y, -u, --noconfirm] git'],
  [
    'pip3 install --no-cache-dir -U "flask[async]>=2,<3" django==4.2 -r requirements.txt -e . git+https://x/y.git ./z a.whl uvicorn',
    'pip install "install" [--no-cache-dir, -U, -r requirements.txt, -e .] flask>=2,<3 django==4.2 .:file git+https://x/y.git:url ./z:file a.whl:file uvicorn <requirements.txt>',
  ],
  ['python3.11 -m pip install --index-url https://x y', 'pip install "install" [--index-url https://x] y'],
  ['pip cache purge', 'pip clean "cache purge" []'],
  ['npm ci --omit=dev --loglevel error', 'npm install "ci" [--omit dev, --loglevel error]'],
  [
    'npm i -g @vue/cli@5 typescript@^5 user/repo ./x https://x/y.tgz npm',
    'npm install "i" [-g] @vue/cli@5 typescript@^5 user/repo:url ./x:file https://x/y.tgz:url npm',
  ],
  ['npm --prefix app run build -- --prod', 'npm other "run" [--prefix app] (build) (--prod)'],
  ['yarn', 'yarn install "" []'],
  ['yarn global add x@1', 'yarn install "global add" [] x@1'],
  ['pnpm -C app add -D @a/b', 'pnpm install "add" [-C app, -D] @a/b'],
  ['gem install bundler:2.1 rails --no-document', 'gem install "install" [--no-document] bundler:2.1 rails'],
  ['gem install -v 7.0 rails', 'gem install "install" [-v 7.0] rails 7.0'],
  ['bundle install --jobs 4 --without development', 'bundle install "install" [--jobs 4, --without development]'],
  [
    'go install -ldflags "-s -w" github.com/a/b@v1.2 ./cmd/...',
    'go install "install" [-ldflags -s -w] github.com/a/b@v1.2 ./cmd/...:file',
  ],
  ['go mod download', 'go install "mod download" []'],
  ['CGO_ENABLED=0 go build -o /app -tags=x ./cmd', 'go other "build" [-o /app, -tags x] (./cmd)'],
  ['composer global require a/b:^1 --no-dev', 'composer install "global require" [--no-dev] a/b:^1'],
  ['cargo install --locked --version 1.2 ripgrep', 'cargo install "install" [--locked, --version 1.2] ripgrep 1.2'],
  ['cargo build --release --bin x', 'cargo other "build" [--release, --bin x]'],
  ['conda install -y -c conda-forge numpy=1.2 python', 'conda install "install" [-y, -c conda-forge] numpy=1.2 python'],
  ['conda env create -f environment.yml', 'conda install "env create" [-f environment.yml] <environment.yml>'],
  ['uv pip install --system -r r.txt a==1', 'uv install "pip install" [--system, -r r.txt] a==1 <r.txt>'],
  ['poetry install --only main --no-root', 'poetry install "install" [--only main, --no-root]'],
  ['sudo -E env X=1 apt-get install y', 'apt install "install" [] y'],
  ['apt-get install -- -x', 'apt install "install" [] -x'],
  ['apt-get $FLAGS install x', 'apt other "" [] ($FLAGS) (install) (x) ?'],
  ['cat list | xargs apt-get install -y', 'apt install "install" [-y] ?'],
];

describe('packageCallOf', () => {
  for (const [script, expected] of cases) {
    test(script, () => assert.equal(show(callsOf(script)[0]!), expected));
  }
  test('others are no package managers', () => {
    assert.deepEqual(
      callsOf('apt-key add x; aptly y; echo apt-get install; pipe; toString; python -c "pip"; python x.py -m pip'),
      [],
    );
  });
  test('places of names and versions', () => {
    const text = 'RUN apt-get install \\\n  "foo=1.\\\n2" bar=$V';
    const calls = packageCallsOf(commandsIn(parse(text).instructions[0]!)!);
    const at = (span: { start: number; end: number } | undefined) => span && text.slice(span.start, span.end);
    assert.deepEqual(
      calls[0]!.packages.map(reference => [at(reference.nameSpan), at(reference.versionSpan)]),
      [
        ['foo', '1.\\\n2'],
        ['bar', '$V'],
      ],
    );
    assert.equal(at(calls[0]!.subcommandSpan), 'install');
  });
  test('an option in a cluster has its own place', () => {
    const text = 'RUN apt-get -qy install x';
    const [call] = packageCallsOf(commandsIn(parse(text).instructions[0]!)!);
    assert.deepEqual(
      call!.options.map(option => text.slice(option.span.start, option.span.end)),
      ['-q', 'y'],
    );
  });
});
