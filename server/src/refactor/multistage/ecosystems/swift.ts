/** Swift: the executable on the slim image of the same version, which holds Swift's run-time libraries. */
import { slimTwin } from '../images.ts';
import { type Ecosystem, lineOf, refuse, runsOf } from '../situation.ts';
import { planCompiled } from './compiled.ts';

export const swift: Ecosystem = {
  name: 'swift',
  matches: situation => situation.facts.image.family === 'swift',
  plan: situation => {
    if (runsOf(situation, 'swift').length === 0)
      return refuse('no-build', 'No RUN builds a program.', 'Build it with `swift build -c release`.');
    const twin = slimTwin(situation.facts.image);
    if (twin === undefined)
      return refuse(
        'no-runtime-image',
        `No slim image is known that belongs to ${situation.facts.image.name}.`,
        undefined,
        lineOf(situation.facts.stage.from),
      );
    return planCompiled(situation, {
      ecosystem: 'swift',
      isSource: path => /\.swift$/.test(path) || /^(?:Package\.|Sources|Tests|\.build)/.test(path),
      sourceEndings: /\.swift$/,
      // Resource bundles lie beside the executable.
      opensFiles: /./,
      connects: /./,
      usesZones: /TimeZone/,
      binFolder: '/usr/local/bin',
      isStatic: false,
      packages: [],
      doubts: [],
      buildFolders: ['/root'],
      heavyBuild: true,
      builderHasCertificates: true,
      finalImage: twin,
    });
  },
};
