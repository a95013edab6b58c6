/** Java and Kotlin: the jar (or the folder of the start script) on a runtime environment of the same version. */
import type { ProgramCall } from '../analysis.ts';
import { isInside, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { isSystemFolder } from '../effects/files.ts';
import { type BaseImage, type Distro, mirrorOf, tagExists } from '../images.ts';
import { parsePom } from '../manifests.ts';
import {
  answerOf,
  type Doubt,
  type Ecosystem,
  type EcosystemPlan,
  lineOf,
  type PlannedCopy,
  type PlanResult,
  refuse,
  runtimeEntries,
  type Situation,
  sourceTexts,
  startInstruction,
} from '../situation.ts';
import type { Question } from '../types.ts';

const FAMILIES = new Set([
  'maven',
  'gradle',
  'openjdk',
  'eclipse-temurin',
  'amazoncorretto',
  'adoptopenjdk',
  'semeru',
  'sapmachine',
]);

export const java: Ecosystem = {
  name: 'java',
  matches: situation =>
    FAMILIES.has(situation.facts.image.family ?? '') ||
    (situation.facts.image.family === undefined &&
      baseName(situation.main?.program ?? '') === 'java' &&
      situation.facts.runs.some(run => /^(?:mvn|mvnw|gradle|gradlew)$/.test(run.command.program))),
  plan: situation => planJava(situation, 'java', javaVersion(situation.facts.image)),
};

/** The Java version that a tag says; undefined when it says none. */
export function javaVersion(image: BaseImage): string | undefined {
  const { tag, family, name } = image;
  const patterns = [
    /(?:eclipse-)?temurin-(\d+)/,
    /openjdk-?(\d+)/,
    /(?:^|[-_.])jdk-?(\d+)/,
    /corretto-(\d+)/,
    /sapmachine-(\d+)/,
    /semeru-(?:\w+-)?(\d+)/,
    /ibmjava-(\d+)/,
    /jdk(\d+)/,
    /java(\d+)/,
    /azulzulu-(\d+)/,
    /graalvm-(?:ce-)?(\d+)/,
    /^(\d+)u\d+/,
  ];
  for (const pattern of patterns) {
    const match = pattern.exec(tag) ?? (family === undefined ? pattern.exec(name) : null);
    if (match) return match[1];
  }
  if (
    family === 'openjdk' ||
    family === 'eclipse-temurin' ||
    family === 'amazoncorretto' ||
    family === 'sapmachine' ||
    family === 'adoptopenjdk'
  )
    return /^(\d+)/.exec(tag)?.[1];
  // JAVA_SBT_SCALA: `17.0.2_1.6.2_3.1.3`.
  if (family === 'sbt') return /^(\d+)(?:\.\d+)*_[\d.]+_[\d.]+/.exec(tag)?.[1];
  if (family === 'semeru') return /jdk-(\d+)|^open-(\d+)/.exec(tag)?.[1] ?? /(\d+)/.exec(tag)?.[1];
  return undefined;
}

/** The image of the runtime environment, and its distribution. */
export function jreImage(
  image: BaseImage,
  version: string,
): { readonly name: string; readonly distro: Distro } | undefined {
  const mirror = mirrorOf(image);
  const alpine = image.variant === 'alpine' || image.distro.kind === 'alpine';
  if (image.family === 'amazoncorretto' && alpine && tagExists('amazoncorretto', `${version}-alpine-jre`) === true) {
    return { name: `${mirror}amazoncorretto:${version}-alpine-jre`, distro: { kind: 'alpine', release: '' } };
  }
  // Temurin has a runtime environment of every version that is still looked after; 17-jdk-jammy has its 17-jre-jammy.
  const codename =
    image.family === 'eclipse-temurin' ? ['jammy', 'focal', 'noble'].find(name => image.tag.includes(name)) : undefined;
  const tag = alpine ? `${version}-jre-alpine` : `${version}-jre${codename === undefined ? '' : `-${codename}`}`;
  if (tagExists('eclipse-temurin', alpine ? tag : `${version}-jre`) === true) {
    return {
      name: `${mirror}eclipse-temurin:${tag}`,
      distro: alpine ? { kind: 'alpine', release: '' } : { kind: 'ubuntu', release: codename ?? 'noble' },
    };
  }
  for (const candidate of alpine ? [`${version}-jre-alpine`] : [`${version}-jre-slim`, `${version}-jre`]) {
    if (tagExists('openjdk', candidate) === true) {
      return {
        name: `${mirror}openjdk:${candidate}`,
        distro: alpine
          ? { kind: 'alpine', release: '' }
          : { kind: 'debian', release: image.distro.kind === 'debian' ? image.distro.release : '' },
      };
    }
  }
  return undefined;
}

export function planJava(situation: Situation, ecosystem: string, known: string | undefined): PlanResult {
  const { facts } = situation;
  const { image } = facts;
  const fromLine = lineOf(facts.stage.from);
  const questions: Question[] = [];
  const doubts: Doubt[] = [];
  let version = known;
  if (version === undefined) {
    const least = leastVersion(situation);
    const question: Question = {
      id: 'java-version',
      question: `The tag of ${image.name} does not say which Java it holds. Which one does the program run on?`,
      options: ['25', '21', '17', '11', '8']
        .filter(option => least === undefined || Number(option) >= least)
        .map(option => ({ value: option, label: `Java ${option}`, detail: `eclipse-temurin:${option}-jre` })),
      default:
        least === undefined ? '21' : (['8', '11', '17', '21', '25'].find(option => Number(option) >= least) ?? '21'),
    };
    questions.push(question);
    version = answerOf(situation, question);
  }
  if (/graalvm/.test(image.name))
    return refuse(
      'graalvm',
      'GraalVM images are not converted: it is not known whether the program needs GraalVM.',
      undefined,
      fromLine,
    );
  const jre = jreImage(image, version);
  if (jre === undefined)
    return refuse(
      'no-runtime-image',
      `No runtime image of Java ${version} is known.`,
      'Use Java 8, 11, 17, 21 or 25.',
      fromLine,
    );
  const built = facts.runs.some(run => run.effect.kind === 'build' || run.effect.kind === 'project');
  if (
    !built &&
    (image.family === 'openjdk' || image.family === 'eclipse-temurin' || image.family === 'amazoncorretto') &&
    facts.copies.some(copy => copy.sources.some(source => /\.[jw]ar$/.test(source)))
  ) {
    return refuse(
      'no-build',
      'Nothing is built here: a jar is copied in. One stage is enough.',
      `Use ${jre.name} as the base: it has no compiler.`,
      fromLine,
    );
  }
  if (!built) return refuse('no-build', 'No RUN builds anything.', 'Build the jar in a RUN.', fromLine);
  const loose = situation.calls.find(startsClassOfSystem);
  if (loose !== undefined) {
    return refuse(
      'no-artifact',
      `The classes that are started lie in ${loose.cwd}, among the folders of the system.`,
      'Work in a folder of its own: `WORKDIR /app` before the sources are copied.',
      lineOf(startInstruction(facts)),
    );
  }
  const artifacts = situation.calls.flatMap(call => artifactsOf(call, situation));
  if (artifacts.length === 0 && !situation.calls.some(call => call.origin === 'script')) {
    return refuse(
      'no-artifact',
      'It cannot be seen which jar or folder the container starts.',
      'Start it by its path: `CMD ["java", "-jar", "target/app.jar"]`.',
      lineOf(startInstruction(facts)),
    );
  }
  if (image.family === undefined) {
    doubts.push({
      obligation: 'O4',
      code: 'unknown-image',
      message: `It is not known what ${image.name} holds and sets besides Java ${version}.`,
      line: fromLine,
    });
  }
  const texts = sourceTexts(situation, JVM_SOURCES);
  if (
    texts?.some(text =>
      /\bjavax\.tools\.|\bcom\.sun\.(?:tools|source)\.|\bjdk\.jshell\b|VirtualMachine\.attach/.test(text),
    )
  ) {
    doubts.push({
      obligation: 'O1',
      code: 'needs-jdk',
      message: 'The sources use the compiler or the tools of the JDK, which a runtime environment lacks.',
    });
  }
  const copies = new Map<string, PlannedCopy>();
  const add = (path: string, why: string) => {
    for (const key of [...copies.keys()]) if (isInside(key, path) && key !== path) copies.delete(key);
    if (![...copies.keys()].some(other => isInside(path, other))) copies.set(path, { path, why });
  };
  const fat = isFatJar(situation);
  for (const { path, kind } of artifacts) {
    if (kind === 'jar' && !fat && !isCopyTarget(situation, path))
      add(parentOf(path), 'the jar is there, and what it loads beside it');
    else add(path, 'it is what the container starts');
  }
  // Files of the project that are neither sources nor built.
  const lists = situation.roots
    .filter(root => !isSystemFolder(root))
    .map(root => ({ root, entries: runtimeEntries(situation, root, isJavaSource, readByPath(texts)) }));
  const listed = lists.flatMap(list => list.entries ?? []);
  const knownFiles = lists.every(list => list.entries !== undefined);
  if (knownFiles && listed.length <= 10) {
    for (const entry of listed) add(entry, 'it is no source, so the program may read it');
  } else if (!knownFiles) {
    const opaque = facts.copies.filter(
      copy => copy.from === undefined && copy.sources.some(source => /^\.?\/?$/.test(source)),
    );
    const named = facts.copies
      .filter(copy => copy.from === undefined && !opaque.includes(copy))
      .flatMap(copy => copy.sources.map(source => ({ copy, source })));
    if (opaque.length > 0) for (const root of situation.roots) add(root, 'the program may read files of its folder');
    for (const { copy, source } of named) {
      const name = baseName(source.replace(/\/+$/, ''));
      if (isJavaSource(name) || isJavaSource(source.replace(/^\.\//, '')) || /\.[jt]ar$/.test(name)) continue;
      const path =
        copy.intoFolder || situation.roots.includes(copy.destination)
          ? resolvePath(copy.destination, /[*?]/.test(name) ? '.' : name)
          : copy.destination;
      if (!isSystemFolder(path) && !/[*?[]/.test(path)) add(path, 'it is no source, so the program may read it');
    }
  } else for (const root of situation.roots) add(root, 'the program may read files of its folder');
  return {
    plan: {
      ecosystem,
      finalImage: jre.name,
      finalDistro: jre.distro,
      imageWhy: `It is the runtime environment of Java ${version}, without compiler and build tool.`,
      twin: false,
      copies: [...copies.values()],
      packages: [],
      provides: name =>
        /^(?:java|keytool|rmiregistry)$/.test(name) ||
        artifacts.some(artifact => baseName(artifact.path) === name || artifact.kind === 'folder'),
      buildFolders: ['/root', '/home/gradle', '/opt/gradle', '/usr/share/maven'],
      moves: [],
      questions,
      doubts,
      smaller: true,
      portable: true,
      libcWhy: `The program is bytecode; both images ${jre.distro.kind === 'alpine' ? 'use musl' : 'use glibc'}, for libraries that jars bring.`,
      builderOnlyEnv: /^(?:JAVA_HOME|MAVEN_HOME|GRADLE_HOME|M2_HOME|GRADLE_USER_HOME)$/,
    } satisfies EcosystemPlan,
  };
}

interface Artifact {
  readonly path: string;
  readonly kind: 'jar' | 'folder' | 'path';
}

/** What a call of java, or a start script of Gradle's and sbt's application plugins, needs. */
function artifactsOf(call: ProgramCall, situation: Situation): Artifact[] {
  const name = baseName(call.program);
  const result: Artifact[] = [];
  const at = (path: string) => resolvePath(call.cwd, path);
  if (name !== 'java') {
    if (!call.program.includes('/')) return [];
    const path = at(call.program);
    // …/install/NAME/bin/NAME, …/stage/bin/NAME: the folder above bin holds the jars.
    const folder = /^(.*)\/bin\/[^/]+$/.exec(path)?.[1];
    if (
      folder !== undefined &&
      !isSystemFolder(folder) &&
      situation.roots.some(root => isInside(folder, root) && folder !== root)
    )
      return [{ path: folder, kind: 'folder' }];
    return [];
  }
  for (let index = 0; index < call.args.length; index++) {
    const arg = call.args[index]!;
    if (arg === '-jar') {
      // Options may stand between -jar and the jar.
      const jar = call.args.slice(index + 1).find(word => !word.startsWith('-'));
      if (jar !== undefined)
        result.push(
          /[*?$]/.test(jar)
            ? { path: at(jar.slice(0, jar.lastIndexOf('/') + 1) || '.'), kind: 'folder' }
            : { path: at(jar), kind: 'jar' },
        );
      break;
    }
    if (arg === '-cp' || arg === '-classpath' || arg === '--class-path' || arg === '-p' || arg === '--module-path') {
      for (const entry of (call.args[index + 1] ?? '').split(':')) {
        if (entry === '' || entry.includes('$')) continue;
        const path = /[*?]/.test(entry) ? entry.slice(0, entry.lastIndexOf('/') + 1) || '.' : entry;
        const absolute = at(path);
        if (absolute === call.cwd || isSystemFolder(absolute))
          for (const root of situation.roots) result.push({ path: root, kind: 'path' });
        else result.push({ path: absolute, kind: 'path' });
      }
      index++;
      continue;
    }
    const agent = /^-javaagent:([^=]+)/.exec(arg);
    if (agent) result.push({ path: at(agent[1]!), kind: 'path' });
    if (/^-(?:XX:|D|X|-)/.test(arg)) continue;
    if (!arg.startsWith('-')) {
      // A class of the working folder.
      if (result.length === 0) for (const root of situation.roots) result.push({ path: root, kind: 'path' });
      break;
    }
  }
  return result.filter(artifact => !artifact.path.includes('$'));
}

/** `java Main` in `/`: javac has put the classes, which nobody can name one by one, into a folder that every image has. */
function startsClassOfSystem(call: ProgramCall): boolean {
  const options = /^(?:-jar|-cp|-classpath|--class-path|-p|--module-path|-m|--module|-version|--version)$/;
  return (
    baseName(call.program) === 'java' &&
    isSystemFolder(call.cwd) &&
    call.args.some(arg => !arg.startsWith('-')) &&
    !call.args.some(arg => options.test(arg))
  );
}

/** The jar was copied or renamed by a RUN: it stands alone already. */
function isCopyTarget(situation: Situation, path: string): boolean {
  return (
    situation.facts.runs.some(run => /^(?:cp|mv|ln)$/.test(run.command.program) && run.effect.writes.includes(path)) &&
    isFatJar(situation)
  );
}

function isFatJar(situation: Situation): boolean {
  for (const [image, file] of situation.imageFiles ?? []) {
    const name = baseName(image);
    if (name === 'pom.xml') {
      const text = situation.context?.read(file);
      if (text !== undefined && parsePom(text)?.fatJar === true) return true;
    }
    if (/^build\.gradle(?:\.kts)?$/.test(name)) {
      const text = situation.context?.read(file) ?? '';
      if (/org\.springframework\.boot|shadow|fatJar|uberJar|zipTree|ktor\b.*plugin|io\.ktor\.plugin/.test(text))
        return true;
    }
  }
  return situation.facts.runs.some(run =>
    run.words.some(word => /^(?:shadowJar|:?bootJar|uberjar|assembly|fatJar|buildFatJar)$/.test(word)),
  );
}

const JVM_SOURCES = /\.(?:java|kt|kts|scala|groovy|clj|properties|ya?ml|conf|xml)$/;

/**
 * Files below `src` and other folders of the build that are read by their path when the program runs: `new File("src/main/resources/x")`,
 * `server.ssl.key-store=src/main/resources/key.p12`. By the literals of sources and settings that begin with such a folder.
 */
function readByPath(texts: readonly string[] | undefined): (relative: string) => boolean {
  const named = new Set<string>();
  for (const text of texts ?? []) {
    for (const match of text.matchAll(/(?:["'=:]|file:)\s*(?:\.\/)?((?:[\w.-]+\/)?(?:src|bin|project)\/[\w./-]*)/g)) {
      named.add(match[1]!.replace(/\/+$/, ''));
    }
  }
  if (named.size === 0) return () => false;
  return relative => !/\.(?:java|kt|scala|clj)$/.test(relative) && [...named].some(path => isInside(relative, path));
}

function isJavaSource(relative: string): boolean {
  return (
    /^(?:src|gradle|\.mvn|target|build|buildSrc|project|\.gradle|app\/src|bin)(?:\/|$)/.test(relative) ||
    /(?:^|\/)src\/(?:main|test)(?:\/|$)/.test(relative) ||
    /(?:^|\/)(?:pom.*\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|gradle\.properties|gradlew(?:\.bat)?|mvnw(?:\.cmd)?|lombok\.config|build\.sbt|project\.clj|deps\.edn|build\.clj|system\.properties|checkstyle.*|.*\.iml)$/.test(
      relative,
    ) ||
    /\.(?:java|kt|kts|scala|clj|cljs|cljc|groovy|class)$/.test(relative) ||
    /(?:^|\/)(?:gradle|src|pom\.xml)(?:\/|$)/.test(relative)
  );
}

function leastVersion(situation: Situation): number | undefined {
  for (const [image, file] of situation.imageFiles ?? []) {
    if (!/(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?)$/.test(image)) continue;
    const text = situation.context?.read(file) ?? '';
    const match =
      /<(?:java\.version|maven\.compiler\.(?:release|target)|release)>\s*(?:1\.)?(\d+)/.exec(text) ??
      /(?:JavaVersion\.VERSION_|languageVersion.*?of\(|jvmToolchain\()(?:1_)?(\d+)/.exec(text);
    if (match) return Number(match[1]);
  }
  return undefined;
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  const parent = at <= 0 ? '/' : path.slice(0, at);
  return isSystemFolder(parent) ? path : parent;
}
