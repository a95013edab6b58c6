/** The shell lines of docs/ci.md, run with what `npm pack` makes, installed in an empty folder, in a small repository. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

const root = resolve(process.env['DRYDOCK_ROOT'] ?? '.');
const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'drydock-ci-'));
const repository = join(folder, 'repository');
const installed = join(folder, 'installed');

const files = {
  Dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache curl\n',
  'Dockerfile.dockerignore': 'node_modules\n',
  'my app/web.Dockerfile': 'FROM debian\n',
  'docs/Containerfile': 'FROM debian:13\nUSER 1000\n',
};

/** The line of the page with that text, and how it ends. */
function lineWith(text: string): string {
  const line = page.split('\n').find(each => each.includes(text));
  assert.ok(line, `docs/ci.md has no line with ${text}`);
  return line.replace(/^\s*- (?:run: )?/, '').trim();
}

function sh(command: string) {
  // Where the examples have a clone, the installed package is.
  const local = command.replaceAll(/\S*\/dist\/cli\.js/g, join(installed, 'node_modules/drydock/dist/cli.js'));
  const path = [join(installed, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', local], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, HOME: folder, XDG_CONFIG_HOME: folder },
  });
  return { status, stdout, stderr };
}

/** What the build makes is in the package: without it there is nothing to install. */
const unbuilt = existsSync(join(root, 'dist/cli.js')) ? false : 'npm run build was not run';

describe('docs/ci.md, with the packed program', { skip: unbuilt }, () => {
  before(() => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(repository, path, '..'), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    const options = { cwd: root, encoding: 'utf8' } as const;
    const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], options);
    const name = packed.stdout.trim();
    assert.match(name, /^drydock-[\d.]+\.tgz$/, packed.stderr);
    assert.ok(page.includes(`npm install --global ${name}`), `the page names ${name}`);
    const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    const install = spawnSync('npm', ['install', ...quiet, '--prefix', installed, join(folder, name)], options);
    assert.equal(install.status, 0, install.stderr);
    assert.equal(sh('git init --quiet && git add .').status, 0);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('GitHub: annotations for each Dockerfile, none for an ignore file', () => {
    const { status, stdout, stderr } = sh(lineWith('lint -f github'));
    assert.equal(stderr, '');
    assert.match(stdout, /^::warning file=Dockerfile,line=2,.*DL3018/m);
    assert.match(stdout, /^::warning file=my app\/web\.Dockerfile,line=1,.*DL3006/m);
    assert.doesNotMatch(stdout, /dockerignore/);
    assert.notEqual(status, 0);
  });

  test('GitLab: a report in a file, and no failure', () => {
    const { status, stderr } = sh(lineWith('gitlab_codeclimate'));
    assert.deepEqual([status, stderr], [0, '']);
    const issues = JSON.parse(readFileSync(join(repository, 'gl-code-quality-report.json'), 'utf8'));
    assert.deepEqual(
      issues.map((issue: { location: { path: string } }) => issue.location.path),
      ['Dockerfile', 'my app/web.Dockerfile'],
    );
  });

  test('the hook of Git judges what is to be committed', () => {
    const { status, stdout } = sh(lineWith('git diff --cached'));
    assert.match(stdout, /^Dockerfile:2 DL3018/m);
    assert.doesNotMatch(stdout, /dockerignore/);
    assert.notEqual(status, 0);
    assert.equal(sh('git -c user.name=x -c user.email=x@example.com commit --quiet -m x').status, 0);
    assert.deepEqual(sh(lineWith('git diff --cached')), { status: 0, stdout: '', stderr: '' });
  });

  test('pre-commit: the entries run, the pattern takes Dockerfiles', () => {
    const entries = [...page.matchAll(/entry: (.*)/g)].map(([, entry]) => entry!);
    assert.deepEqual(
      entries.map(entry => sh(`${entry} docs/Containerfile`)),
      entries.map(() => ({ status: 0, stdout: '', stderr: '' })),
    );
    const [pattern, exclude] = [/files: (.*)/, /exclude: (.*)/].map(line => new RegExp(line.exec(page)![1]!));
    const taken = ['Dockerfile', 'a/Dockerfile.dev', 'Containerfile', 'web.dockerfile', 'Dockerfile.dockerignore'];
    assert.deepEqual(
      taken.filter(path => pattern!.test(path) && !exclude!.test(path)),
      taken.slice(0, 4),
    );
  });

  test('both programs are in the PATH', () => {
    assert.match(sh('drydock --version').stdout, /\d/);
    assert.equal(sh('command -v drydock-language-server').status, 0);
  });
});
