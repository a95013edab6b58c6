import { wholeLines } from '../lineEdits.ts';
import { defineRule, type Fix, type LintContext } from '../rule.ts';
import { type RunView, runsOf } from '../runCommands.ts';

/** Builtins that change the shell alone. */
const shellOnly: ReadonlySet<string> = new Set(['cd', 'export', 'unset', 'alias', 'umask', 'pushd']);

export const rule = defineRule({
  meta: {
    id: 'run-without-effect',
    title: 'RUN that changes only its own shell',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'sonar', code: 'S6581', same: false }],
    messages: {
      lost: 'Each RUN has a shell of its own: what {command} changes is gone when this line is done{instead}',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      const { commands, instruction } = run;
      const [first] = commands;
      if (first === undefined || instruction.json || instruction.heredocs.length > 0) continue;
      const isLost = commands.every(
        ({ program, args, command }) =>
          command.scopes.length === 0 &&
          command.wrappers.length === 0 &&
          command.redirects.length === 0 &&
          command.pipeline === undefined &&
          !command.broken &&
          (shellOnly.has(program) || command.kind === 'assignment' || isActivation(program, args[0]?.value)) &&
          [...args, ...command.assignments.map(({ value }) => value)].every(word => !/\$\(|`/.test(word?.raw ?? '')),
      );
      // Without arguments they only print.
      if (!isLost || commands.some(({ args, command }) => args.length === 0 && command.kind !== 'assignment')) continue;
      const program = first.program || 'an assignment';
      const instead = insteadOf(program);
      yield {
        messageId: 'lost',
        data: { command: program, instead },
        span: first.command.span,
        fixes: fixesFor(context, run),
      };
    }
  },
});

/** `. venv/bin/activate` */
function isActivation(program: string, file: string | undefined): boolean {
  return (program === '.' || program === 'source') && file !== undefined && /\/activate$/.test(file);
}

function insteadOf(program: string): string {
  if (program === 'cd') return '; use WORKDIR';
  if (program === 'export' || program === 'an assignment') return '; use ENV';
  if (program === '.' || program === 'source') return '; put the environment’s bin folder into PATH with ENV';
  return '';
}

/** `cd /x` → WORKDIR, `export A=b` → ENV; for one plain command alone. */
function fixesFor({ document }: LintContext, { commands, instruction, onBuild }: RunView): Fix[] {
  const [only] = commands;
  if (only === undefined || commands.length > 1 || onBuild || instruction.flags.length > 0) return [];
  if (instruction.startLine !== instruction.endLine || wholeLines(document.tree, instruction.span) === undefined)
    return [];
  const { program, args, command } = only;
  const [folder] = args;
  const [assignment] = command.assignments;
  let line: string | undefined;
  if (program === 'cd' && args.length === 1 && /^\/[\w./-]*$/.test(folder?.raw ?? '')) line = `WORKDIR ${folder!.raw}`;
  if (program === 'export' && args.length === 1 && /^[\w./:@%+,-]+$/.test(assignment?.value?.raw ?? ''))
    line = `ENV ${assignment!.name}=${assignment!.value!.raw}`;
  if (
    program === 'export' &&
    args.length === 1 &&
    /^"?[\w./:-]*\$\{?PATH\}?[\w./:-]*"?$/.test(assignment?.value?.raw ?? '')
  )
    line = `ENV ${assignment!.name}=${assignment!.value!.raw}`;
  if (line === undefined) return [];
  return [
    {
      title: `Write ${line}`,
      safety: 'unsafe',
      edits: [{ span: instruction.span, newText: line }],
      touches: [instruction.index],
    },
  ];
}
