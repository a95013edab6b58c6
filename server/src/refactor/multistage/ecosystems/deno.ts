/** Deno: the image is the runtime itself; only a compiled program can leave it. */
import { baseName } from '../commandClass.ts';
import { type Ecosystem, refuse, runsOf } from '../situation.ts';
import { planCompiled } from './compiled.ts';

export const deno: Ecosystem = {
  name: 'deno',
  matches: situation => situation.facts.image.family === 'deno',
  plan: situation => {
    const compiled = runsOf(situation, 'deno').some(run => run.words[1] === 'compile');
    if (baseName(situation.main?.program ?? '') === 'deno' || !compiled) {
      return refuse(
        'no-benefit',
        'Deno runs the sources as they are, with the program that the image is made of: a second stage would hold the same.',
        'With `deno compile` the program becomes one file, which can be copied out.',
      );
    }
    const distro =
      situation.facts.image.distro.release === ''
        ? ({ kind: 'debian', release: 'bookworm' } as const)
        : situation.facts.image.distro;
    return planCompiled(
      { ...situation, facts: { ...situation.facts, image: { ...situation.facts.image, distro } } },
      {
        ecosystem: 'deno',
        isSource: path => /\.(?:ts|tsx|js|json|lock)$/.test(path),
        sourceEndings: /\.[jt]sx?$/,
        opensFiles: /Deno\.(?:open|readFile|readTextFile|readDir|stat)|serveDir|serveFile/,
        connects: /fetch\(|https:/,
        usesZones: /timeZone/,
        binFolder: '/usr/local/bin',
        isStatic: false,
        packages: [],
        doubts: [],
        buildFolders: ['/deno-dir', '/root'],
        heavyBuild: false,
        // The image has no certificates: Deno brings its own.
        builderHasCertificates: false,
      },
    );
  },
};
