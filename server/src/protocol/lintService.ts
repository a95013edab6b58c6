/**
 * The findings of each open Dockerfile: our own rules at once, ShellCheck's when they come. One result for each version and settings;
 * diagnostics, quick fixes and fix-all read the same one.
 */
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { type DiagnoseOptions, type DiagnosticsResult, diagnose, diagnosticSource } from '../features/diagnostics.ts';
import { buildContextOf } from '../lint/buildContext.ts';
import { type FixAllResult, fixAll } from '../lint/fixAll.ts';
import { type LintResult, lint } from '../lint/run.ts';
import { findingsOfShellcheck } from '../lint/shellcheckFindings.ts';
import { convertToMultiStage } from '../refactor/multistage/convert.ts';
import type { Outcome } from '../refactor/multistage/types.ts';
import type { Runtime } from '../runtime.ts';
import { isShellReady } from '../shell/parser.ts';
import { carriedFindings, type FindingsOfText } from '../shell/shellcheck/carryOver.ts';
import { checkWithShellcheck, knownShellcheckFindings } from '../shell/shellcheck/check.ts';
import { createShellcheckClient, type ShellcheckClient } from '../shell/shellcheck/client.ts';
import type { BuildContextSnapshot } from './buildContexts.ts';
import { conversionContext } from './convert.ts';
import type { OpenDocument } from './documents.ts';
import { type ConfigProblem, HadolintConfigs } from './hadolintConfigs.ts';
import type { Settings } from './settings.ts';

export interface LintServiceOptions {
  readonly runtime: Runtime;
  readonly settings: () => Settings;
  readonly context: (uri: string) => BuildContextSnapshot | undefined;
  readonly log: (message: string) => void;
  /** What is wrong with a `.hadolint.yaml`; each time its text is new. */
  readonly onConfigProblems?: (uri: string, problems: readonly ConfigProblem[]) => void;
  /** Something new is known of a document that is still open. */
  readonly onNews: (uri: string) => void;
}

/** How long after the last change ShellCheck is asked. */
const quietMilliseconds = 150;

/** How long after the last change the conversion is tried. */
const conversionQuietMilliseconds = 500;

export class LintService {
  private readonly results = new WeakMap<
    OpenDocument,
    {
      readonly key: unknown;
      readonly context: unknown;
      readonly config: unknown;
      readonly conversion: unknown;
      readonly own: LintResult;
      /** Once ShellCheck has answered about every script. */
      readonly result: DiagnosticsResult | undefined;
    }
  >();
  private readonly timers = new Map<string, () => void>();
  private readonly conversions = new Map<
    string,
    { readonly document: OpenDocument; readonly context: unknown; readonly outcome: Outcome }
  >();
  private readonly conversionTimers = new Map<string, () => void>();
  /** What ShellCheck's findings were for the text before, by document. */
  private readonly shellcheckShown = new Map<string, FindingsOfText>();
  private readonly reportedRules = new Set<string>();
  private client: ShellcheckClient | undefined;
  private clientKey = '';
  /** Why the ShellCheck of the setting of now cannot be used. */
  private unavailable: string | undefined;

  private readonly configs: HadolintConfigs;

  constructor(private readonly options: LintServiceOptions) {
    this.configs = new HadolintConfigs(options.runtime, options.onConfigProblems);
  }

  /** The findings as far as they are known; asks ShellCheck for the rest. */
  result(document: OpenDocument): DiagnosticsResult {
    const settings = this.options.settings();
    const snapshot = this.options.context(document.uri);
    const key = settings;
    const context = snapshot && `${snapshot.tree.version} ${snapshot.ignoreText}`;
    const config = this.configs.of(document.uri);
    const conversion = this.conversionOutcome(document, context);
    const before = this.results.get(document);
    const known =
      before &&
      before.key === key &&
      before.context === context &&
      before.config === config &&
      before.conversion === conversion
        ? before
        : undefined;
    if (known?.result) return known.result;
    const shellcheck = this.shellcheckFindings(document);
    const options = { ...this.lintOptions(document.uri), conversion };
    // Our own rules run once for a version, however often ShellCheck has news of it.
    const own = known?.own ?? lint(document.dockerfile, options);
    const result = this.withUnavailable(document, diagnose(document.dockerfile, options, shellcheck.findings, own));
    for (const { ruleId, error } of result.failures) this.reportRule(ruleId, document, error);
    const complete = shellcheck.complete ? result : undefined;
    this.results.set(document, { key, context, config, conversion, own, result: complete });
    return result;
  }

  /** The text with every safe fix made. */
  fixAll(document: OpenDocument, ruleId?: string): FixAllResult {
    const result = fixAll(document.text, {
      lint: this.lintOptions(document.uri),
      document: { uri: document.uri },
      ...(ruleId ? { ruleId } : {}),
    });
    for (const { ruleId: id, title, reason } of result.refused) {
      this.options.log(`fix "${title}" of ${id} was dropped for ${document.uri}: ${reason}`);
    }
    return result;
  }

