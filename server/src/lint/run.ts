/** Runs rules over a document. A rule that throws costs only itself. */
import type { DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { hadolintChecks } from './hadolint/checks.ts';
import type { BuildContext, Finding, Fix, LintContext, Rule, RuleOptions, Severity } from './rule.ts';
import { rules as allRules } from './rules/index.ts';

/** A finding as editor and command line show it. */
export interface LintFinding {
  readonly ruleId: string;
  readonly messageId: string;
  readonly message: string;
  readonly severity: Exclude<Severity, 'off'>;
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  readonly related: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes: readonly Fix[];
  readonly data: Readonly<Record<string, string>>;
  readonly position: readonly number[] | undefined;
  readonly commentOf: number | undefined;
  readonly rule: Rule;
}

export interface LintOptions extends RuleOptions {
  /** By rule id; wins over the default. */
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Which of a rule's two defaults counts. */
  readonly defaults?: 'editor' | 'cli';
  readonly buildContext?: BuildContext | undefined;
  /** Run only these. */
  readonly only?: readonly string[];
  readonly rules?: readonly Rule[];
}

export interface LintResult {
  /** Sorted by place, then rule. Suppressions are not applied yet: see suppressions.ts. */
  readonly findings: readonly LintFinding[];
  /** Rules that threw: a bug of ours, to be logged. */
  readonly failures: readonly { readonly ruleId: string; readonly error: unknown }[];
}

/** All findings of the rules that are on. */
export function lint(document: DockerfileDocument, options: LintOptions = {}): LintResult {
  const context: LintContext = { document, buildContext: options.buildContext, options };
  const findings: LintFinding[] = [];
  const failures: { ruleId: string; error: unknown }[] = [];
  const candidates: readonly Rule[] = options.rules ?? allRules;
  const superseded = supersededRules(candidates, options.defaults ?? 'editor');
  const isConfigured = Object.keys(options.severities ?? {}).length > 0;
  const defaults = isConfigured ? options : { defaults: options.defaults };
  for (const rule of candidates) {
    if (options.only === undefined ? superseded.has(rule.meta.id) : !options.only.includes(rule.meta.id)) continue;
    const severity = severityOf(rule, defaults);
    if (severity === 'off') continue;
    try {
      for (const finding of findingsOf(rule, context)) findings.push(shown(rule, finding, severity, document));
    } catch (error) {
      failures.push({ ruleId: rule.meta.id, error });
    }
  }
  findings.sort((a, b) => a.span.start - b.span.start || compare(a.ruleId, b.ruleId) || compare(a.message, b.message));
  return { findings: options.letter ? findings : withoutCovered(findings, document), failures };
}

/** In letter mode hadolint's verdicts; what our own rule says of the same instruction gives the place and the fixes. */
function findingsOf(rule: Rule, context: LintContext): Iterable<Finding> {
  const check = context.options.letter === true ? hadolintChecks.get(rule.meta.id) : undefined;
  if (check === undefined) return rule.check(context);
  const [messageId = ''] = Object.keys(rule.meta.messages);
  const own = [...rule.check({ ...context, options: { ...context.options, letter: false } })];
  return check(context.document).map(({ instruction, span, data }) => {
    const same = own.find(finding => context.document.instructionAt(finding.span.start)?.index === instruction.index);
    const { severity: _, ...finding } = same ?? { messageId, span, data };
    return { ...finding, reportLine: instruction.startLine };
  });
}

/** Without what a more exact finding says of the same instruction. */
function withoutCovered(findings: readonly LintFinding[], document: DockerfileDocument): readonly LintFinding[] {
  const covered = new Set<string>();
  const keyOf = (id: string, { span }: LintFinding) => `${id} ${document.instructionAt(span.start)?.index}`;
  for (const finding of findings) {
    for (const id of finding.rule.meta.covers ?? []) covered.add(keyOf(id, finding));
  }
  return covered.size === 0 ? findings : findings.filter(finding => !covered.has(keyOf(finding.ruleId, finding)));
}

/** Rules that say what another one says too: in the editor BuildKit's words win, on the command line hadolint's. */
export function supersededRules(rules: readonly Rule[], defaults: 'editor' | 'cli'): ReadonlySet<string> {
  const known = knownSuperseded[defaults].get(rules);
  if (known) return known;
  const found = findSuperseded(rules, defaults);
  knownSuperseded[defaults].set(rules, found);
  return found;
}

/** The list of rules is nearly always the same one. */
const knownSuperseded = {
  editor: new WeakMap<readonly Rule[], ReadonlySet<string>>(),
  cli: new WeakMap<readonly Rule[], ReadonlySet<string>>(),
};

function findSuperseded(rules: readonly Rule[], defaults: 'editor' | 'cli'): ReadonlySet<string> {
  const ids = new Set(rules.map(({ meta }) => meta.id));
  return new Set(
    rules.flatMap(({ meta: { id, supersededBy, syntaxError } }) => {
      if (syntaxError) return defaults === 'editor' && rules.length > 1 ? [id] : [];
      if (supersededBy === undefined || !ids.has(supersededBy)) return [];
      return [defaults === 'editor' ? id : supersededBy];
    }),
  );
}

/** The severity a rule has: the settings', else the default of editor or command line. */
export function severityOf(rule: Rule, options: Pick<LintOptions, 'severities' | 'defaults'>): Severity {
  const { meta } = rule;
  const configured = options.severities && configuredSeverity(rule, options.severities);
  if (configured !== undefined) return configured;
  if (meta.experimental) return 'off';
  return options.defaults === 'cli' ? (meta.cliSeverity ?? meta.severity) : meta.severity;
}

/** Settings may use other tools' names. */
function configuredSeverity(
  { meta: { id, aliases, supersededBy } }: Rule,
  severities: Readonly<Record<string, Severity>>,
): Severity | undefined {
  if (severities[id] !== undefined) return severities[id];
  for (const alias of aliases ?? []) if (severities[alias] !== undefined) return severities[alias];
  return supersededBy ? severities[supersededBy] : undefined;
}

/** The message with its placeholders filled. */
export function messageOf(rule: Rule, messageId: string, data: Readonly<Record<string, string>> = {}): string {
  const template = rule.meta.messages[messageId] ?? messageId;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => data[name] ?? whole);
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3, off: 4 };

function shown(
  rule: Rule,
  finding: Finding,
  severity: Exclude<Severity, 'off'>,
  document: DockerfileDocument,
): LintFinding {
  const { messageId, span, data = {} } = finding;
  const weaker =
    finding.severity !== undefined && finding.severity !== 'off' && RANK[finding.severity] > RANK[severity];
  return {
    ruleId: rule.meta.id,
    messageId,
    message: messageOf(rule, messageId, data),
    severity: weaker ? (finding.severity as Exclude<Severity, 'off'>) : severity,
    span,
    line: finding.reportLine ?? document.lines.lineAt(span.start) + 1,
    related: (finding.related ?? []).map(other => ({
      span: other.span,
      message: messageOf(rule, other.messageId, data),
    })),
    fixes: finding.fixes ?? [],
    data,
    position: finding.position,
    commentOf: finding.commentOf,
    rule,
  };
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
