/** Zig and other languages whose compiler is installed on a bare system (Crystal, Nim, D, OCaml, Dart): the program on the same release. */
import { runtimePackagesOf } from '../packages.ts';
import { type Ecosystem, runsOf, type Situation, sourceTexts } from '../situation.ts';
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
      packages: isStatic ? [] : librariesOf(language, situation),
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

/** What every program of the language loads, or what its own modules open when they are imported. */
function librariesOf(language: string, situation: Situation): { name: string; why: string }[] {
  const { distro } = situation.facts.image;
  const wanted: { dev: string; why: string }[] = [];
  if (language === 'crystal') {
    // Crystal 1.8 took the newer library of regular expressions; Debian 12 and Ubuntu 22.04 have an older one.
    const pcre = /^(?:bullseye|bookworm|focal|jammy|2[02]\.04)$/.test(distro.release) ? 'libpcre3-dev' : 'libpcre2-dev';
    for (const dev of ['libgc-dev', 'libevent-dev', pcre])
      wanted.push({ dev, why: 'every program of Crystal loads it' });
  }
  if (language === 'nim') {
    const texts = sourceTexts(situation, /\.nim$/) ?? [];
    const imports = (modules: RegExp) => texts.some(text => modules.test(text));
    if (imports(/^\s*(?:import|from)\b[^#\n]*\bn?re\b/m))
      wanted.push({ dev: 'libpcre3-dev', why: "Nim's `re` opens it" });
    if (imports(/^\s*(?:import|from)\b[^#\n]*\b(?:db_sqlite|sqlite3)\b/m))
      wanted.push({ dev: 'libsqlite3-dev', why: "Nim's `db_sqlite` opens it" });
    if (
      runsOf(situation, 'nim', 'nimble').some(run => run.words.some(word => /^-d[:=]ssl$|^--define[:=]ssl$/.test(word)))
    )
      wanted.push({ dev: 'libssl-dev', why: '`-d:ssl` opens it' });
  }
  return wanted.flatMap(({ dev, why }) => (runtimePackagesOf(dev, distro) ?? []).map(name => ({ name, why })));
}
