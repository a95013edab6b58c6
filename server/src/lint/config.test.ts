import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configCandidates, parseConfig, resolveConfig } from './config.ts';
import { rules } from './rules/index.ts';

describe('parseConfig', () => {
  test('what hadolint documents', () => {
    const { value, problems } = parseConfig(
      [
        'failure-threshold: warning',
        'ignored: [DL3008, SC2086]',
        'override: { error: [DL3015], style: [DL3006] }',
        'trustedRegistries: [docker.io]',
        'label-schema: { author: text, created: rfc3339 }',
        'strict-labels: true',
        'no-fail: false',
      ].join('\n'),
    );
    assert.deepEqual(problems, []);
    const config = resolveConfig(value, rules);
    assert.equal(config.failureThreshold, 'warning');
    assert.equal(config.severities['DL3008'], 'off');
    assert.equal(config.severities['DL3015'], 'error');
    assert.equal(config.severities['DL3006'], 'hint');
    assert.deepEqual(config.codeSeverities, { SC2086: 'off' });
    assert.deepEqual(config.options.trustedRegistries, ['docker.io']);
    assert.deepEqual(config.options.labelSchema, { author: 'text', created: 'rfc3339' });
    assert.equal(config.options.strictLabels, true);
    assert.equal(config.noFail, false);
  });

  test('mistakes are named with their lines, the rest is used', () => {
    const { value, problems } = parseConfig('ignored: [DL3008]\nignore: [DL3009]\n');
    assert.deepEqual(problems, [{ message: 'unknown setting "ignore"', line: 2 }]);
    assert.deepEqual(value['ignored'], ['DL3008']);
    assert.equal(parseConfig('a: [').problems.length > 0, true);
    assert.deepEqual(parseConfig('- a').problems, [{ message: 'expected a mapping of settings', line: 1 }]);
    assert.deepEqual(parseConfig('').problems, []);
    assert.deepEqual(resolveConfig({ ignored: ['DL9999'] }, rules).unknownNames, ['DL9999']);
  });
});

test('other names mean the same rule, and ignoring wins over a level', () => {
  const config = resolveConfig({ ignored: ['DL4000'], override: { error: ['DL4000', 'DL3009'] } }, rules, {
    ignored: ['hadolint/DL3007'],
  });
  assert.equal(config.severities['DL4000'], 'off');
  assert.equal(config.severities['MaintainerDeprecated'], 'off');
  assert.equal(config.severities['DL3009'], 'error');
  assert.equal(config.severities['DL3007'], 'off');
});

test('the first candidate is the working folder', () => {
  assert.deepEqual(configCandidates('/work', { home: '/home/ann' }), [
    '/work/.hadolint.yaml',
    '/work/.hadolint.yml',
    '/home/ann/.config/hadolint.yaml',
    '/home/ann/.config/hadolint.yml',
    '/home/ann/.hadolint/hadolint.yaml',
    '/home/ann/.hadolint/hadolint.yml',
    '/home/ann/.hadolint/config.yaml',
    '/home/ann/.hadolint/config.yml',
    '/home/ann/.hadolint.yaml',
    '/home/ann/.hadolint.yml',
  ]);
  assert.equal(configCandidates('/work', { xdgConfigHome: '/xdg' })[2], '/xdg/hadolint.yaml');
});
