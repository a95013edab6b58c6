import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceCompletions, serviceSignatureHelp } from './languageService.ts';

test('the service knows forms that ours do not have', () => {
  const help = serviceSignatureHelp('FROM a\nMAINTAINER x\n', { line: 1, character: 12 });
  assert.match(help?.signatures[0]?.label ?? '', /MAINTAINER/);
});

test('behind FROM the service is not asked: it would ask a registry', () => {
  assert.deepEqual(serviceCompletions('FROM al', { line: 0, character: 7 }), []);
  assert.ok(serviceCompletions('FROM a\nEX', { line: 1, character: 2 }).some(item => item.label.startsWith('EXPOSE')));
});

test('a text on which the service fails has no answer', () => {
  const deep = `FROM a\n${'ONBUILD '.repeat(20_000)}RUN x\n`;
  assert.deepEqual(serviceCompletions('x'.repeat(300_000), { line: 0, character: 0 }), []);
  assert.ok(Array.isArray(serviceCompletions(deep, { line: 1, character: 9 })));
});
