/** Compilers and tools of builds that the program itself starts: judges, graders, notebooks, libraries that are a front of Java. */
import { ofText } from './ofText.ts';
import { packageName } from './packages.ts';
import type { Situation } from './situation.ts';

/** Texts of sources as far as the context gives them. Unlike `sourceTexts`, what is missing or too big takes nothing from the rest. */
export function readableTexts(situation: Situation, endings: RegExp): readonly string[] {
  let known = readTexts.get(situation);
  if (known === undefined) readTexts.set(situation, (known = new Map()));
  let texts = known.get(endings.source);
  if (texts === undefined) known.set(endings.source, (texts = readAll(situation, endings)));
  return texts;
}

/** Asked by several steps of one conversion. */
const readTexts = new WeakMap<Situation, Map<string, readonly string[]>>();
const mostFiles = 1000;
const mostCharacters = 8_000_000;

function readAll(situation: Situation, endings: RegExp): readonly string[] {
  const texts: string[] = [];
  let size = 0;
  for (const [image, file] of situation.imageFiles ?? []) {
    if (!endings.test(image) || /(?:^|\/)(?:node_modules|vendor)\/|\.min\.js$/.test(file)) continue;
    const text = situation.context?.read(file);
    if (text === undefined) continue;
    texts.push(text);
    size += text.length;
    if (texts.length >= mostFiles || size > mostCharacters) break;
  }
  return texts;
}

/** Ecosystems whose programs are no result of compilers: what stays behind with a compiler may still be wanted. */
export const INTERPRETED = /^(?:python|node|typescript|nextjs|bun|ruby|php)$/;

/** Why a package that usually only builds is needed at run time; undefined when nothing says so. */
export function neededCompiler(
  written: string,
  ecosystem: string,
  texts: readonly string[],
  atStart: ReadonlySet<string>,
): string | undefined {
  if (!INTERPRETED.test(ecosystem)) return undefined;
  const name = packageName(written);
  // Nothing of these languages is built with Java: it is for pyspark, konlpy, tabula and their kin.
  if (/^(?:default-jdk|openjdk-?\d*-jdk)(?:-headless)?$/.test(name)) return 'packages of the program start Java';
  const programs = programsOf(name);
  const program = programs.find(entry => atStart.has(entry) || isNamed(entry, texts));
  return program === undefined ? undefined : `the sources call \`${program}\``;
}

/** The programs that a package of the build brings. */
function programsOf(name: string): readonly string[] {
  const plain = name.replace(/-\d+(?:\.\d+)*$/, '');
  const known: Readonly<Record<string, readonly string[]>> = {
    'build-essential': ['gcc', 'g++', 'cc', 'c++', 'make'],
    'build-base': ['gcc', 'g++', 'cc', 'c++', 'make'],
    'alpine-sdk': ['gcc', 'g++', 'cc', 'c++', 'make'],
    gcc: ['gcc', 'cc'],
    'g++': ['g++', 'gcc', 'c++'],
    clang: ['clang', 'clang++'],
    golang: ['go'],
    'golang-go': ['go'],
    rustc: ['rustc'],
    ghc: ['ghc', 'runghc', 'runhaskell'],
    ocaml: ['ocaml', 'ocamlfind', 'ocamlopt'],
    fpc: ['fpc'],
    'protobuf-compiler': ['protoc'],
    subversion: ['svn'],
    mercurial: ['hg'],
    gnupg: ['gpg'],
    gnupg2: ['gpg'],
    nim: ['nim'],
    crystal: ['crystal'],
    ldc: ['ldc2'],
    maven: ['mvn'],
  };
  return known[plain] ?? [plain];
}

/** Whether a source that starts programs has the name as a literal, or as the first word of one. */
function isNamed(program: string, texts: readonly string[]): boolean {
  const escaped = program.replace(/[+.]/g, '\\$&');
  const literal = new RegExp(`["'\`](?:/usr(?:/local)?/bin/)?${escaped}(?=["'\`\\s])`);
  return texts.some(text => startsPrograms(text) && literal.test(text));
}

/** Whether a source starts other programs. */
export const startsPrograms = ofText(text => STARTS_PROGRAMS.test(text));

const STARTS_PROGRAMS =
  /child_process|subprocess|os\.system|os\.popen|os\.exec|exec\.Command|Open3|shell_exec|proc_open|execa|shelljs|zx\b|Bun\.spawn|node-pty|pexpect|%x\{|ProcessBuilder|popen\(|system\(|Runtime\.getRuntime|Command::new|passthru\(|(?<![.\w])exec\(/;
