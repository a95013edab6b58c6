import { baseEnvironment } from '../../model/imageFacts.ts';
import type { Stage } from '../../model/stages.ts';
import { fileSpanOf } from '../../shell/scriptMap.ts';
import type { ShellWord, WordPart } from '../../shell/words.ts';
import type { Span } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';
import { type RunView, runsOf } from '../runCommands.ts';

/** Only for commands: in all other places UndefinedVar sees the variable. */
export const rule = defineRule({
  meta: {
    id: 'global-arg-not-redeclared',
    title: 'An ARG from before FROM is used in a RUN',
    group: 'correctness',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    sources: [{ tool: 'sonar', code: 'S6579', same: false }],
    messages: {
      empty: '${name} is empty here: an ARG before FROM counts for FROM lines only; write ARG {name} in this stage',
    },
  },
  *check(context) {
    const { document } = context;
    const globals = new Set(document.globals.declared.map(({ name }) => name));
    if (globals.size === 0) return;
    const reported = new Set<string>();
    for (const run of runsOf(context)) {
      const { stage } = run;
      if (stage === undefined || run.onBuild) continue;
      const set = new Set(run.commands.flatMap(({ command }) => command.assignments.map(({ name }) => name)));
      for (const { name, span } of variablesOf(run)) {
        const key = `${stage.index} ${name}`;
        if (!globals.has(name) || set.has(name) || reported.has(key) || isDeclared(stage, name, run.instruction.index))
          continue;
        const base = rootBase(stage);
        const environment = baseEnvironment(base, false);
        if (environment.values.has(name)) continue;
        reported.add(key);
        const at = stage.from.span.end;
        yield {
          messageId: 'empty',
          data: { name },
          span,
          // An unknown base image may set it.
          ...(environment.complete ? {} : { severity: 'info' as const }),
          fixes: [
            {
              title: `Add ARG ${name} behind FROM`,
              safety: 'unsafe',
              edits: [{ span: { start: at, end: at }, newText: `${document.tree.eol}ARG ${name}` }],
              touches: [stage.from.index],
            },
          ],
        };
      }
    }
  },
});

function rootBase(stage: Stage): Stage {
  let current = stage;
  while (current.parent !== undefined) current = current.parent;
  return current;
}

/** By ARG or ENV, above or in a stage below this one. */
function isDeclared(stage: Stage, name: string, before: number): boolean {
  for (let current: Stage | undefined = stage; current !== undefined; current = current.parent) {
    const own = current.instructions.some(
      outer =>
        (outer.name === 'ARG' || outer.name === 'ENV') &&
        outer.index < before &&
        outer.pairs.some(({ key }) => key === name),
    );
    if (own) return true;
  }
  return false;
}

/** Every variable of the commands that the shell itself does not set, each once. */
function* variablesOf(run: RunView): Generator<{ readonly name: string; readonly span: Span }> {
  const seen = new Set<string>();
  for (const { command } of run.commands) {
    const words: (ShellWord | undefined)[] = [
      ...command.argv,
      ...command.assignments.map(({ value }) => value),
      ...command.redirects.map(({ target }) => target),
    ];
    for (const word of words) {
      for (const part of word?.parts ?? []) {
        if (part.kind !== 'variable' || part.name === undefined || seen.has(part.name) || hasDefault(part)) continue;
        seen.add(part.name);
        yield { name: part.name, span: fileSpanOf(command.script.map, part.at.start, part.at.end) };
      }
    }
  }
}

/** `${X:-y}` copes with an empty value. */
function hasDefault({ text }: WordPart): boolean {
  return /^\$\{\w+:?[-+=?]/.test(text);
}
