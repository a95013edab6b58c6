/** Swift: the executable on the slim image of the same version, which holds Swift's run-time libraries. */

import { baseName } from '../commandClass.ts';
import { slimTwin } from '../images.ts';
import { type Ecosystem, lineOf, refuse, runsOf, type Situation } from '../situation.ts';
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
      wholeArtifactFolder: path => (mayHaveResources(situation) ? buildFolder(path) : undefined),
    });
  },
};

/**
 * `.build/release`, where SwiftPM lays a bundle with the resources of each target, also of dependencies, beside the executable that
 * looks for them there. It is a link; COPY takes what it points to.
 */
function buildFolder(path: string): string | undefined {
  return /^(.*\/\.build\/(?:[\w.-]+\/)?(?:release|debug))\/[^/]+$/.exec(path)?.[1];
}

/** A package has no resources for certain when its manifest declares neither resources nor other packages. */
function mayHaveResources(situation: Situation): boolean {
  const manifests = [...(situation.imageFiles ?? [])].filter(([path]) =>
    /^Package(?:@swift-[\d.]+)?\.swift$/.test(baseName(path)),
  );
  const texts = manifests.map(([, file]) => situation.context?.read(file));
  return texts.length === 0 || texts.some(text => text === undefined || /\bresources\s*:|\.package\s*\(/.test(text));
}
