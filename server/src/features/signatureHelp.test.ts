import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { signatureHelp } from './signatureHelp.ts';

before(() => loadShellForTests());

/** "label <active parameter>" at the mark; undefined when nothing is shown. */
function helpAt(marked: string, requested = false): string | undefined {
  const offset = marked.indexOf('<|>');
  const found = signatureHelp(createDocument(marked.replace('<|>', '')), offset, requested);
  const signature = found?.signatures[0];
  const active = signature?.parameters?.[found?.activeParameter ?? 0];
  if (signature && active) {
    assert.ok(signature.label.includes(String(active.label)), `${active.label} is a part of ${signature.label}`);
    assert.ok(String(active.documentation).length > 5, `${active.label} is explained`);
  }
  return signature && `${signature.label} <${active?.label ?? ''}>`;
}

test('COPY: the sources, then the destination', () => {
  const label = 'COPY [--flags] SOURCE … DESTINATION';
  assert.equal(helpAt('FROM a\nCOPY <|>'), `${label} <SOURCE>`);
  assert.equal(helpAt('FROM a\nCOPY a <|>'), `${label} <DESTINATION>`);
  assert.equal(helpAt('FROM a\nCOPY a <|> b'), `${label} <SOURCE>`);
  assert.equal(helpAt('FROM a\nCOPY --li<|> a b'), `${label} <--flags>`);
});

test('the options of a mount of that type, with the one under the cursor', () => {
  assert.match(
    helpAt('FROM a\nRUN --mount=type=cache,target=/x<|> ls') ?? '',
    /^cache mount: target=…, id=….*<target>$/,
  );
  assert.match(helpAt('FROM a\nRUN --mount=type=secret,id=x,env=<|> ls') ?? '', /^secret mount: id=…, .*<env>$/);
  assert.match(helpAt('FROM a\nRUN --mount=type=cache,<|>') ?? '', /<>$/);
  assert.match(helpAt('FROM a\nRUN --mount=type=cache,dst=<|>') ?? '', /<target>$/);
});

test('the value of a flag', () => {
  assert.equal(helpAt('FROM a\nCOPY --chown=<|> a b'), '--chown=USER[:GROUP] <USER[:GROUP]>');
  assert.match(helpAt('FROM a\nHEALTHCHECK --interval=<|>') ?? '', /<--interval=30s>$/);
});

test('nothing in shell text, comments and keywords', () => {
  for (const text of [
    'RUN <|>',
    'RUN apt-get <|>',
    'RUN a && b <|>c',
    'CMD npm <|>',
    '# COPY <|>',
    'CO<|>',
    'RUN <<E\nls <|>\nE',
  ])
    assert.equal(helpAt(`FROM a\n${text}`, true), undefined, text);
});

test('what takes one kind of thing is shown when it is asked for', () => {
  assert.equal(helpAt('FROM a\nEXPOSE <|>'), undefined);
  assert.equal(helpAt('FROM a\nEXPOSE <|>', true), 'EXPOSE PORT[/PROTOCOL] … <PORT[/PROTOCOL] …>');
  assert.equal(helpAt('FROM a\nCMD ["a", "<|>"]'), 'CMD ["PROGRAM", "ARGUMENT", …] <"ARGUMENT">');
  assert.match(helpAt('FROM a AS <|>', true) ?? '', /<NAME>$/);
  assert.match(helpAt('FROM a\nENV A=<|>', true) ?? '', /<VALUE>$/);
});

test('it answers or is silent at every offset', () => {
  const text =
    'FROM a AS b\nRUN --mount=type=tmpfs,target=/x --network=none ls\nHEALTHCHECK --retries=3 CMD x\nONBUILD COPY a b\nSHELL ["a"]\n';
  for (let offset = 0; offset <= text.length; offset++) signatureHelp(createDocument(text), offset, true);
});
