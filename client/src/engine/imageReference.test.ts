import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fullName,
  type ImageReference,
  isUnqualified,
  parseImageReference,
  prefixOf,
  suggestImageName,
  suggestImageTag,
  withPrefix,
} from './imageReference.ts';

const hex64 = 'ab12'.repeat(16);

function parsed(text: string): ImageReference {
  const result = parseImageReference(text);
  assert.ok(result.ok, `${text}: ${result.ok ? '' : result.problem}`);
  return result.reference;
}

test('names are expanded as the engines expand them', () => {
  const expected: Record<string, string> = {
    alpine: 'docker.io/library/alpine:latest',
    'alpine:3.20': 'docker.io/library/alpine:3.20',
    'acme/api': 'docker.io/acme/api:latest',
    'acme/shop/api:v1': 'docker.io/acme/shop/api:v1',
    'docker.io/alpine': 'docker.io/library/alpine:latest',
    'index.docker.io/acme/api': 'docker.io/acme/api:latest',
    'ghcr.io/acme/api:1.2-rc_3': 'ghcr.io/acme/api:1.2-rc_3',
    'localhost/x': 'localhost/x:latest',
    'localhost:5000/x': 'localhost:5000/x:latest',
    'registry:5000/x:y': 'registry:5000/x:y',
    '127.0.0.1:5000/a/b': '127.0.0.1:5000/a/b:latest',
    '[2001:db8::1]:5000/a': '[2001:db8::1]:5000/a:latest',
    'Registry/x': 'Registry/x:latest',
    'a__b.c--d': 'docker.io/library/a__b.c--d:latest',
    'alpine:_x': 'docker.io/library/alpine:_x',
    [`alpine@sha256:${hex64}`]: `docker.io/library/alpine@sha256:${hex64}`,
    [`alpine:3@sha256:${hex64}`]: `docker.io/library/alpine:3@sha256:${hex64}`,
  };
  for (const [text, full] of Object.entries(expected)) assert.equal(fullName(parsed(text)), full, text);
});

test('a bad name is refused with a sentence and, where there is one, a better name', () => {
  const expected: Record<string, [RegExp, string?]> = {
    '': [/Give the image a name/],
    'My-App': [/lower case/, 'my-app'],
    'my app': [/no blanks/, 'my-app'],
    ' app ': [/no blanks/, 'app'],
    'https://ghcr.io/acme/x': [/https:\/\//, 'ghcr.io/acme/x'],
    'app:': [/tag is missing/, 'app'],
    'app:-x': [/begins with/, 'app:x'],
    'app:a b': [/no blanks/],
    'app:é': [/not a tag/],
    'app:a:b': [/not a tag/, 'app:a-b'],
    'acme//x': [/nothing between/, 'acme/x'],
    'acme/': [/nothing between/, 'acme'],
    'ghcr.io/': [/name of the image is missing/],
    '-app': [/begins or ends/, 'app'],
    'app-': [/begins or ends/, 'app'],
    'a..b': [/side by side/, 'a.b'],
    a___b: [/side by side/, 'a_b'],
    a$b: [/“\$” cannot/, 'a-b'],
    'ghcr.io/Acme/x:1': [/lower case/, 'ghcr.io/acme/x:1'],
    're!g.io/x': [/not the name of a registry/],
    [hex64]: [/image id/],
    'a@sha256:12': [/64 hexadecimal/],
    [`a@sha256:${hex64}00`]: [/has 66/],
    [`a@sha256:${hex64.toUpperCase()}`]: [/lower case/],
    [`a@md5:${hex64}`]: [/not a digest algorithm/],
    ['a'.repeat(256)]: [/longer than 255/],
    [`a:${'b'.repeat(129)}`]: [/at most 128/],
  };
  for (const [text, [problem, suggestion]] of Object.entries(expected)) {
    const result = parseImageReference(text);
    assert.ok(!result.ok, text);
    assert.match(result.problem, problem, text);
    if (suggestion !== undefined) assert.equal(result.suggestion, suggestion, text);
    if (result.suggestion !== undefined && text !== ' app ')
      assert.ok(parseImageReference(result.suggestion).ok, result.suggestion);
  }
});

test('only a name without registry and account is unqualified', () => {
  for (const name of ['app', 'app:1', 'docker.io/app', 'library/app']) assert.ok(isUnqualified(parsed(name)), name);
  for (const name of ['acme/app', 'ghcr.io/app', 'localhost:5000/app']) assert.ok(!isUnqualified(parsed(name)), name);
});

test('a name moves below another registry', () => {
  assert.equal(withPrefix(parsed('app:1.0'), 'ghcr.io/acme'), 'ghcr.io/acme/app:1.0');
  assert.equal(withPrefix(parsed('acme/app'), 'localhost:5000/'), 'localhost:5000/app:latest');
  assert.equal(prefixOf(parsed('ghcr.io/acme/app')), 'ghcr.io/acme');
  assert.equal(prefixOf(parsed('acme/app')), 'acme');
  assert.equal(prefixOf(parsed('docker.io/acme/app')), 'docker.io/acme');
  assert.equal(prefixOf(parsed('localhost:5000/app')), 'localhost:5000');
  assert.equal(prefixOf(parsed('app')), undefined);
});

test('every folder has a valid image name, as near to its own as can be', () => {
  const expected: Record<string, string> = {
    'mvc-1': 'mvc-1',
    'my-cool_app': 'my-cool_app',
    'api.service': 'api.service',
    'My App (2)': 'my-app-2',
    Café: 'cafe',
    日本: 'app',
    '': 'app',
    '.config': 'config',
    'a...b': 'a.b',
    a_____b: 'a_b',
    'a_-b': 'a-b',
    [String('x').repeat(300)]: 'x'.repeat(128),
  };
  for (const [folder, name] of Object.entries(expected)) {
    assert.equal(suggestImageName(folder), name, folder);
    assert.ok(parseImageReference(suggestImageName(folder)).ok);
  }
});

test('what a Dockerfile is called besides "Dockerfile" becomes the tag', () => {
  assert.equal(suggestImageTag('web', 'Dockerfile'), 'web:latest');
  assert.equal(suggestImageTag('web', 'Dockerfile.dev'), 'web:dev');
  assert.equal(suggestImageTag('web', 'prod.Dockerfile'), 'web:prod');
  assert.equal(suggestImageTag('web', 'Containerfile'), 'web:latest');
  assert.equal(suggestImageTag('web', 'Dockerfile-é'), 'web:latest');
});
