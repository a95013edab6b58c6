import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTeamMarkdown } from './teamRender.ts';

const uri = 'file:///w/docs/docker%20notes.md';
const rendered = (markdown: string): string => renderTeamMarkdown(markdown, uri);

test('relative links lead where they lead from the file', () => {
  assert.equal(rendered('see [base](base.md#tags) '), 'see [base](file:///w/docs/base.md#tags) ');
  assert.equal(rendered('[up](../README.md "the readme")'), '[up](file:///w/README.md "the readme")');
  assert.equal(rendered('[here](#tags)'), '[here](file:///w/docs/docker%20notes.md#tags)');
  assert.equal(rendered('![x](img/a.png)'), '![x](file:///w/docs/img/a.png)');
  assert.equal(rendered('[web](https://a.example/b)'), '[web](https://a.example/b)');
  assert.equal(rendered('[mail](mailto:a@b.c)'), '[mail](mailto:a@b.c)');
});

test('folding and line breaks become Markdown', () => {
  assert.equal(rendered('<details><summary>Why</summary>\n\nBecause.\n\n</details>').trim(), '**Why**\n\nBecause.');
  assert.equal(rendered('a<br/>b <kbd>Ctrl</kbd><!-- hidden -->'), 'a  \nb `Ctrl`');
});

test('code stays as it is', () => {
  const code = '```html\n<details>[a](b.md)\n```\n\n`<br>` and `[a](b.md)`\n\n~~~\n<p>\n~~~\n';
  assert.equal(rendered(code), code);
  assert.equal(rendered('```\n<br>'), '```\n<br>');
});
