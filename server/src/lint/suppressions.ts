/** Comments that switch findings off: which findings they take away, which of them take nothing away, and how to write one. */
import type { DockerfileDocument } from '../model/document.ts';
import { checkEdit } from '../refactor/gate.ts';
import type { TextEdit } from '../syntax/edit.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { isKnownName, ruleIdsFor } from './names.ts';
import { type IgnorePragma, ignorePragmas } from './pragmas.ts';
import type { Rule } from './rule.ts';
import type { LintFinding } from './run.ts';

export interface SuppressionOptions {
  /** All rules: what names may mean. */
  readonly rules: readonly Rule[];
  /** False: `disable-ignore-pragma`. */
  readonly honorPragmas?: boolean;
  /** Ids of the rules that ran; only their suppressions can be called unused. Left out: nothing is called unused. */
  readonly ran?: ReadonlySet<string>;
}

export interface SuppressionProblem {
  readonly kind: 'unknown' | 'unused';
  readonly message: string;
  /** The id in the comment. */
  readonly span: Span;
  /** Takes the id (or the whole comment) out; undefined when nothing is certain. */
  readonly edit: TextEdit | undefined;
}

export interface Suppressed {
  readonly kept: readonly LintFinding[];
  readonly suppressed: readonly LintFinding[];
  readonly problems: readonly SuppressionProblem[];
}

/** What is left of the findings. `# check=error=true` makes errors of BuildKit's warnings. */
export function applySuppressions(
  document: DockerfileDocument,
  findings: readonly LintFinding[],
  options: SuppressionOptions,
): Suppressed {
  const pragmas = options.honorPragmas === false ? [] : ignorePragmas(document.tree);
  if (pragmas.length === 0) return { kept: findings, suppressed: [], problems: [] };
  const used = new Set<string>();
  const kept: LintFinding[] = [];
  const suppressed: LintFinding[] = [];
  const meanings = pragmas.map(pragma => pragma.ids.map(({ id }) => new Set(ruleIdsFor(id, options.rules))));
  const areErrors = pragmas.some(pragma => pragma.errorsOnly);
  for (const finding of findings) {
    const place = placeOf(document, finding);
    let isOff = false;
    for (const [at, pragma] of pragmas.entries()) {
      if (!covers(document, pragma, place)) continue;
      for (const [index, { id }] of pragma.ids.entries()) {
        if (!means(pragma, id, meanings[at]![index]!, finding)) continue;
        used.add(`${at}:${index}`);
        isOff = true;
      }
    }
    if (isOff) suppressed.push(finding);
    else kept.push(areErrors && isBuildKits(finding.rule) ? { ...finding, severity: 'error' } : finding);
  }
  const problems = pragmas.flatMap((pragma, at) =>
    pragma.ids.flatMap(({ id, span }, index): SuppressionProblem[] => {
      if (!isKnownName(id, options.rules)) {
        return [
          { kind: 'unknown', message: `No rule is called ${id}`, span, edit: removalOf(document, pragma, index) },
        ];
      }
      const ids = [...meanings[at]![index]!];
      const judged = options.ran !== undefined && ids.length > 0 && ids.some(known => options.ran!.has(known));
      if (!judged || used.has(`${at}:${index}`)) return [];
      const message = `Nothing to ignore: ${id} reports nothing here`;
      return [{ kind: 'unused', message, span, edit: removalOf(document, pragma, index) }];
    }),
  );
  return { kept, suppressed, problems };
}

