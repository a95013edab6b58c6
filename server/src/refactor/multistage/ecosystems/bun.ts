/** Bun: the slim image of the same version with the project's folder. */
import { splitImageName } from '../../../model/imageReference.ts';
import { type Ecosystem, refuse } from '../situation.ts';
import { planNode } from './node.ts';

export const bun: Ecosystem = {
  name: 'bun',
  matches: situation => situation.facts.image.family === 'bun',
  plan: situation => {
    const { image } = situation.facts;
    if (/slim|alpine|distroless/.test(image.tag)) {
      return refuse(
        'no-benefit',
        `${image.name} is small already, and Bun runs the sources as they are.`,
        'Leave development dependencies out: `bun install --production`.',
      );
    }
    const tag = splitImageName(image.written).tag?.text;
    const slim =
      tag === undefined || tag === 'latest'
        ? 'slim'
        : tag.endsWith('-debian')
          ? tag.replace(/-debian$/, '-slim')
          : `${tag}-slim`;
    const planned = planNode(situation, 'bun');
    if ('refuse' in planned) return planned;
    return {
      plan: {
        ...planned.plan,
        finalImage: `${image.repository}:${slim}`,
        imageWhy: 'It is the same Bun, without git, compilers and other tools.',
        provides: name => name === 'bun' || name === 'bunx' || planned.plan.provides(name),
        questions: [],
        doubts: planned.plan.doubts.filter(doubt => doubt.code !== 'no-twin'),
        smaller: true,
      },
    };
  },
};
