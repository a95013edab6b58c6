import { defineRule, type Fix, type LintContext } from '../rule.ts';
import { type RunView, runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3003',
    title: 'cd in RUN where WORKDIR could be used',
    group: 'style',
    severity: 'off',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3003', same: true }],
    messages: { cd: 'cd changes the folder for this RUN only; WORKDIR changes it for all that follows' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      const found = run.commands.find(({ program }) => program === 'cd');
      if (found === undefined) continue;
      yield {
        messageId: 'cd',
        span: found.command.span,
        reportLine: run.instruction.startLine,
        fixes: found === run.commands[0] ? workdirFix(context, run) : [],
      };
    }
  },
});

/** `RUN cd /x && make` → `WORKDIR /x` and `RUN make`; the folder counts for what follows too. */
function workdirFix({ document }: LintContext, { instruction, commands, onBuild }: RunView): Fix[] {
  const [first, second] = commands;
  const [folder] = first?.args ?? [];
  if (first === undefined || second === undefined || folder === undefined || onBuild) return [];
  if (commands.some(({ program }, at) => at > 0 && program === 'cd')) return [];
  if (first.args.length > 1 || !/^\/[\w./-]*$/.test(folder.raw) || second.command.connector !== '&&') return [];
  if (first.command.scopes.length > 0 || first.command.broken || instruction.flags.length > 0) return [];
  if (instruction.heredocs.length > 0 || instruction.comments.length > 0) return [];
  // Another `cd` with a relative folder, or none, starts from here all the same.
  const line = document.lines.starts[document.lines.lineAt(instruction.span.start)]!;
  if (line !== instruction.span.start) return [];
  return [
    {
      title: `Write WORKDIR ${folder.raw}`,
      safety: 'unsafe',
      edits: [
        { span: { start: line, end: line }, newText: `WORKDIR ${folder.raw}${document.tree.eol}` },
        { span: { start: first.command.span.start, end: second.command.span.start }, newText: '' },
      ],
      touches: [instruction.index],
    },
  ];
}
