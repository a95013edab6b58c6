import type { DockerfileDocument } from '../../model/document.ts';
import type { Step } from '../../model/steps.ts';
import type { Instruction } from '../../syntax/tree.ts';
import { allSteps, atStep, stepSpan } from '../buildkit.ts';
import { execFormOf } from '../execForm.ts';
import { defineRule, type Fix } from '../rule.ts';

/** BuildKit: dockerfile2llb/convert.go, dispatchCmd and dispatchEntrypoint. A SHELL in the stage or below it says that a shell is wanted. */
export const rule = defineRule({
  meta: {
    id: 'JSONArgsRecommended',
    title: 'CMD and ENTRYPOINT are written as JSON',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'JSONArgsRecommended', same: true }],
    messages: {
      json: 'JSON arguments recommended for {name} to prevent unintended behavior related to OS signals',
    },
  },
  *check({ document }) {
    for (const step of allSteps(document)) {
      const { instruction } = step;
      if ((instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') || instruction.json) continue;
      if (document.configs.stateAt(step).shell.by !== undefined || isWindows(document, step)) continue;
      yield {
        ...(document.options.letter !== true && startsOneProgram(instruction) ? { severity: 'hint' as const } : {}),
        ...atStep(document, step),
        messageId: 'json',
        data: { name: instruction.keyword.value },
        span: stepSpan(step, instruction.rest?.span ?? instruction.keyword.span),
        fixes: step.inherited ? [] : fixesOf(document, step),
      };
    }
  },
});

/** `CMD exec server --port $PORT`: the shell makes room for the program, which then gets the signals. */
function startsOneProgram({ rest }: Instruction): boolean {
  return /^exec\s+\w[^;&|<>`()\n]*$/.test(rest?.value ?? '');
}

/** A Windows image has its own shell, which BuildKit sees only with a registry. */
function isWindows(document: DockerfileDocument, step: Step): boolean {
  return document.options.letter !== true && document.configs.stateAt(step).windows;
}

function fixesOf(document: DockerfileDocument, step: Step): Fix[] {
  const { instruction } = step;
  const { rest } = instruction;
  if (rest === undefined || instruction.comments.length > 0 || instruction.heredocs.length > 0) return [];
  // The shell would start the program in its own place with exec.
  const json = execFormOf(rest.value.replace(/^exec[ \t]+/, ''));
  if (json === undefined) return [];
  return [
    {
      title: `Write ${instruction.keyword.value} as JSON`,
      safety: standsAlone(document, step) ? 'safe' : 'unsafe',
      edits: [{ span: rest.span, newText: json }],
      touches: [instruction.index],
    },
  ];
}

/**
 * Whether the other of CMD and ENTRYPOINT has no say: after a change of form an entry point gets other arguments. A shell form
 * ENTRYPOINT ignores CMD, a JSON one does not.
 */
function standsAlone(document: DockerfileDocument, step: Step): boolean {
  const config = document.configOf(step.stage);
  if (step.instruction.name === 'ENTRYPOINT') return config.cmd === undefined;
  const { entrypoint, baseKnown } = config;
  if (entrypoint === undefined) return baseKnown;
  // The entry points of official images start what they are given.
  return entrypoint.by === undefined;
}
