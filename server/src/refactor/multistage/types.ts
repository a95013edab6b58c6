/** What a conversion to several stages takes and gives. Everything is plain data. */
import type { BuildDefinition } from '../../context/definitions.ts';
import type { DockerfileDocument } from '../../model/document.ts';
import type { TextEdit } from '../../syntax/edit.ts';

/** A file of the build context, its path with `/` and relative to the context's root; what `.dockerignore` excludes is left out. */
export interface ContextFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** What is known of the build context. Reading is synchronous: whoever calls has read what may be asked for, or says undefined. */
export interface ConversionContext {
  readonly files: readonly ContextFile[];
  /** The text of a file: package.json, go.mod, pom.xml, entry scripts, sources. undefined: not there, not text, too big, not known. */
  readonly read: (path: string) => string | undefined;
  /** How compose files and their kin build this Dockerfile; absent: the ones in the context are looked at. */
  readonly builds?: readonly BuildDefinition[];
}

export interface ConversionInput {
  /** The file's text, or its document where there is one. */
  readonly source: string | DockerfileDocument;
  /** The file's own path in the context, to leave it out of what is looked at. */
  readonly dockerfilePath?: string;
  readonly context?: ConversionContext;
  /** Answers to questions of an earlier conversion of the same text: question id → option value. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** `safe`: every obligation holds. `ask`: it depends on an answer. `refuse`: there is no conversion, `reasons` says why. */
export type Outcome = 'safe' | 'ask' | 'refuse';

/** One thing that the conversion does, and why. */
export interface Move {
  readonly what: string;
  readonly why: string;
  /** 0-based line of the old text that it is about. */
  readonly line?: number;
}

export type ObligationId = 'O1' | 'O2' | 'O3' | 'O4' | 'O5' | 'O6' | 'O7' | 'O8' | 'O9' | 'O10';

export interface Obligation {
  readonly id: ObligationId;
  /** What must hold, as a short sentence. */
  readonly title: string;
  readonly holds: boolean;
  readonly why: string;
}

export interface QuestionOption {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
}

export interface Question {
  readonly id: string;
  readonly question: string;
  readonly options: readonly QuestionOption[];
  /** The value that is taken without an answer. */
  readonly default: string;
}

export interface Reason {
  /** Stable, kebab-case: "development-server". */
  readonly code: string;
  /** A sentence: what stands in the way. */
  readonly message: string;
  /** What to change so that it works; a sentence. */
  readonly hint?: string;
  /** 0-based line that it is about. */
  readonly line?: number;
}

export interface LeftBehind {
  /** A rough figure: the difference of the base images and the packages that stay in the build stage. */
  readonly bytes: number | undefined;
  readonly text: string;
}

export interface Conversion {
  readonly outcome: Outcome;
  /** "go", "node", "static-site" …; undefined when none was recognised. */
  readonly ecosystem: string | undefined;
  /** The new text: always for `safe`; for `ask` what the given answers and the defaults make of it, where that is possible. */
  readonly text?: string;
  /** The same as edits of the old text. */
  readonly edits?: readonly TextEdit[];
  readonly moves: readonly Move[];
  readonly obligations: readonly Obligation[];
  /** For `refuse` why; for `ask` what is not known; for `safe` empty. */
  readonly reasons: readonly Reason[];
  /** At most two. With `safe` they are optional refinements. */
  readonly questions: readonly Question[];
  readonly leavesBehind: LeftBehind | undefined;
  /** Names of ENV that stay in the build stage (the run-time configuration is kept "less builder-only"). */
  readonly builderOnly: readonly string[];
}
