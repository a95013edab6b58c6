/** ShellCheck's findings in the form of our own, so that suppressions, severities, reports and quick fixes treat them alike. */
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import type { ShellcheckFileFinding } from '../shell/shellcheck/check.ts';
import { busyboxLacks, everyShKnows, shOf } from './binSh.ts';
import type { Fix, Rule, Severity } from './rule.ts';
import type { LintFinding } from './run.ts';
import { isDoubtful } from './shellcheckDoubts.ts';

/** The wiki page of a code. */
export function shellcheckPage(code: string): string {
  return `https://www.shellcheck.net/wiki/${code}`;
}

/** Their levels are ShellCheck's; `style` is a hint in the editor and `style` counts as info elsewhere. */
export function findingsOfShellcheck(
  document: DockerfileDocument,
  findings: readonly ShellcheckFileFinding[],
  severities: Readonly<Record<string, Severity>> = {},
  defaults: 'editor' | 'cli' = 'editor',
  letter = false,
): readonly LintFinding[] {
  return findings.flatMap(finding => {
    if (isForCmd(document, finding)) return [];
    const set = severities[finding.code];
    if (set === undefined && (letter ? isGoneInLetter(finding) : worksInBase(document, finding))) return [];
    const severity = set ?? softer(document, finding, defaults) ?? levels[defaults][finding.severity];
    if (severity === 'off') return [];
    return [
      {
        ruleId: finding.code,
        messageId: 'finding',
        message: finding.message,
        severity,
        span: finding.span,
        line: defaults === 'cli' ? finding.instruction.startLine : document.lines.lineAt(finding.span.start) + 1,
        related: [],
        fixes: fixesOf(finding),
        data: {},
        position: undefined,
        commentOf: undefined,
        rule: ruleOf(finding.code),
      },
    ];
  });
}

/** A script for cmd, in an image that does not say that it is one for Windows: a shell that cannot read it has nothing to say of it. */
function isForCmd(document: DockerfileDocument, { instruction }: ShellcheckFileFinding): boolean {
  const text = document.text.slice(instruction.span.start, instruction.span.end);
  return /%\w+%/.test(text) && /(?:^|[\s&|(])(?:rd|rmdir|del|xcopy|copy|mkdir|md|for|if)\s+\/[a-z]\b/i.test(text);
}

/** What is weaker in the editor than ShellCheck has it. */
function softer(
  document: DockerfileDocument,
  finding: ShellcheckFileFinding,
  defaults: 'editor' | 'cli',
): Severity | undefined {
  if (defaults === 'cli') return undefined;
  // A name in small letters that the script does not set may come from the base image's ENV, which nobody sees here.
  if (finding.code === 'SC2154') return 'info';
  // Nobody knows what sh is in an image that says nothing of itself.
  if (isAboutSh(finding.code) && shOf(document, stageOf(document, finding)) === undefined) return 'info';
  return isDoubtful(document, finding) ? 'hint' : undefined;
}

/** The ShellCheck in hadolint 2.15.1 knows that POSIX has pipefail now. */
function isGoneInLetter({ code, message }: ShellcheckFileFinding): boolean {
  return code === 'SC3040' && message.includes('pipefail');
}

/** "In POSIX sh, … is undefined": what `/bin/sh` is depends on the image. */
function worksInBase(document: DockerfileDocument, finding: ShellcheckFileFinding): boolean {
  const { code, message, span } = finding;
  if (!isAboutSh(code)) return false;
  if (everyShKnows(code, message, document.text.slice(span.start, span.end))) return true;
  const sh = shOf(document, stageOf(document, finding));
  return sh === 'bash' || (sh === 'busybox' && !busyboxLacks.has(code));
}

function isAboutSh(code: string): boolean {
  return /^SC3\d{3}$/.test(code);
}

function stageOf(document: DockerfileDocument, { instruction }: ShellcheckFileFinding): Stage | undefined {
  return document.stageModel.stageOf(document.instructionAt(instruction.span.start) ?? instruction);
}

const levels = {
  editor: { error: 'error', warning: 'warning', info: 'info', style: 'hint' },
  cli: { error: 'error', warning: 'warning', info: 'info', style: 'hint' },
} as const;

/** Quoting a variable stops word splitting that somebody may count on: never part of fix-all. */
function fixesOf(finding: ShellcheckFileFinding): readonly Fix[] {
  if (!finding.fix || finding.fix.length === 0) return [];
  return [
    {
      title: `${finding.code}: take ShellCheck’s fix`,
      safety: 'unsafe',
      edits: finding.fix.map(edit => ({ span: edit.span, newText: edit.text })),
      touches: [finding.instruction.index],
    },
  ];
}

const ruleCache = new Map<string, Rule>();

/** A rule that is only a name: ShellCheck runs elsewhere. */
function ruleOf(code: string): Rule {
  let rule = ruleCache.get(code);
  if (!rule) {
    rule = {
      meta: {
        id: code,
        title: `ShellCheck ${code}`,
        group: 'correctness',
        severity: 'warning',
        fixable: 'sometimes',
        since: '0.1.0',
        sources: [{ tool: 'shellcheck', code, same: true }],
        messages: { finding: '' },
      },
      *check() {},
    };
    ruleCache.set(code, rule);
  }
  return rule;
}
