/** Everything else on a plain distribution: the same image again without what was installed to build. */
import { baseName } from '../commandClass.ts';
import { type Ecosystem, lineOf, refuse } from '../situation.ts';
import { planCompiled } from './compiled.ts';

export const generic: Ecosystem = {
  name: 'generic',
  matches: () => true,
  plan: situation => {
    const { facts } = situation;
    const { image } = facts;
    const main = situation.main;
    if (!['debian', 'ubuntu', 'alpine'].includes(image.family ?? '')) {
      return refuse(
        'unknown-image',
        `It is not known what ${image.name} holds, so nothing can be said about a smaller one.`,
        'Build on an official image of the language.',
        lineOf(facts.stage.from),
      );
    }
    if (!facts.runs.some(run => run.effect.kind === 'build')) {
      return refuse(
        'no-build',
        'No RUN builds a program that a second stage could take over.',
        undefined,
        lineOf(facts.stage.from),
      );
    }
    if (
      main !== undefined &&
      /^(?:python[\d.]*|node|ruby|php|perl|java|gunicorn|uvicorn|nginx|apache2.*|supervisord)$/.test(
        baseName(main.program),
      )
    ) {
      return refuse(
        'system-interpreter',
        `\`${baseName(main.program)}\` is installed with the system's packages, together with what the build needs.`,
        'Start from the official image of the language.',
        lineOf(facts.stage.from),
      );
    }
    return planCompiled(situation, {
      ecosystem: 'generic',
      isSource: () => false,
      sourceEndings: /^$/,
      opensFiles: /./,
      connects: /./,
      usesZones: /^$/,
      binFolder: '/usr/local/bin',
      isStatic: false,
      packages: [],
      doubts: [
        {
          obligation: 'O1',
          code: 'unknown-language',
          message: 'It is not known what the build makes and what that needs when it runs.',
        },
      ],
      buildFolders: ['/root'],
      heavyBuild: false,
      builderHasCertificates: false,
      finalImage: image.written,
    });
  },
};
