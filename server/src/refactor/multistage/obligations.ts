/** The ten proof obligations (section 2.0.4 of the design), each with its verdict in words. */
import type { Needs } from './needs.ts';
import type { Doubt, EcosystemPlan, PlannedCopy, Situation } from './situation.ts';
import type { Obligation, ObligationId } from './types.ts';

export interface ObligationInput {
  readonly situation: Situation;
  readonly plan: EcosystemPlan;
  readonly needs: Needs;
  readonly copies: readonly PlannedCopy[];
  readonly doubts: readonly Doubt[];
  /** The user said that the doubts do not matter. */
  readonly answered: boolean;
}

export function obligationsOf(input: ObligationInput): Obligation[] {
  const { situation, plan, needs, copies, doubts, answered } = input;
  const { facts } = situation;
  const copied = copies.map(copy => copy.to ?? copy.path).join(', ') || 'nothing';
  const main = situation.main;
  const health = facts.healthchecks;
  const because: Readonly<Record<ObligationId, readonly [title: string, why: string]>> = {
    O1: [
      'The program that is started is in the final image.',
      main === undefined
        ? `The image ${plan.finalImage} starts it.`
        : `\`${main.program}\` is in ${plan.finalImage}, in what is copied (${copied}), or in a package that is installed.`,
    ],
    O2: [
      'Shells and scripts find their interpreter and their programs.',
      facts.shellForm
        ? `${plan.finalImage} has a shell.`
        : 'The program is started without a shell, or its script was read.',
    ],
    O3: [
      'The health check finds its program.',
      health.length === 0 ? 'There is no HEALTHCHECK.' : `\`${health[0]!.program}\` is in the final image.`,
    ],
    O4: ['libc and distribution fit.', plan.libcWhy],
    O5: [
      'Libraries that were linked are there.',
      needs.packages.length === 0
        ? 'No package with libraries was installed for the build.'
        : `Installed in the final image: ${needs.packages.map(entry => entry.name).join(', ')}.`,
    ],
    O6: ['No dependency that the program uses is pruned.', 'All dependencies are copied as they were installed.'],
    O7: [
      'Files that the start names are there.',
      `They are at the same paths as before: ${copied}${plan.repeatContext === true ? ', and the files of the context' : ''}.`,
    ],
    O8: [
      'No RUN wrote elsewhere what the program needs.',
      'Every RUN was read, and what it writes is copied, made again, or only for the build.',
    ],
    O9: ['Ports are the same.', 'The final image does not change which port the program listens on.'],
    O10: [
      'The result is a valid Dockerfile without new findings.',
      'It was parsed and linted again, and the run-time configuration compared.',
    ],
  };
  return (Object.keys(because) as ObligationId[]).map(id => {
    const open = doubts.filter(doubt => doubt.obligation === id);
    const [title, why] = because[id];
    if (open.length === 0) return { id, title, holds: true, why };
    return {
      id,
      title,
      holds: answered,
      why: (answered ? 'As you said: not needed. ' : '') + open.map(doubt => doubt.message).join(' '),
    };
  });
}
