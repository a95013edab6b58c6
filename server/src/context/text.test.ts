import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOfBytes } from './text.ts';

test('text in UTF-8 and UTF-16; no text at all', () => {
  assert.equal(textOfBytes(new TextEncoder().encode('flask é')), 'flask é');
  assert.equal(textOfBytes(Uint8Array.of(0xff, 0xfe, 0x66, 0, 0x31, 0)), 'f1');
  assert.equal(textOfBytes(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0)), undefined);
  assert.equal(textOfBytes(new Uint8Array()), '');
});
