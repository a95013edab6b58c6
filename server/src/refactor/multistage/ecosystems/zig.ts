/** Zig and other languages whose compiler is installed on a bare system (Crystal, Nim, D, OCaml, Dart): the program on the same release. */
import { type Ecosystem, runsOf } from '../situation.ts';
import { planCompiled } from './compiled.ts';

const COMPILERS = [
  'zig',
  'crystal',
  'shards',
  'nim',
  'nimble',
  'dub',
  'dmd',
  'ldc2',
  'opam',
  'dune',
  'ocamlfind',
  'dart',
  'v',
  'odin',
  'ghc',
  'fpc',
  'gprbuild',
  'gnatmake',
];

export const zig: Ecosystem = {
  name: 'zig',
  matches: situation =>
    runsOf(situation, ...COMPILERS).some(
      run => run.effect.kind === 'build' && !/^(?:pub|get|deps|install)$/.test(run.words[1] ?? ''),
    ) && situation.facts.image.family !== 'python',
  plan: situation => {
    const compiler = runsOf(situation, ...COMPILERS)[0]!.command.program;
    const language =
      compiler === 'shards'
        ? 'crystal'
        : compiler === 'nimble'
          ? 'nim'
          : /^(?:opam|dune|ocamlfind)$/.test(compiler)
            ? 'ocaml'
            : /^(?:dub|dmd|ldc2)$/.test(compiler)
              ? 'd'
              : compiler;
    const { facts } = situation;
    const isStatic = runsOf(situation, ...COMPILERS).some(run =>
      run.words.some(word => word === '--static' || /-static/.test(word)),
    );
    const dynamic = !isStatic && language !== 'zig' && language !== 'dart';
    return planCompiled(situation, {
      ecosystem: language,
      isSource: path =>
        /\.(?:zig|zon|cr|nim|nimble|d|ml|mli|dart|v|opam|lock)$/.test(path) ||
        /^(?:src|lib|bin|build\.zig|shard\.|dub\.|dune|pubspec\.|analysis_options)/.test(path),
      sourceEndings: /\.(?:zig|cr|nim|d|ml|dart)$/,
      opensFiles: /openFile|File\.|fs\.cwd|readFile|open_in|Directory\(|createStaticHandler/,
      connects: /./,
      usesZones: /TimeZone|Location\.load/,
      binFolder: '/usr/local/bin',
      isStatic: isStatic && facts.image.distro.release !== '',
      packages: [],
      doubts: dynamic
        ? [
            {
              obligation: 'O5',
              code: 'run-time-libraries',
              message: `It is not known which libraries ${language} programs load on this system.`,
            },
          ]
        : [],
      buildFolders: ['/root', '/usr/lib/dart'],
      heavyBuild: false,
      builderHasCertificates: facts.image.family === 'dart',
    });
  },
};
