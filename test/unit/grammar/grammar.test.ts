import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from '../../../server/src/syntax/parse.ts';
import { loadGrammar, snapshot, tokenize } from './tokenize.ts';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();
const folder = join(root, 'test/unit/grammar/snapshots');
const corpus = join(root, '../shared/corpus/dockerfiles.jsonl');

test('the grammars are what tools/genGrammars.mjs writes', () => {
  execFileSync(process.execPath, ['tools/genGrammars.mjs', '--check'], { cwd: root, stdio: 'inherit' });
});

for (const file of readdirSync(folder).filter(name => !name.endsWith('.snap'))) {
  test(`snapshot of ${file}; UPDATE=1 writes it`, async () => {
    const grammar = await loadGrammar(file.endsWith('.dockerignore') ? 'source.dockerignore' : 'source.dockerfile');
    const shown = `${snapshot(grammar, readFileSync(join(folder, file), 'utf8').trimEnd())}\n`;
    const path = join(folder, `${file}.snap`);
    if (process.env['UPDATE']) writeFileSync(path, shown);
    assert.equal(shown, readFileSync(path, 'utf8'));
  });
}

/** Lines (0-based) that begin with a token that is coloured as an instruction's keyword. */
async function keywordLines(text: string): Promise<number[]> {
  const grammar = await loadGrammar('source.dockerfile');
  return tokenize(grammar, text).flatMap((tokens, line) => {
    const first = tokens.find(token => token.text.trim() !== '');
    return first?.scopes.some(scope => /^keyword\.(other\.special-method|control)\.dockerfile$/.test(scope))
      ? [line]
      : [];
  });
}

function instructionLines(text: string): number[] {
  return parse(text)
    .instructions.filter(instruction => instruction.known)
    .map(instruction => instruction.startLine - 1);
}

/** The CMD of a HEALTHCHECK may stand on a line of its own, and is a keyword there. */
function isHealthcheckCommand(text: string, line: number): boolean {
  const instruction = parse(text).instructions.find(({ startLine, endLine }) => startLine <= line && endLine > line);
  return instruction?.name === 'HEALTHCHECK' && /^\s*cmd\b/i.test(text.split('\n')[line]!);
}

test('what VS Code’s own grammar gets wrong: strings and words that only look like instructions', async () => {
  for (const text of [
    // An apostrophe opens a string that runs over all that follows.
    'FROM a\nRUN echo it\'s\nRUN echo "b\nCOPY a b\n',
    // A comment between continued lines, with a quote in it.
    "FROM a\nRUN a && \\\n  # don't\n  run b\nUSER c\n",
    // Keywords at the start of continued lines and in heredocs.
    'FROM a\nRUN apt-get install \\\n  copy \\\n  from x\nRUN <<EOF\nrun x "\nCOPY a b\nEOF\nUSER x\n',
    'FROM a\nCOPY <<-"END" /x.py\nadd "\n\tEND\nENV A=1\n',
    // A backslash before the last character, and an escaped one at the end of the line.
    'FROM a\nRUN echo \\\\\nENV a=b\n',
    '#escape=`\nFROM a\nCOPY a C:\\\nRUN b `\n  copy c\n',
    'FROM a\nRUN $(( 1 <<2 )) x\nUSER a\nRUN cat <<<"x"\nUSER b\n',
    'FROM a\nRUN echo ${A:-"x}\nUSER b\nRUN `echo \nUSER c\nRUN [ "a\nUSER d\nCMD ["a\nUSER e\n',
  ]) {
    assert.deepEqual(await keywordLines(text), instructionLines(text), text);
  }
});

test('keywords of real files are where BuildKit sees instructions', {
  skip: !existsSync(corpus) && 'no ../shared here',
}, async () => {
  const records = readFileSync(corpus, 'utf8').trim().split('\n');
  const step = process.env['ALL'] ? 1 : 12;
  const wrong: string[] = [];
  let count = 0;
  for (let index = 0; index < records.length; index += step) {
    const { id, dockerfile } = JSON.parse(records[index]!) as { id: string; dockerfile: string };
    if (dockerfile.length > 50_000) continue;
    const text = dockerfile.replaceAll('\r\n', '\n').replace(/^\ufeff/, '');
    count++;
    const expected = instructionLines(text);
    const came = (await keywordLines(text)).filter(line => !isHealthcheckCommand(text, line));
    if (JSON.stringify(expected) !== JSON.stringify(came)) {
      const line = [...expected, ...came].find(each => !expected.includes(each) || !came.includes(each))!;
      wrong.push(`${id} line ${line + 1}: ${text.split('\n')[line]}`);
    }
  }
  console.log(`${count - wrong.length} of ${count} files agree`);
  assert.equal(wrong.join('\n'), '');
});
