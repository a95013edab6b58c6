/** For tests: what must be true of each conversion, declared as examples. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { createDocument } from '../../model/document.ts';
import { applyEdits } from '../../syntax/edit.ts';
import { configDifferences, runtimeConfig } from './config.ts';
import { newFindings } from './convert.ts';
import { convertTest, finalStage, type TestFiles, verdictOf } from './testSupport.ts';

/** Lines of a file, with the line end behind the last. */
export function lines(...list: readonly string[]): string {
  return list.join('\n') + '\n';
}

export interface ConversionExample {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: TestFiles;
  readonly answers?: Readonly<Record<string, string>>;
  readonly verdict: string;
  /** The whole final stage. */
  readonly final?: string;
  /** Whole lines that the build stage has. */
  readonly build?: readonly string[];
  /** Whole lines of the final stage, or what it matches. */
  readonly has?: readonly (string | RegExp)[];
  readonly lacks?: readonly (string | RegExp)[];
}

/** Declares a test for each example, and that its result keeps what a conversion promises. */
export function testConversions(title: string, examples: readonly ConversionExample[]): void {
  before(() => loadShellForTests());
  describe(title, () => {
    for (const example of examples) {
      test(example.name, () => {
        const { dockerfile, files, answers, verdict, has = [], lacks = [], build = [] } = example;
        const conversion = convertTest(dockerfile, files, answers);
        assert.equal(verdictOf(conversion), verdict, JSON.stringify(conversion.reasons));
        const final = conversion.text === undefined ? '' : finalStage(conversion);
        if (example.final !== undefined) assert.equal(finalStage(conversion), example.final);
        for (const wanted of build) assert.ok(holds(conversion.text ?? '', wanted), `${wanted}\n${conversion.text}`);
        for (const wanted of has) assert.ok(holds(final, wanted), `${wanted}\n${final}`);
        for (const unwanted of lacks)
          assert.ok(
            typeof unwanted === 'string' ? !final.includes(unwanted) : !unwanted.test(final),
            `${unwanted}\n${final}`,
          );
        assertPromises(example);
      });
    }
  });
}

function holds(final: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? final.split('\n').includes(wanted) : wanted.test(final);
}

/** With either kind of line end: the edits make the text, it parses, brings nothing new, keeps the configuration and the RUNs of the build. */
function assertPromises({ name, dockerfile: written, files, answers }: ConversionExample): void {
  for (const dockerfile of [written, written.replaceAll('\n', '\r\n')]) {
    const conversion = convertTest(dockerfile, files, answers);
    if (conversion.text === undefined || conversion.edits === undefined) continue;
    assert.equal(applyEdits(dockerfile, conversion.edits), conversion.text);
    const old = createDocument(dockerfile);
    const now = createDocument(conversion.text);
    assert.equal(now.tree.problems.length, 0, name);
    assert.equal(/\r\n/.test(conversion.text) && /[^\r]\n/.test(conversion.text), false, `${name}: mixed line ends`);
    assert.deepEqual(newFindings(old, now), [], name);
    if (!conversion.questions.some(question => question.id === 'serve' || question.id === 'start')) {
      const added = conversion.moves.flatMap(move => /^ENV (\S+) is added/.exec(move.what)?.[1] ?? []);
      assert.deepEqual(
        configDifferences(runtimeConfig(old), runtimeConfig(now), [...conversion.builderOnly, ...added]),
        [],
        name,
      );
    }
    // Each RUN is there as it was: in the build stage, or where it moved with what it belongs to.
    for (const instruction of old.stages[0]!.instructions) {
      if (instruction.name !== 'RUN') continue;
      assert.ok(conversion.text.includes(dockerfile.slice(instruction.span.start, instruction.span.end)), name);
    }
    assert.equal(conversion.obligations.length, 10);
  }
}
