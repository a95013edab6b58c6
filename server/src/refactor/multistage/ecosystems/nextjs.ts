/** Next.js: Node, with its standalone output when that is what is started. */
import { isInside, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import type { Ecosystem } from '../situation.ts';
import { planNode, projectJson } from './node.ts';

export const nextjs: Ecosystem = {
  name: 'nextjs',
  matches: situation =>
    situation.facts.image.family === 'node' &&
    (projectJson(situation)?.dependencies.includes('next') === true ||
      situation.calls.some(call => baseName(call.program) === 'next')),
  plan: situation => {
    const planned = planNode(situation, 'nextjs');
    if ('refuse' in planned) return planned;
    const { main } = situation;
    const script = main?.args.find(arg => arg.endsWith('server.js'));
    if (main === undefined || script === undefined) return planned;
    const path = resolvePath(main.cwd, script);
    const at = path.indexOf('/.next/standalone/');
    if (at === -1) return planned;
    // The standalone server reads .next/static and public beside it only when a RUN put them there: so its whole folder is copied.
    const folder = path.slice(0, at) + '/.next/standalone';
    const root = planned.plan.copies.find(copy => isInside(folder, copy.path));
    if (root === undefined) return planned;
    // What is left out of node_modules makes no difference to it.
    const { buildLines: _lines, options: _options, ...plan } = planned.plan;
    return {
      plan: {
        ...plan,
        copies: [
          ...plan.copies.filter(copy => copy !== root),
          { path: folder, why: 'the standalone server holds what it needs' },
        ],
        questions: [],
        smaller: true,
      },
    };
  },
};
