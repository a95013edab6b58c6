/** The shape of a rule: one file each under rules/, one note each under notes/rules/. */
import type { SourceMatch, SourceOptions } from '../context/sources.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { TextEdit } from '../syntax/edit.ts';
import type { Span } from '../syntax/tree.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint' | 'off';
export type RuleGroup = 'correctness' | 'security' | 'caching' | 'size' | 'style';
export type RuleTag = 'unnecessary' | 'deprecated';

export interface Fix {
  /** Imperative, what will be in the file: "Add -y to apt-get install". */
  readonly title: string;
  /** `safe`: the image that is built stays the same (or is the one that was meant and could not be built). */
  readonly safety: 'safe' | 'unsafe';
  /** In any order, not overlapping. Use the document's line end (`document.tree.eol`) for new lines. */
  readonly edits: readonly TextEdit[];
  /** Indexes (`instruction.index`) of the instructions that the fix rewrites, adds behind, or deletes. The gate drops it if others change. */
  readonly touches: readonly number[];
}

export interface Finding<MessageId extends string = string> {
  readonly messageId: MessageId;
  /** Fills {placeholders} of the message. */
  readonly data?: Readonly<Record<string, string>>;
  /** The smallest text that is wrong; offsets into the document. */
  readonly span: Span;
  /** The line on which the rule's origin reports it, 1-based; when it is not the line of the span's start. */
  readonly reportLine?: number;
  /** Where in BuildKit's passes BuildKit reports it (model/buildErrors.ts); it says nothing that comes after its first error. */
  readonly position?: readonly number[];
  /** Index of the instruction whose `# check=` comment counts, when it is not the one of the span; -1 for none. */
  readonly commentOf?: number;
  /** Weaker than the rule's severity: what the rule cannot be sure of. Never stronger. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly span: Span; readonly messageId: MessageId }[];
  /** The first is preferred. */
  readonly fixes?: readonly Fix[];
}

export interface RuleSource {
  readonly tool: 'buildkit' | 'hadolint' | 'tally' | 'shellcheck' | 'sonar' | 'trivy' | 'checkov' | 'kics';
  readonly code: string;
  /** Same verdicts as the origin; if not, the note says where they differ. */
  readonly same: boolean;
}

export interface RuleMeta<Id extends string = string, MessageId extends string = string> {
  /** BuildKit's name where BuildKit has the check, else hadolint's DL number, else kebab-case. */
  readonly id: Id;
  /** Other tools' names for the same problem; they work in suppressions and configuration. */
  readonly aliases?: readonly string[];
  /** One short sentence for lists: what it reports. */
  readonly title: string;
  readonly group: RuleGroup;
  /** In the editor, by default. */
  readonly severity: Severity;
  /** On the command line: the level of the tool it comes from. Left out: same as `severity`. */
  readonly cliSeverity?: Severity;
  /**
   * The rule that reports the same problem in another tool's words and with slightly other verdicts. When both are among the rules,
   * the editor shows only that one, the command line only this one: one problem, one diagnostic.
   */
  readonly supersededBy?: string;
  /** The parser reports the same: the editor shows only its error. */
  readonly syntaxError?: boolean;
  /** Ids of rules that say less about the same instruction: where this one reports, they are silent (not in letter mode). */
  readonly covers?: readonly string[];
  readonly fixable: 'never' | 'sometimes' | 'always';
  /** Why no machine can mend it, for the rule's page: a sentence. For each rule that is never fixable, unless there is `fixElsewhere`. */
  readonly whyNoFix?: string;
  /** The quick fix that an editor has besides, which changes another file than the Dockerfile: a sentence for the rule's page. */
  readonly fixElsewhere?: string;
  /** Version of Drydock. */
  readonly since: string;
  readonly sources?: readonly RuleSource[];
  readonly tags?: readonly RuleTag[];
  /** BuildKit's experimental checks: only on when asked for. */
  readonly experimental?: boolean;
  readonly messages: Readonly<Record<MessageId, string>>;
}

export interface Rule<Id extends string = string, MessageId extends string = string> {
  readonly meta: RuleMeta<Id, MessageId>;
  /** A generator; pure; must not throw, must end in time linear in the document. */
  check(context: LintContext): Iterable<Finding<NoInfer<MessageId>>>;
}

/** What a rule may look at. Commands inside RUN come from ../shell/commands.ts (`commandsIn(instruction, shell)`). */
export interface LintContext {
  readonly document: DockerfileDocument;
  /** What is known of the build context; undefined when nobody looked. */
  readonly buildContext: BuildContext | undefined;
  /** Values of the settings and of .hadolint.yaml that rules take. */
  readonly options: RuleOptions;
}

/** Filled in by context/; rules only read it. */
export interface BuildContext {
  readonly hasDockerignore: boolean;
  /** The patterns as .dockerignore has them, comments and blank lines left out. */
  readonly dockerignorePatterns: readonly string[];
  /** Whether .dockerignore leaves the path (relative to the context, `/`-separated) out. */
  isIgnored(path: string): boolean;
  /** Paths of all files in the context, relative, `/`-separated, sorted; undefined when they are not listed. */
  readonly files: readonly string[] | undefined;
  readonly totalBytes?: number;
  /** What a source of COPY or ADD stands for (variables expanded); absent when the files are not listed. */
  match?(source: string, options?: SourceOptions): SourceMatch;
  /** The pattern on a 0-based line of the ignore file, as written. */
  patternOfLine?(line: number): string | undefined;
  /** The user or a file of the workspace names this folder; otherwise it is only where the Dockerfile lies. */
  readonly isDeclared?: boolean;
}

export interface RuleOptions {
  /** BuildKit or hadolint to the letter, for comparing with them; also set in `document.options.letter`. */
  readonly letter?: boolean;
  readonly trustedRegistries?: readonly string[];
  readonly allowedRegistries?: readonly string[];
  readonly labelSchema?: Readonly<Record<string, string>>;
  readonly strictLabels?: boolean;
  /** What the conversion to several stages comes to; absent where nobody asked. */
  readonly conversion?: 'safe' | 'ask' | 'refuse' | undefined;
  /** Anything else, by rule id. */
  readonly byRule?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Gives the rule its exact type: an unknown message id does not compile. */
export function defineRule<const Id extends string, const MessageId extends string>(
  rule: Rule<Id, MessageId>,
): Rule<Id, MessageId> {
  return rule;
}