  /**
   * What the conversion to several stages comes to, as far as it is known: it costs milliseconds, so it is tried when nobody has typed for a
   * moment; until then the answer for the text before stands.
   */
  private conversionOutcome(document: OpenDocument, context: unknown): Outcome | undefined {
    const { uri, dockerfile } = document;
    const known = this.conversions.get(uri);
    if (known?.document === document && known.context === context) return known.outcome;
    if (dockerfile.stages.length !== 1 || !isShellReady()) return undefined;
    this.conversionTimers.get(uri)?.();
    const timer = setTimeout(() => {
      this.conversionTimers.delete(uri);
      const snapshot = conversionContext(this.options.runtime, this.options.context(uri));
      const { outcome } = convertToMultiStage({ source: dockerfile, ...(snapshot ? { context: snapshot } : {}) });
      this.conversions.set(uri, { document, context, outcome });
      if (outcome !== known?.outcome) this.options.onNews(uri);
    }, conversionQuietMilliseconds);
    this.conversionTimers.set(uri, () => clearTimeout(timer));
    return known?.outcome;
  }

  /** Ends what was started. */
  stop(): void {
    for (const cancel of this.conversionTimers.values()) cancel();
    for (const cancel of this.timers.values()) cancel();
    this.client?.stop();
  }

  forget(uri: string): void {
    this.timers.get(uri)?.();
    this.timers.delete(uri);
    this.conversionTimers.get(uri)?.();
    this.conversionTimers.delete(uri);
    this.conversions.delete(uri);
    this.shellcheckShown.delete(uri);
    this.client?.forget(uri);
  }

  /** With what the rules run on a document now. */
  lintOptions(uri: string): DiagnoseOptions {
    const snapshot = this.options.context(uri);
    const settings = this.options.settings();
    const config = this.configs.of(uri);
    return {
      ...config?.options,
      severities: { ...config?.severities, ...settings.lint.rules },
      honorPragmas: config?.disableIgnorePragma !== true,
      defaults: 'editor',
      buildContext:
        snapshot &&
        buildContextOf({
          tree: snapshot.tree,
          ignoreText: snapshot.ignoreText,
          isDeclared: snapshot.isDeclared,
        }),
    };
  }

  private shellcheckFindings(document: OpenDocument): {
    readonly complete: boolean;
    readonly findings: ReturnType<typeof findingsOfShellcheck>;
  } {
    const client = this.shellcheck();
    if (!client) return { complete: true, findings: [] };
    const { dockerfile, uri } = document;
    const known = knownShellcheckFindings(client, dockerfile.tree);
    const complete = known.waiting.size === 0;
    let { findings } = known;
    if (!complete) {
      const before = this.shellcheckShown.get(uri);
      const carried = before ? carriedFindings(before, dockerfile.tree, known.waiting) : [];
      findings = [...findings, ...carried].sort((a, b) => a.span.start - b.span.start);
      this.askLater(document, client);
    }
    this.shellcheckShown.set(uri, { text: document.text, findings });
    const severities = { ...this.configs.of(uri)?.codeSeverities, ...this.options.settings().lint.rules };
    return { complete, findings: findingsOfShellcheck(dockerfile, findings, severities) };
  }

  private askLater(document: OpenDocument, client: ShellcheckClient): void {
    const { uri } = document;
    this.timers.get(uri)?.();
    const timer = setTimeout(() => {
      this.timers.delete(uri);
      void checkWithShellcheck(client, uri, document.dockerfile.tree).then(answer => {
        if (answer.stale) return;
        // What could not be checked stays unknown for ever: the cache of the client remembers why.
        this.options.onNews(uri);
      });
    }, quietMilliseconds);
    this.timers.set(uri, () => clearTimeout(timer));
  }

  /** Whoever names a ShellCheck of his own sees at the file that it is not used; for the rest our own rules stand. */
  private withUnavailable(document: OpenDocument, result: DiagnosticsResult): DiagnosticsResult {
    const { shellcheck, shellcheckPath } = this.options.settings().lint;
    const runs = document.dockerfile.effectiveInstructions.some(({ name }) => name === 'RUN');
    if (this.unavailable === undefined || shellcheck !== 'path' || !runs) return result;
    const start = { line: 0, character: 0 };
    const diagnostic: Diagnostic = {
      range: { start, end: start },
      severity: DiagnosticSeverity.Warning,
      source: diagnosticSource,
      code: 'shellcheck-unavailable',
      message: `The ShellCheck of the settings (${shellcheckPath}) cannot be used: ${this.unavailable}`,
    };
    return { ...result, diagnostics: [diagnostic, ...result.diagnostics] };
  }

  /** The client for the setting of now; undefined when ShellCheck is off or cannot be started here. */
  private shellcheck(): ShellcheckClient | undefined {
    const { shellcheck, shellcheckPath } = this.options.settings().lint;
    const start = this.options.runtime.startShellcheck;
    const key = `${shellcheck} ${shellcheckPath}`;
    if (this.clientKey !== key) {
      this.client?.stop();
      this.client = undefined;
      this.unavailable = undefined;
      this.clientKey = key;
    }
    if (shellcheck === 'off' || !start) return undefined;
    this.client ??= createShellcheckClient({
      start: () => start(shellcheck === 'path' ? shellcheckPath : undefined),
      later: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      skipPlain: shellcheck !== 'path',
      ...(shellcheck === 'path' ? { mostTimeouts: 2 } : {}),
      onUnavailable: reason => {
        this.options.log(`ShellCheck cannot be used: ${reason}`);
        if (this.clientKey === key) this.unavailable = reason;
      },
    });
    return this.client;
  }

  /** A rule that throws loses one rule; it is logged once. */
  private reportRule(ruleId: string, document: OpenDocument, error: unknown): void {
    if (this.reportedRules.has(ruleId)) return;
    this.reportedRules.add(ruleId);
    this.options.log(`rule ${ruleId} failed for ${document.uri}: ${error instanceof Error ? error.stack : error}`);
  }
}
