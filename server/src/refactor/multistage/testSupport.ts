/** For tests: a conversion with a context that is written as an object of texts. */
import { convertToMultiStage } from './convert.ts';
import type { Conversion, ConversionContext } from './types.ts';

/** `path → text`; undefined as text: the file is there but cannot be read. */
export type TestFiles = Readonly<Record<string, string | undefined>>;

export function testContext(files: TestFiles): ConversionContext {
  return {
    files: Object.entries(files).map(([path, text]) => ({ path, size: text?.length ?? 100 })),
    read: path => files[path],
  };
}

export function convertTest(
  dockerfile: string,
  files?: TestFiles,
  answers?: Readonly<Record<string, string>>,
): Conversion {
  return convertToMultiStage({
    source: dockerfile,
    ...(files === undefined ? {} : { context: testContext(files) }),
    ...(answers === undefined ? {} : { answers }),
  });
}

/** The final stage of the result, without its comment; the reason's code when there is no text. */
export function finalStage(conversion: Conversion): string {
  if (conversion.text === undefined) return `refused: ${conversion.reasons[0]?.code}`;
  const at = conversion.text.search(/^FROM [^\n]*\n(?![\s\S]*^FROM )/im);
  return conversion.text.slice(at);
}

/** `safe`, `ask unproven`, `refuse no-command`. */
export function verdictOf(conversion: Conversion): string {
  if (conversion.outcome === 'refuse') return `refuse ${conversion.reasons[0]?.code}`;
  if (conversion.outcome === 'ask') return `ask ${conversion.questions.map(question => question.id).join(' ')}`;
  return 'safe';
}
