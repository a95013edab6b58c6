import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlatform, parsePlatform } from './platforms.ts';

function formatted(text: string): string {
  const parsed = parsePlatform(text);
  return parsed.ok ? formatPlatform(parsed.platform) : parsed.error;
}

test('specifiers are normalised', () => {
  const cases: Record<string, string> = {
    'linux/amd64': 'linux/amd64',
    amd64: 'linux/amd64',
    linux: 'linux/amd64',
    'Linux/x86_64': 'linux/amd64',
    'linux/aarch64': 'linux/arm64',
    'linux/arm64/v8': 'linux/arm64/v8',
    'linux/arm': 'linux/arm',
    'linux/arm/7': 'linux/arm/v7',
    armhf: 'linux/arm',
    'windows(10.0.17763)/amd64': 'windows/amd64',
    macos: 'darwin/amd64',
  };
  for (const [text, wanted] of Object.entries(cases)) assert.equal(formatted(text), wanted, text);
});

test('errors in BuildKit words', () => {
  assert.equal(formatted('nonsense'), '"nonsense": unknown operating system or architecture: invalid argument');
  assert.equal(formatted('linux/amd64/v8/x'), '"linux/amd64/v8/x": cannot parse platform specifier: invalid argument');
  assert.equal(formatted('linux/*'), '"linux/*": wildcards not yet supported: invalid argument');
  assert.match(formatted('linux/a d'), /^"a d" is an invalid component of "linux\/a d"/);
});
