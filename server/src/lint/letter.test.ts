import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CheckCase, type EngineCase, runChecksCases, runEngineCases } from '../../../test/cases/checks.ts';
import { buildkitVerdict } from './letter.ts';

const shared = join(process.env['DRYDOCK_ROOT'] ?? process.cwd(), '../shared');

test('error=true makes an error of warnings', () => {
  const verdict = buildkitVerdict('# check=error=true\nFROM alpine as a\n');
  assert.equal(verdict.error?.message, 'lint violation found for rules: FromAsCasing');
  assert.equal(verdict.error?.startLine, undefined);
});

test('after the first error nothing is said', () => {
  const verdict = buildkitVerdict('FROM alpine as a\nMAINTAINER x\nRUN --nope true\nMAINTAINER y\nENV a b\n');
  assert.deepEqual(
    verdict.warnings.map(each => each.ruleId),
    ['FromAsCasing', 'MaintainerDeprecated'],
  );
});

test('the name of an ARG is looked at before its value', () => {
  const verdict = buildkitVerdict("FROM alpine\nARG PASSWORD=b'\n");
  assert.match(verdict.error!.message, /single-quote/);
  assert.deepEqual(
    verdict.warnings.map(each => each.ruleId),
    ['SecretsUsedInArgOrEnv'],
  );
});

function records<Record>(file: string): Record[] {
  return readFileSync(join(shared, file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record);
}

const present = existsSync(join(shared, 'cases/buildkit-checks.jsonl'));
if (!present) console.log('the recorded cases are not here: BuildKit verdicts are not compared');

test('recorded verdicts of BuildKit', { skip: !present }, () => {
  assert.deepEqual(runChecksCases(records<CheckCase>('cases/buildkit-checks.jsonl')).disagreements, []);
  assert.deepEqual(runEngineCases(records<EngineCase>('cases/buildkit-checks-2.jsonl'), new Map()).disagreements, []);
});

test('recorded verdicts of an engine on real files', { skip: !present }, () => {
  const corpus = records<{ id: string; dockerfile: string }>('corpus/dockerfiles.jsonl');
  const byId = new Map(corpus.map(({ id, dockerfile }) => [id, dockerfile]));
  const result = runEngineCases(records<EngineCase>('cases/buildkit-check-on-corpus.jsonl'), byId);
  assert.deepEqual(result.disagreements, []);
});
