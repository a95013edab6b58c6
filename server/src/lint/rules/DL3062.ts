import type { PackageCall } from '../../shell/packages.ts';
import type { ShellWord } from '../../shell/words.ts';
import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3062',
    title: 'go install without a version',
    group: 'correctness',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only the package index knows the versions.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3062', same: true }],
    messages: { unpinned: 'No version is given for {package}: another day the build installs something else' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const { call } of run.commands) {
        if (call?.manager !== 'go' || !['install', 'get', 'run'].includes(call.subcommand)) continue;
        const words = wordsOf(call);
        const open = words.find(isUnpinned);
        if (open === undefined) continue;
        yield {
          messageId: 'unpinned',
          data: { package: open.value },
          span: open.span,
          reportLine: run.instruction.startLine,
        };
      }
    }
  },
});

function wordsOf(call: PackageCall): readonly ShellWord[] {
  return call.subcommand === 'run' ? call.operands.slice(0, 1) : call.packages.map(({ word }) => word);
}

function isUnpinned(word: ShellWord): boolean {
  const { value } = word;
  // `go install tool`: what go.mod names.
  if (value === 'tool' || value === 'all' || value === 'std' || value === 'cmd') return false;
  if (value.startsWith('/') || value.startsWith('.')) return false;
  // A file of the module at hand.
  if (value.endsWith('.go')) return false;
  const at = value.indexOf('@');
  if (at !== -1) return value.slice(at + 1) === 'latest';
  // Paths without a dot in the first part are packages of the module at hand or of Go itself.
  return !word.dynamic && (value.split('/')[0]?.includes('.') ?? false);
}
