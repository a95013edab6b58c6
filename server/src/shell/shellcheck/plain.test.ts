import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { RawFinding } from './client.ts';
import { isPlainScript } from './plain.ts';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();

test('rows of simple commands of literal words are plain', () => {
  for (const script of [
    'apt-get update && apt-get install -y --no-install-recommends curl git=1:2.39 && rm -rf /var/lib/apt/lists/*\n',
    'npm ci\n',
    'set -eux; apk add --no-cache ca-certificates; mkdir -p /app/data\n',
    'cd /srv/app && make install\n',
    '\n  pip install --no-cache-dir -r requirements.txt\n\ngo build ./...\n',
    `pip install "uvicorn[standard]>=0.20" 'a b'\n`,
    'export VERSION=1\nexport NAME=1\ncurl -fsSLO "https://example.com/${NAME}-$VERSION.tar.gz" && tar xf ${NAME}.tar\n',
  ])
    assert.equal(isPlainScript(script), true, script);
});

test('whatever ShellCheck may have an opinion about is not', () => {
  for (const script of [
    'echo hello\n',
    'cd /srv; make\n',
    'cd /srv\n',
    'cd .. && make\n',
    'cd /srv &&\n',
    'make &&\n\n make install\n',
    '; make\n',
    'make;;make\n',
    'make & make\n',
    'rm -rf /usr/*\n',
    'rm -rf *\n',
    'mkdir -p -m 700 /a/b\n',
    'chmod -r file\n',
    'cp file\n',
    'apt-get install $PACKAGES\n',
    'apt-get install "curl\n',
    'apt-get install a"curl"\n',
    'apt-get install "curl"git\n',
    'apt-get install "curl && git\n',
    'export VERSION=1\nmake $VERSIONS\n',
    'export VERSION=1\nmake ${VERSION:-2}\n',
    'export VERSION=1\nmake ${VERSION\n',
    "export VERSION=1\nmake '$VERSION'\n",
    'export VERSION=1\n$VERSION make\n',
    'export VERSION=1\nrm -rf /$VERSION/lib\n',
    'export PATH=1\nmake $PATH\n',
    'make $1\n',
    'apt-get install curl | tee log\n',
    'make do\n',
    'make =x\n',
    'set -o pipefail\n',
    'NAME=value make\n',
    'export NAME=2\nmake\n',
    'make\nexport NAME=1\nmake $NAME\n',
    'apt-get install curl\r\n',
    'git clone http://example.com/ä\n',
  ])
    assert.equal(isPlainScript(script), false, script);
});

test('ShellCheck itself finds nothing in plain scripts', async context => {
  const wasm = join(root, 'shellcheck/vendor/shellcheck.wasm');
  if (!existsSync(wasm)) {
    context.skip(`*** ${wasm} is not built ***`);
    return;
  }
  const load = (path: string) => import(pathToFileURL(join(root, path)).href);
  const { createEngine } = await load('shellcheck/engine.mjs');
  const { default: glue } = await load('shellcheck/vendor/glue.mjs');
  const { WebAssembly } = globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> } };
  const engine = createEngine(await WebAssembly.compile(readFileSync(wasm)), glue) as {
    lint(script: string, options: object): Promise<readonly RawFinding[]>;
  };
  // Each command as itself, with each of the words that often have a meaning of their own, then rows of them.
  const plain = commands.flatMap(name => [`${name}\n`, ...words.map(word => `${name} ${word} lib\n`)]);
  const prelude = 'export V=1\n';
  const all = plain.filter(line => isPlainScript(prelude + line)).map(line => line.trim());
  assert.ok(all.length > 4000, `${all.length} lines`);
  // All of them take ShellCheck a minute; 37 has no factor in common with the number of words, so each program and word is among these.
  const lines = process.env['DRYDOCK_ALL'] ? all : all.filter((_, index) => index % 37 === 0);
  const joints = [' && ', '\n', '; '];
  const scripts: string[] = [];
  // Forty commands in one script: the cost is one of ShellCheck's starts for each. A stride of 7 mixes the programs.
  const mixed = [0, 1, 2, 3, 4, 5, 6].flatMap(first => lines.filter((_, index) => index % 7 === first));
  for (let at = 0; at < mixed.length; at += 40) {
    const row = mixed.slice(at, at + 40);
    scripts.push(
      `${prelude}${row.map((line, index) => line + joints[line.startsWith('cd ') ? 0 : index % 3]).join('')}make\n`,
    );
  }
  const dialects = ['sh', 'bash', 'dash', 'ksh'];
  for (const [index, script] of scripts.entries()) {
    assert.equal(isPlainScript(script), true, script);
    const findings = await engine.lint(script, { shell: dialects[index % 4], exclude: [] });
    assert.deepEqual(findings, [], script);
  }
});

const commands =
  `apt-get apt apk yum dnf microdnf tdnf zypper dpkg rpm update-alternatives update-ca-certificates pip pip3 pipenv poetry uv conda npm npx
  yarn pnpm bun corepack composer gem bundle cargo rustup go mvn gradle dotnet docker-php-ext-install docker-php-ext-configure
  docker-php-ext-enable pecl a2enmod a2dissite a2ensite git make cmake wget curl tar unzip gzip gunzip touch chown useradd usermod
  groupadd adduser addgroup ./configure ./gradlew ./mvnw add-apt-repository apt-key apt-cache chgrp python python3 sam aws mix
  rosdep virtualenv sbt cabal stack nimble dart flutter crystal shards cpanm lein pacman nuget msbuild gcloud firebase meson ninja qmake
  swift zig deno php node java javac gcc g++ clang pdm pipx hatch tox pytest conan vcpkg luarocks opam rebar3 R Rscript julia cd chmod cp ln mkdir mv rm set`.split(
    /\s+/,
  );

const words = [
  ...['"a b"', "'a b'", '"a $V b"', '"-x"'],
  ...`install -y -r -R -f -p -m -e -x -rf -fr -eux -- - --version +x 755 a+rx a=b --opt=value A=1 1 12 0 . .. ./x ../x /
  /usr /usr/* /usr/share/* /var/lib/apt/lists/* /tmp/* /tmp/x /tmp/a/*.deb /tmp/x*/y /var/tmp/* /opt/x/*.jar --recursive --force /home /opt /opt/app /opt/app/* x* @scope/name user@host pkg@1.2 a:b : :x
  x:y:z http://example.com/x//y, x,y a, %x x% _ __ test true false exit return echo printf source eval exec export local read trap
  let [ ] do done then fi in for if time function select until while case esac coproc sudo python EOF 2 1.0.0 -1 x/ x// //x =x x=
  -DFOO=bar -I/usr/include +repo $V \${V} "$V" "\${V}" x$V/y --opt=\${V} $V.x $V$V "x[y]>=1" 'x' "~" "then" 'x=y' "^x<y" -$V @$V :$V $V= ./$V`.split(
    /\s+/,
  ),
];