export interface SuppressAction {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** The comment above the finding's instruction; undefined when there is one already or none can be written. */
export function suppressHere(document: DockerfileDocument, finding: LintFinding): SuppressAction | undefined {
  const instruction = placeOf(document, finding);
  if (instruction === undefined) return undefined;
  const name = suppressionName(finding.rule);
  const pragmas = ignorePragmas(document.tree);
  const isTop = document.tree.instructions[0] === instruction && document.tree.comments.length === 0;
  const tool = name.tool === 'buildkit' && isTop ? 'hadolint' : name.tool;
  const existing = pragmas.find(
    pragma =>
      pragma.tool === tool && pragma.scope === 'instruction' && pragma.target === instruction && pragma.ids.length > 0,
  );
  const title = `Ignore ${name.id} for this instruction`;
  if (existing) return merged(document, existing, name.id, title);
  const line = document.lines.lineAt(instruction.span.start);
  const at = document.lines.starts[line]!;
  const start = line === 0 && document.tree.hasBom ? 1 : at;
  const indent = document.text.slice(start, instruction.span.start);
  const text = tool === 'buildkit' ? `# check=skip=${name.id}` : `# hadolint ignore=${name.id}`;
  return checked(document, title, [{ span: { start, end: start }, newText: `${indent}${text}${document.tree.eol}` }]);
}

/** The comment (or parser directive) at the top of the file. */
export function suppressInFile(document: DockerfileDocument, finding: LintFinding): SuppressAction | undefined {
  const { tree } = document;
  const name = suppressionName(finding.rule);
  const title = `Ignore ${name.id} in this file`;
  const existing = ignorePragmas(tree).find(
    pragma => pragma.tool === name.tool && pragma.scope === 'file' && pragma.ids.length > 0,
  );
  if (existing) return merged(document, existing, name.id, title);
  const lastDirective = tree.directives.at(-1);
  const check = name.tool === 'buildkit' ? tree.directives.find(directive => directive.name === 'check') : undefined;
  if (check) {
    const end = check.valueSpan.end;
    return checked(document, title, [{ span: { start: end, end }, newText: `;skip=${name.id}` }]);
  }
  const text = name.tool === 'buildkit' ? `# check=skip=${name.id}` : `# hadolint global ignore=${name.id}`;
  if (lastDirective) {
    const { end } = lastDirective.span;
    return checked(document, title, [{ span: { start: end, end }, newText: `${tree.eol}${text}` }]);
  }
  const start = tree.hasBom ? 1 : 0;
  return checked(document, title, [{ span: { start, end: start }, newText: `${text}${tree.eol}` }]);
}

function merged(
  document: DockerfileDocument,
  pragma: IgnorePragma,
  id: string,
  title: string,
): SuppressAction | undefined {
  if (pragma.ids.some(known => known.id === id)) return undefined;
  const { end } = pragma.listSpan;
  return checked(document, title, [{ span: { start: end, end }, newText: `,${id}` }]);
}

/** A comment is no change to any instruction: the gate says so. */
function checked(document: DockerfileDocument, title: string, edits: readonly TextEdit[]): SuppressAction | undefined {
  const verdict = checkEdit({ before: document.tree, edits, claims: { comments: 'any', directives: true } });
  return verdict.ok ? { title, edits } : undefined;
}

/** BuildKit's own checks are silenced in BuildKit's way, so that a build is silent too; all others in hadolint's. */
function suppressionName({ meta }: Rule): { readonly tool: 'buildkit' | 'hadolint'; readonly id: string } {
  return { tool: /^[A-Z][a-z]/.test(meta.id) ? 'buildkit' : 'hadolint', id: meta.id };
}

function isBuildKits({ meta }: Rule): boolean {
  return (meta.sources ?? []).some(({ tool }) => tool === 'buildkit');
}

function means(pragma: IgnorePragma, id: string, ids: ReadonlySet<string>, finding: LintFinding): boolean {
  const isShellcheck = /^SC[0-9]{4}$/.test(finding.ruleId);
  if (pragma.tool === 'shellcheck') {
    const [from = '', to = from] = id.split('-');
    return isShellcheck && (id === 'all' || (from <= finding.ruleId && finding.ruleId <= to));
  }
  if (id === 'all') return pragma.tool !== 'buildkit' || isBuildKits(finding.rule);
  return ids.has(finding.ruleId) || id === finding.ruleId;
}

/** The instruction that a finding is about. */
function placeOf(document: DockerfileDocument, finding: LintFinding): Instruction | undefined {
  return (
    document.instructionAt(finding.span.start) ??
    document.tree.instructions.find(({ startLine, endLine }) => startLine <= finding.line && finding.line <= endLine)
  );
}

function covers(document: DockerfileDocument, pragma: IgnorePragma, place: Instruction | undefined): boolean {
  if (pragma.scope === 'file') return true;
  if (place === undefined || pragma.target === undefined) return false;
  if (pragma.scope === 'instruction') return pragma.target.index === place.index;
  const stage = document.stageModel.stageOf(pragma.target);
  return stage !== undefined && document.stageModel.stageOf(place) === stage;
}

/** Takes one id out of the list, or the whole comment line when it is the only one. */
function removalOf(document: DockerfileDocument, pragma: IgnorePragma, index: number): TextEdit | undefined {
  const { ids } = pragma;
  const own = ids[index]!;
  if (ids.length > 1) {
    const previous = ids[index - 1];
    const next = ids[index + 1];
    const span = previous
      ? { start: previous.span.end, end: own.span.end }
      : { start: own.span.start, end: next!.span.start };
    return { span, newText: '' };
  }
  if (pragma.tool === 'buildkit') return undefined;
  const line = document.lines.lineAt(pragma.span.start);
  return {
    span: { start: document.lines.starts[line]!, end: document.lines.starts[line + 1] ?? document.text.length },
    newText: '',
  };
}
