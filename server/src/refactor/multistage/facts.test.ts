import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { createDocument } from '../../model/document.ts';
import { analyseStage } from './analysis.ts';
import { bareImage, identifyImage, slimTwin } from './images.ts';
import {
  parseCargoToml,
  parseGemfile,
  parsePackageJson,
  parsePom,
  parsePyproject,
  parseRequirements,
} from './manifests.ts';
import { classifyPackage, runtimePackagesOf, systemNeeds } from './packages.ts';

before(() => loadShellForTests());

describe('images', () => {
  const describeImage = (name: string) => {
    const image = identifyImage(name, name);
    return `${image.family ?? '-'} ${image.variant} ${image.distro.kind} ${image.distro.release}`;
  };

  test('family, variant and release', () => {
    assert.equal(describeImage('golang:1.22'), 'golang full debian bookworm');
    assert.equal(describeImage('docker.io/library/golang:1.22-alpine3.20'), 'golang alpine alpine 3.20');
    assert.equal(describeImage('golang:1.22.3'), 'golang full debian bookworm');
    assert.equal(describeImage('python:3.12-slim-bookworm'), 'python slim debian bookworm');
    assert.equal(describeImage('php:8.2-apache'), 'php full debian trixie');
    assert.equal(describeImage('ubuntu:22.04'), 'ubuntu slim ubuntu jammy');
    assert.equal(describeImage('mcr.microsoft.com/dotnet/sdk:8.0'), 'dotnet full debian ');
    assert.equal(describeImage('ghcr.io/acme/x:1'), '- unknown unknown ');
  });

  test('slim twins', () => {
    const twin = (written: string, name = written) => slimTwin(identifyImage(written, name));
    assert.equal(twin('node:20'), 'node:20-slim');
    assert.equal(twin('node:20-bookworm'), 'node:20-bookworm-slim');
    assert.equal(twin('python:3.12-bookworm'), 'python:3.12-slim-bookworm');
    assert.equal(twin('python'), 'python:slim');
    assert.equal(twin('python:${V}', 'python:3.12'), 'python:${V}-slim');
    assert.equal(twin('public.ecr.aws/docker/library/ruby:3.3'), 'public.ecr.aws/docker/library/ruby:3.3-slim');
    assert.equal(twin('node:20-alpine'), undefined);
    assert.equal(twin('node@sha256:' + 'a'.repeat(64)), undefined);
  });

  test('bare systems name their release', () => {
    assert.equal(bareImage({ kind: 'debian', release: 'bookworm' }), 'debian:bookworm-slim');
    assert.equal(bareImage({ kind: 'ubuntu', release: 'noble' }), 'ubuntu:24.04');
    assert.equal(bareImage({ kind: 'alpine', release: '' }), undefined);
  });
});

describe('packages', () => {
  test('classes', () => {
    assert.deepEqual(
      ['build-essential', 'libpq-dev=15.*', 'curl', 'ffmpeg', 'zlib1g-dev', 'openjdk-17-jdk', 'libpq5'].map(
        classifyPackage,
      ),
      ['build', 'dev', 'ambiguous', 'runtime', 'dev', 'build', 'runtime'],
    );
  });

  test('run-time packages per release', () => {
    const of = (name: string, release: string) => runtimePackagesOf(name, { kind: 'debian', release });
    assert.deepEqual(of('libssl-dev', 'bullseye'), ['libssl1.1']);
    assert.deepEqual(of('libssl-dev', 'bookworm'), ['libssl3']);
    assert.deepEqual(of('libssl-dev', 'trixie'), ['libssl3t64']);
    assert.equal(of('libssl-dev', 'forky'), undefined);
    assert.deepEqual(runtimePackagesOf('postgresql-dev', { kind: 'alpine', release: '3.20' }), ['libpq']);
  });

  test('what packages of languages need', () => {
    assert.deepEqual(
      systemNeeds('python', ['psycopg2', 'psycopg2-binary', 'six'], { kind: 'debian', release: 'bookworm' }).packages,
      ['libpq5', 'libssl3'],
    );
    assert.deepEqual(systemNeeds('ruby', ['mysql2'], { kind: 'alpine', release: '3.20' }).packages, [
      'mariadb-connector-c',
    ]);
  });
});

describe('manifests', () => {
  test('names, and nothing for bad input', () => {
    assert.equal(parsePackageJson('{'), undefined);
    assert.equal(parsePackageJson('[]'), undefined);
    assert.deepEqual(
      parsePackageJson('\ufeff{"dependencies":{"a":"1"},"devDependencies":{"b":"1"}}')?.devDependencies,
      ['b'],
    );
    assert.deepEqual(parseRequirements('a==1 # x\n-r b.txt\nPsycopg[c]>=3\n'), ['a', 'psycopg', 'psycopg[c]']);
    assert.deepEqual(
      parsePyproject('[project]\ndependencies = ["a>=1", "B_c"]\n[tool.poetry.dependencies]\npython = "^3"\nd = "1"\n'),
      ['a', 'b-c', 'd'],
    );
    assert.deepEqual(parseGemfile("gem 'rack', '~> 3'\n"), ['rack']);
    assert.deepEqual(
      parseCargoToml('[package]\nname = "x"\n[dependencies]\nopenssl = { version = "1", features = ["vendored"] }\n')
        .vendored,
      ['openssl'],
    );
    assert.equal(parsePom('no xml'), undefined);
    assert.equal(parsePom('<project><artifactId>a</artifactId><packaging>war</packaging></project>')?.packaging, 'war');
  });
});

describe('what commands do', () => {
  const writes = (run: string) => {
    const document = createDocument(`FROM debian:bookworm\nWORKDIR /w\nRUN ${run}\n`);
    return analyseStage(document, document.stages[0]!).runs.flatMap(({ effect }) => [
      `${effect.kind}: ${effect.writes.join(' ')}`,
    ]);
  };

  test('where they write', () => {
    assert.deepEqual(writes('mkdir -p a /b'), ['files: /w/a /b']);
    assert.deepEqual(writes('echo x > /etc/a.conf'), ['files: /etc/a.conf']);
    assert.deepEqual(writes('wget -qO/bin/x https://a/b'), ['download: /bin/x']);
    assert.deepEqual(writes('curl -sSL https://a/b.tgz | tar xz -C /opt/b'), ['harmless: ', 'files: /opt/b']);
    assert.deepEqual(writes('git clone https://a/b.git && cd b && make -j install'), [
      'download: /w/b',
      'harmless: ',
      'build: /w/b /usr/local',
    ]);
    assert.deepEqual(writes('cmake -DCMAKE_INSTALL_PREFIX=/opt/p . && make install'), [
      'build: /w',
      'build: /w /opt/p',
    ]);
    assert.deepEqual(writes('chmod 755 /a && chown -R u:g /b'), ['files: /a', 'files: /b']);
    assert.deepEqual(writes('cp a.sh /usr/local/bin/'), ['files: /usr/local/bin/a.sh']);
    assert.deepEqual(writes('apt-get update && apt-get install -y --no-install-recommends a b=1'), [
      'packageSetup: ',
      'packages: ',
    ]);
    assert.deepEqual(writes('curl https://a/i.sh | bash'), ['harmless: ', 'unknown: ']);
    assert.deepEqual(writes('sed -i s/a/b/ /etc/x'), ['files: /etc/x']);
  });
});
