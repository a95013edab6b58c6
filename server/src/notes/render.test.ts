import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNote, mountOptionNote } from './find.ts';
import type { Note } from './note.ts';
import { notes } from './notes.generated.ts';
import { renderFull, renderItem, renderShort, toPlainText } from './render.ts';

const note = (id: string): Note => findNote(id)!;

test('a short note: summary, lead, example, two pitfalls, since and link', () => {
  assert.equal(
    renderShort(note('flag.HEALTHCHECK.--start-interval')),
    [
      'Time between checks during the start period; 5 seconds by default.',
      '',
      'A short one notices quickly that the program is ready, while the normal interval stays long.',
      '',
      '```dockerfile',
      'HEALTHCHECK --interval=1m --start-period=30s --start-interval=1s CMD pg_isready || exit 1',
      '```',
      '',
      '**Watch out**',
      '- It has no effect without `--start-period`.',
      '',
      'Since Docker Engine 25.0 · [Documentation](https://docs.docker.com/reference/dockerfile/#healthcheck)',
    ].join('\n'),
  );
});

test('a short note never begins with the name of the thing', () => {
  const kinds = ['instruction', 'flag', 'directive', 'variable', 'mount', 'command', 'shell', 'label'];
  for (const one of notes.filter(candidate => kinds.includes(candidate.kind))) {
    const start = renderShort(one).split('\n')[0]!.toLowerCase();
    assert.ok(!start.startsWith(`${one.title.toLowerCase()} `), `${one.id}: ${start}`);
  }
});

test('a short note is short', () => {
  for (const one of notes) {
    const lines = renderShort(one).split('\n').length;
    assert.ok(lines <= 45, `${one.id} has ${lines} lines`);
    assert.ok(renderShort(one, { brief: true }).length <= 1400, `${one.id} is too long when brief`);
  }
});

test('brief leaves the example out and keeps one pitfall', () => {
  const text = renderShort(note('instruction.COPY'), { brief: true });
  assert.ok(!text.includes('```'));
  assert.equal(text.split('\n').filter(line => line.startsWith('- ')).length, 1);
});

test('links to other notes are made by the caller', () => {
  const text = renderFull(note('instruction.CMD'), { linkTo: id => `note:${id}` });
  assert.match(text, /\[ENTRYPOINT\]\(note:instruction\.ENTRYPOINT\)/);
  assert.match(renderFull(note('instruction.CMD')), /\*\*See also:\*\* ENTRYPOINT, /);
});

test('an item names its other spellings and where to read on', () => {
  assert.equal(
    renderItem(mountOptionNote('tmpfs', 'target')!),
    'The folder in the container; required.\n\nAlso written `dst`, `destination`.\n\n' +
      'Since Dockerfile 1.2 · [Documentation](https://docs.docker.com/reference/dockerfile/#run---mounttypetmpfs)',
  );
});

test('plain text is made from the Markdown', () => {
  const markdown = [
    '# Title',
    'Use **this** and *that*, `a_b` and `--x=*y*`, see [docs](https://example.com/a_b).',
    '',
    '| a | b |',
    '| --- | --- |',
    '| 1 | `2` |',
    '```dockerfile',
    '# comment',
    'RUN echo **x**',
    '```',
    '- [note](command:x) \\<end\\>',
  ].join('\n');
  assert.equal(
    toPlainText(markdown),
    [
      'Title',
      'Use this and that, a_b and --x=*y*, see docs (https://example.com/a_b).',
      '',
      '| a | b |',
      '| 1 | 2 |',
      '    # comment',
      '    RUN echo **x**',
      '- note <end>',
    ].join('\n'),
  );
});

test('every note has a plain text without marks of Markdown', () => {
  for (const one of notes) {
    const text = toPlainText(renderFull(one))
      .split('\n')
      .filter(line => !line.startsWith('    '))
      .join('\n');
    assert.doesNotMatch(text, /^#{2,6} |^```|\]\(/m, one.id);
  }
});
