/** What the checks of letter mode answer. */
import type { DockerfileDocument } from '../../model/document.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';

/** The instruction that is reported, where in it, and what fills the placeholders of the rule's first message. */
export interface Verdict {
  /** Of an ONBUILD its trigger. */
  readonly instruction: Instruction;
  readonly span: Span;
  readonly data: Readonly<Record<string, string>>;
}

export type Check = (document: DockerfileDocument) => readonly Verdict[];
