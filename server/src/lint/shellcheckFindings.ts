/** ShellCheck's findings in the form of our own, so that suppressions, severities, reports and quick fixes treat them alike. */
import type { DockerfileDocument } from '../model/document.ts';
import type { ShellcheckFileFinding } from '../shell/shellcheck/check.ts';
import type { Fix, Rule, Severity } from './rule.ts';
import type { LintFinding } from './run.ts';

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
    const set = severities[finding.code];
    if (set === undefined && (letter ? isGoneInLetter(finding) : worksInBase(document, finding))) return [];
    const severity = set ?? softer(finding, defaults) ?? levels[defaults][finding.severity];
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

/** A name in small letters that the script does not set may come from the base image's ENV, which nobody sees here. */
function softer({ code }: ShellcheckFileFinding, defaults: 'editor' | 'cli'): Severity | undefined {
  return code === 'SC2154' && defaults === 'editor' ? 'info' : undefined;
}

/** The ShellCheck in hadolint 2.15.1 knows that POSIX has pipefail now. */
function isGoneInLetter({ code, message }: ShellcheckFileFinding): boolean {
  return code === 'SC3040' && message.includes('pipefail');
}

/**
 * "In POSIX sh, … is undefined": what `/bin/sh` is depends on the image. Where it is bash (Fedora and its kin, SUSE, Arch) all of it works,
 * in Alpine's busybox all but what `busyboxLacks` lists.
 */
function worksInBase(document: DockerfileDocument, { code, instruction }: ShellcheckFileFinding): boolean {
  if (!/^SC3\d{3}$/.test(code)) return false;
  let stage = document.stageModel.stageOf(document.instructionAt(instruction.span.start) ?? instruction);
  while (stage?.parent !== undefined) stage = stage.parent;
  if (stage?.base.kind !== 'image' || stage.base.reference === undefined) return false;
  const { familiarName, tag } = stage.base.reference;
  const name = familiarName.slice(familiarName.lastIndexOf('/') + 1);
  if (bashAsSh.test(name)) return true;
  const isAlpine = name === 'alpine' || /(?:^|[.-])alpine/.test(tag?.text ?? '');
  return isAlpine && !busyboxLacks.has(code);
}

const bashAsSh =
  /^(?:fedora(?:-minimal)?|centos\d*|rockylinux|almalinux|oraclelinux|amazonlinux|ubi\d*(?:-\w+)*|rhel\d*|archlinux|leap|tumbleweed|bci-\w+|mageia)$/;

/** Brace expansion, arrays, `declare`, process substitution, `{$x..$y}`, `pushd`, `read -t` with fractions …: not in busybox's ash. */
const busyboxLacks: ReadonlySet<string> = new Set([
  ...[
    'SC3001',
    'SC3002',
    'SC3003',
    'SC3005',
    'SC3006',
    'SC3007',
    'SC3008',
    'SC3009',
    'SC3011',
    'SC3018',
    'SC3021',
    'SC3024',
  ],
  ...[
    'SC3026',
    'SC3028',
    'SC3029',
    'SC3030',
    'SC3033',
    'SC3034',
    'SC3035',
    'SC3036',
    'SC3038',
    'SC3039',
    'SC3041',
    'SC3042',
  ],
  ...[
    'SC3044',
    'SC3047',
    'SC3048',
    'SC3049',
    'SC3052',
    'SC3053',
    'SC3054',
    'SC3055',
    'SC3056',
    'SC3058',
    'SC3059',
    'SC3061',
    'SC3062',
  ],
]);

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
