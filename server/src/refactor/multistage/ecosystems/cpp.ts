/** C and C++: the program on the bare system of the builder's release, with the libraries that its `-dev` packages stand for. */
import { resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { bareImage, mirrorOf } from '../images.ts';
import { packageName } from '../packages.ts';
import {
  type Doubt,
  type Ecosystem,
  lineOf,
  type PlannedCopy,
  programPath,
  runsOf,
  type Situation,
} from '../situation.ts';
import { planCompiled } from './compiled.ts';

const COMPILERS = [
  'gcc',
  'g++',
  'cc',
  'c++',
  'clang',
  'clang++',
  'make',
  'cmake',
  'ninja',
  'meson',
  'configure',
  'bazel',
  'scons',
  'qmake',
];

export const cpp: Ecosystem = {
  name: 'cpp',
  matches: situation =>
    situation.facts.image.family === 'gcc' ||
    (['debian', 'ubuntu', 'alpine', 'buildpack-deps'].includes(situation.facts.image.family ?? '') &&
      (runsOf(situation, ...COMPILERS).length > 0 || isBuiltByScript(situation)) &&
      !/^(?:python\d?|node|java|ruby|php|perl)$/.test(baseName(situation.main?.program ?? ''))),
  plan: situation => {
    const { facts } = situation;
    const { image } = facts;
    const doubts: Doubt[] = [];
    const isStatic =
      runsOf(situation, 'gcc', 'g++', 'cc', 'c++', 'clang', 'clang++').some(run => run.words.includes('-static')) ||
      facts.runs.some(run =>
        run.words.some(word => /(?:^|=|\s)-static(?:\s|$)|CMAKE_EXE_LINKER_FLAGS=.*-static/.test(word)),
      );
    const copies: PlannedCopy[] = [];
    const lines: string[] = [];
    if (image.family === 'gcc' && !isStatic && usesCplusplus(situation)) {
      const own = Number(/^(\d+)/.exec(image.tag)?.[1] ?? '99');
      const system: Readonly<Record<string, number>> = { trixie: 14, bookworm: 12, bullseye: 10, buster: 8 };
      if (own > (system[image.distro.release] ?? 0)) {
        copies.push({
          path: '/usr/local/lib64/libstdc++.so.6',
          why: `GCC ${own} is newer than the libstdc++ of ${image.distro.release}`,
        });
        lines.push(OWN_LIBRARIES);
      }
    }
    const runtimes = isStatic ? [] : compilerLibraries(situation);
    if (image.family === 'gcc' && runtimes.length > 0) {
      for (const { file, why } of runtimes) copies.push({ path: `/usr/local/lib64/${file}`, why });
      if (lines.length === 0) lines.push(OWN_LIBRARIES);
    }
    const same = ['debian', 'ubuntu', 'alpine'].includes(image.family ?? '');
    // GCC's own image keeps itself in /usr/local: what `make install` adds there is taken out piece by piece.
    const installs = facts.runs.filter(
      run => / install$/.test(run.effect.tool ?? '') && run.effect.writes.includes('/usr/local'),
    );
    if (image.family === 'gcc' && installs.length > 0) {
      const texts = buildTexts(situation);
      if (texts === undefined || texts.some(text => /share\/|DATADIR|install\s*\(\s*(?:FILES|DIRECTORY)/i.test(text))) {
        doubts.push({
          obligation: 'O8',
          code: 'installed-files',
          message: 'It is not known which files `make install` puts into /usr/local, beside those of the compiler.',
          line: lineOf(installs[0]!.step.instruction),
        });
      }
      if (texts?.some(text => /\.so\b|\bSHARED\b|-shared\b|BUILD_SHARED_LIBS|libtool|shared_library/.test(text))) {
        copies.push({
          path: '/usr/local/lib/*.so*',
          to: '/usr/local/lib/',
          why: 'shared libraries were installed there',
        });
        lines.push('RUN ldconfig');
      }
    }
    // debian:bookworm has its slim twin; ubuntu and alpine are bare already.
    const finalImage =
      image.family === 'debian' ? bareImage(image.distro, mirrorOf(image)) : same ? image.written : undefined;
    if (image.family === 'buildpack-deps' || image.family === 'gcc') {
      if (!facts.runs.some(run => run.effect.kind === 'packages') && usesSystemLibraries(situation)) {
        doubts.push({
          obligation: 'O5',
          code: 'implicit-libraries',
          message: `The program links libraries that ${image.name} brings along.`,
          line: lineOf(facts.stage.from),
        });
      }
    }
    return planCompiled(situation, {
      ecosystem: 'cpp',
      isSource: path =>
        /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|inl|s|S|o|a|cmake|ac|am|in|m4|pro|proto)$/.test(path) ||
        /(?:^|\/)(?:CMakeLists\.txt|CMakePresets\.json|Makefile.*|configure|meson\.build|conanfile\..*|vcpkg\.json)$/.test(
          path,
        ) ||
        /^(?:src|include|build|cmake)\//.test(path),
      sourceEndings: /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx)$/,
      opensFiles: /\bfopen\s*\(|ifstream|ofstream|fstream|\bopen\s*\(|opendir|filesystem|mmap\s*\(|freopen|dlopen/,
      connects: /curl|openssl\/|SSL_|ssl::|https/,
      usesZones: /localtime|tzset|zoned_time|locate_zone/,
      binFolder: '/usr/local/bin',
      isStatic,
      packages: [
        ...(image.distro.kind === 'alpine' && usesCplusplus(situation) && !isStatic
          ? [{ name: 'libstdc++', why: 'C++ programs load it' }]
          : []),
        ...(image.family === 'gcc'
          ? []
          : runtimes.map(({ debian, alpine, why }) => ({
              name: image.distro.kind === 'alpine' ? alpine : debian,
              why,
            }))),
      ],
      doubts,
      buildFolders: image.family === 'gcc' ? ['/root', '/usr/local'] : ['/root'],
      heavyBuild: false,
      builderHasCertificates: image.family === 'gcc' || image.family === 'buildpack-deps',
      ...(finalImage === undefined ? {} : { finalImage }),
      extraCopies: copies,
      extraLines: lines,
    });
  },
};

/** The libraries of GCC's own images are found before those of the system. */
const OWN_LIBRARIES = 'RUN echo /usr/local/lib64 > /etc/ld.so.conf.d/000-gcc.conf && ldconfig';

/** Libraries of the compiler that no bare system has: by the options that link them. */
const COMPILER_LIBRARIES = [
  {
    option: /(?:^|[\s"'=;(])-fopenmp\b|find_package\s*\(\s*OpenMP|dependency\s*\(\s*['"]openmp|(?:^|\s)-lgomp\b/im,
    file: 'libgomp.so.1',
    debian: 'libgomp1',
    alpine: 'libgomp',
    why: 'OpenMP programs load it',
  },
  {
    option: /(?:^|[\s"'=;(])-latomic\b|target_link_libraries\s*\([^)]*\batomic\b/m,
    file: 'libatomic.so.1',
    debian: 'libatomic1',
    alpine: 'libatomic',
    why: 'the program links it',
  },
  {
    option: /(?:^|[\s"'=;(])-lquadmath\b/m,
    file: 'libquadmath.so.0',
    debian: 'libquadmath0',
    alpine: 'libquadmath',
    why: 'the program links it',
  },
] as const;

function compilerLibraries(situation: Situation): readonly (typeof COMPILER_LIBRARIES)[number][] {
  const texts = [...situation.facts.runs.map(run => run.words.join(' ')), ...(buildTexts(situation) ?? [])];
  return COMPILER_LIBRARIES.filter(library => texts.some(text => library.option.test(text)));
}

/** A script of the project calls the compilers that a RUN installs: `./build.sh`. What it writes must stay in the project. */
function isBuiltByScript(situation: Situation): boolean {
  const { facts, main } = situation;
  const path = main === undefined ? undefined : programPath(main);
  if (path === undefined || situation.imageFiles?.has(path) !== false) return false;
  const compilers = facts.runs
    .flatMap(run => run.effect.packages ?? [])
    .some(name => /^(?:build-essential|build-base|gcc|g\+\+|clang|cmake|make)$/.test(packageName(name)));
  const scripts = facts.runs.filter(run => run.effect.kind === 'project');
  return (
    compilers &&
    scripts.length > 0 &&
    scripts.every(run => {
      const script = /^(?:ba|da|a)?sh$/.test(run.command.program) ? run.words[1] : run.words[0];
      const text = script === undefined ? undefined : situation.readImage(resolvePath(run.cwd, script));
      return (
        text !== undefined &&
        /\b(?:make|cmake|gcc|g\+\+|clang(?:\+\+)?|ninja)\b/.test(text) &&
        !/\b(?:apt(?:-get)?|apk|install)\b|(?:^|[\s"'=])\/(?:usr|etc|opt|var|lib)\//m.test(
          text.replace(/^\s*#.*$/gm, ''),
        )
      );
    })
  );
}

/** The texts that say what is built and installed. */
function buildTexts(situation: Situation): readonly string[] | undefined {
  if (situation.imageFiles === undefined) return undefined;
  const texts: string[] = [];
  for (const [image, file] of situation.imageFiles) {
    if (!/(?:^|\/)(?:[Mm]akefile(?:\.\w+)?|CMakeLists\.txt|meson\.build|.*\.(?:mk|cmake|pro))$/.test(image)) continue;
    const text = situation.context?.read(file);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts.length === 0 ? undefined : texts;
}

function usesCplusplus(situation: Situation): boolean {
  if (runsOf(situation, 'g++', 'c++', 'clang++').length > 0) return true;
  if (situation.imageFiles !== undefined)
    return [...situation.imageFiles.keys()].some(path => /\.(?:cc|cpp|cxx|hpp)$/.test(path));
  return runsOf(situation, 'make', 'cmake', 'ninja', 'meson').length > 0;
}

/** `-l` of something that is not part of libc. */
function usesSystemLibraries(situation: Situation): boolean {
  const linked = (text: string) =>
    [...text.matchAll(/(?:^|\s)-l([\w+.-]+)/g)].some(
      match => !/^(?:m|c|pthread|dl|rt|stdc\+\+|gcc|util|resolv|crypt|atomic)$/.test(match[1]!),
    );
  if (situation.facts.runs.some(run => linked(run.words.join(' ')))) return true;
  // Nobody can read what make and its kin link.
  if (
    situation.imageFiles === undefined &&
    runsOf(situation, 'make', 'cmake', 'ninja', 'meson', 'scons', 'bazel', 'qmake').length > 0
  )
    return true;
  for (const [image, file] of situation.imageFiles ?? []) {
    if (!/(?:^|\/)(?:Makefile|CMakeLists\.txt|meson\.build)$/.test(image)) continue;
    const text = situation.context?.read(file) ?? '';
    if (linked(text) || /find_package\s*\(\s*(?!Threads)\w+|pkg_check_modules|dependency\(/.test(text)) return true;
  }
  return false;
}
