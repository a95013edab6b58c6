/** Go: the binary on the bare system of the builder's release. */
import { cleanPath } from '../../../model/goText.ts';
import { isInside, type ProgramCall, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { isSystemFolder } from '../effects/files.ts';
import { bareImage } from '../images.ts';
import {
  answerOf,
  type Doubt,
  type Ecosystem,
  lineOf,
  type PlannedCopy,
  type PlanResult,
  programPath,
  refuse,
  runsOf,
  type Situation,
  sourceTexts,
  startInstruction,
} from '../situation.ts';
import type { Question } from '../types.ts';
import { planCompiled } from './compiled.ts';

export const go: Ecosystem = {
  name: 'go',
  matches: situation =>
    situation.facts.image.family === 'golang' ||
    (runsOf(situation, 'go').some(run => ['build', 'install', 'get'].includes(run.words[1] ?? '')) &&
      !/^(?:node|python|java)$/.test(baseName(situation.main?.program ?? ''))),
  plan: situation => {
    if (situation.main !== undefined && isGoRun(situation.main)) return planGoRun(situation);
    const builds = runsOf(situation, 'go').filter(run => /^(?:build|install|get)$/.test(run.words[1] ?? ''));
    const scripted = situation.facts.runs.some(
      run => run.effect.kind === 'project' || (run.effect.kind === 'build' && run.command.program !== 'go'),
    );
    if (builds.length === 0 && !scripted) {
      return refuse(
        'no-build',
        'No RUN builds a program.',
        'Build it with `RUN go build -o /app/server .` and start that file.',
      );
    }
    const doubts: Doubt[] = [];
    const isStatic = builds.length > 0 && builds.every(run => isStaticBuild(situation, run));
    const { image } = situation.facts;
    const foreign = image.family !== 'golang';
    const known = bareImage(image.distro) !== undefined;
    // A static program runs anywhere: when the release is not known, the current Debian will do.
    const finalImage = known ? undefined : isStatic ? 'debian:trixie-slim' : undefined;
    const missing = mismatch(situation, builds);
    const brought = situation.facts.copies.some(copy => copy.from !== undefined || copy.remote);
    if (missing !== undefined && !brought && situation.imageFiles?.has(missing.started) === false)
      return refuse(
        'no-artifact',
        missing.doubt.message + ' Nothing makes that file.',
        'Start the file that is built.',
        missing.doubt.line,
      );
    if (missing !== undefined) doubts.push(missing.doubt);
    const programs = severalPrograms(situation, builds);
    const several = { ...programs, extraCopies: [...programs.extraCopies, ...zoneCopies(situation)] };
    if (!known && image.family === undefined && finalImage === undefined) {
      const distro = { kind: 'debian', release: 'trixie' } as const;
      return planCompiled(
        { ...situation, facts: { ...situation.facts, image: { ...image, distro, moving: false } } },
        {
          ...goOptions(situation, isStatic),
          doubts: [
            ...doubts,
            {
              obligation: 'O4',
              code: 'unknown-distribution',
              message: `It is not known what ${image.name} is built on; on debian:trixie-slim the program starts if it is linked with glibc 2.41 or older.`,
              line: lineOf(situation.facts.stage.from),
            },
          ],
        },
      );
    }
    return planCompiled(situation, {
      ...goOptions(situation, isStatic),
      ...(finalImage === undefined ? {} : { finalImage }),
      doubts,
      ...several,
      builderHasCertificates: !foreign,
    });
  },
};

/** Whether a call is `go run`. */
export function isGoRun(call: ProgramCall): boolean {
  return baseName(call.program) === 'go' && call.args[0] === 'run';
}

/** `go run`: what it builds at each start can be built once and started instead, if the user agrees. */
function planGoRun(situation: Situation): PlanResult {
  const { facts, imageFiles } = situation;
  const main = situation.main!;
  const instruction = startInstruction(facts);
  const development = refuse(
    'development-server',
    'The container starts `go run`, which needs the tools of the build.',
    'To have a smaller image, build the program with `RUN go build -o /app/server .` and start that file.',
    lineOf(instruction),
  );
  const words = main.args.slice(1);
  const flags = words.slice(
    0,
    countWhile(words, word => /^-(?:v|x|tags=[\w,.]+|mod=\w+|trimpath|race)$/.test(word)),
  );
  const rest = words.slice(flags.length);
  const files = rest.slice(
    0,
    countWhile(rest, word => word.endsWith('.go')),
  );
  const sources = files.length > 0 ? files : rest.slice(0, 1);
  const program = rest.slice(sources.length);
  const user = facts.user.split(':')[0]!;
  if (
    imageFiles === undefined ||
    sources.length === 0 ||
    sources.some(word => !/^(?:[\w.-]+\/)*[\w.-]+\/?$/.test(word)) ||
    program.some(word => !/^[\w./:=@%+,-]+$/.test(word)) ||
    (facts.cmd !== undefined && facts.entrypoint !== undefined) ||
    facts.starts.length !== 1 ||
    facts.steps.some(step => step.instruction.name === 'SHELL') ||
    main.wrappers.length > 0 ||
    !/^(?:root|0)?$/.test(user)
  )
    return development;
  const folder = resolvePath(main.cwd, files.length > 0 ? sources[0]!.replace(/[^/]*$/, '.') : sources[0]!);
  const present =
    files.length > 0
      ? sources.every(word => imageFiles.has(resolvePath(main.cwd, word)))
      : [...imageFiles.keys()].some(path => path.endsWith('.go') && path.slice(0, path.lastIndexOf('/')) === folder);
  if (!present) return development;
  // A name that nothing in the folder has.
  const own = files.length > 0 ? baseName(sources[0]!).replace(/\.go$/, '') : baseName(folder);
  const path = [own, 'server', 'main', 'program']
    .filter(name => /^[\w-]+$/.test(name))
    .map(name => resolvePath(main.cwd, name))
    .find(candidate => ![...imageFiles.keys()].some(file => isInside(file, candidate)) && !isSystemFolder(candidate));
  if (path === undefined) return development;
  const newWords = instruction.json ? JSON.stringify([path, ...program]) : [path, ...program].join(' ');
  const build = `RUN go build ${[...flags, '-o', path, ...sources].join(' ')}`;
  const question: Question = {
    id: 'start',
    question: `The container starts \`go ${main.args.join(' ')}\`, which builds again at each start. Build it once and start ${path} instead?`,
    options: [
      { value: 'binary', label: 'Start the binary', detail: `${instruction.name} becomes ${newWords}` },
      { value: 'keep', label: 'Keep go run', detail: 'Then the image needs Go, and nothing is converted.' },
    ],
    default: 'binary',
  };
  if (answerOf(situation, question) === 'keep') return development;
  const call = { ...main, program: path, args: program };
  const isStatic = facts.variables.get('CGO_ENABLED') === '0';
  const planned = planCompiled(
    { ...situation, calls: situation.calls.map(other => (other === main ? call : other)), main: call },
    { ...goOptions(situation, isStatic), doubts: [], extraCopies: zoneCopies(situation) },
  );
  if ('refuse' in planned) return planned;
  const { plan } = planned;
  return {
    plan: {
      ...plan,
      questions: [question, ...plan.questions],
      calls: [call],
      buildLines: [{ text: build, why: 'it is what `go run` built at each start' }],
      drops: name => name === instruction.name,
      newCommand: `${instruction.name} ${newWords}`,
    },
  };
}

function countWhile(words: readonly string[], test: (word: string) => boolean): number {
  const at = words.findIndex(word => !test(word));
  return at === -1 ? words.length : at;
}

function goOptions(situation: Situation, isStatic: boolean) {
  const gopath = cleanPath(situation.facts.variables.get('GOPATH') ?? '/go');
  const gobin = cleanPath(situation.facts.variables.get('GOBIN') ?? `${gopath}/bin`);
  return {
    ecosystem: 'go',
    isSource: (path: string) =>
      /\.(?:go|mod|sum|work|s|proto|templ)$/.test(path) ||
      /^vendor\//.test(path) ||
      /_test\.go$/.test(path) ||
      /\/testdata\//.test(path),
    sourceEndings: /\.go$/,
    opensFiles:
      /\bos\.(?:Open|ReadFile|Create|WriteFile|OpenFile|Stat|ReadDir|Mkdir|DirFS|Getwd|Executable)|ioutil\.|filepath\.(?:Walk|Glob|Abs)|ParseFiles|ParseGlob|http\.(?:Dir|ServeFile|FileServer)|LoadHTML|\.Static(?:File|FS)?\(|SendFile|viper|godotenv|gotenv|sqlite|migrate|ListenAndServeTLS|LoadX509KeyPair|html\.New\(|jet\.|plugin\.Open|toml\.DecodeFile|configor|koanf|cleanenv|envconfig\.File|beego|revel|buffalo|pongo2|go-bindata/,
    connects:
      /"net\/http"|"crypto\/tls"|google\.golang\.org\/grpc|"net\/smtp"|lib\/pq|go-sql-driver|jackc\/pgx|mongo-driver|go-redis|sarama|segmentio\/kafka|aws-sdk|cloud\.google|azure-sdk|resty|fasthttp|gofiber|nats-io|amqp|telegram|slack|discordgo|minio/,
    // Beside Debian's own, programs find the time zones that the Go tools carry: see zoneCopies.
    usesZones: hasGoZones(situation) ? /^(?!)/ : /LoadLocation/,
    binFolder: gobin,
    isStatic,
    packages: [],
    buildFolders: [gopath, '/go', '/root/go', '/root/.cache'],
    heavyBuild: false,
    builderHasCertificates: true,
  };
}

function isStaticBuild(situation: Situation, run: Situation['facts']['runs'][number]): boolean {
  const assigned = run.command.assignments.find(assignment => assignment.name === 'CGO_ENABLED')?.value?.value;
  const value = assigned ?? run.step.variables.get('CGO_ENABLED');
  if (value === '0') return true;
  const exported = situation.facts.runs.some(
    other =>
      other.step === run.step &&
      other.command.kind === 'declaration' &&
      other.command.assignments.some(
        assignment => assignment.name === 'CGO_ENABLED' && assignment.value?.value === '0',
      ),
  );
  return exported || run.words.some(word => /-extldflags[= ]["']?.*-static/.test(word));
}

/** Golang's images on Alpine have no time zones of the system: programs find those of the Go that built them. */
function hasGoZones(situation: Situation): boolean {
  const { image } = situation.facts;
  return image.family === 'golang' && image.distro.kind === 'alpine';
}

/** Time zones by name, in the folder that is written into the program. Without the sources nobody knows whether they are needed. */
function zoneCopies(situation: Situation): PlannedCopy[] {
  if (!hasGoZones(situation)) return [];
  const texts = sourceTexts(situation, /\.go$/);
  const zones = texts?.some(text => /LoadLocation/.test(text)) ?? true;
  const own = texts?.some(text => /"time\/tzdata"/.test(text)) ?? false;
  if (!zones || own) return [];
  const path = '/usr/local/go/lib/time/zoneinfo.zip';
  return [{ path, why: 'the program finds time zones by name in the folder of the Go that built it' }];
}

/**
 * One build makes several programs, and the one that is started may start another: they all come along. With the folder that
 * `-o` names they are found together; `go install` puts them beside what the image has, so they are named one by one.
 */
function severalPrograms(
  situation: Situation,
  builds: Situation['facts']['runs'],
): {
  readonly extraCopies: readonly PlannedCopy[];
  readonly wholeArtifactFolder: (path: string) => string | undefined;
} {
  const folders = builds.flatMap(run => {
    const at = run.words.indexOf('-o');
    const output = at === -1 ? undefined : run.words[at + 1];
    if (run.words[1] !== 'build' || output === undefined) return [];
    const many = output.endsWith('/') || run.words.some(word => word.endsWith('/...'));
    return many ? [resolvePath(run.cwd, output)] : [];
  });
  const whole = (path: string) => folders.find(folder => !isSystemFolder(folder) && path.startsWith(folder + '/'));
  const installs = builds.filter(run => run.words[1] === 'install' && run.words.some(word => word.endsWith('/...')));
  if (installs.length === 0) return { extraCopies: [], wholeArtifactFolder: whole };
  const names = new Set<string>();
  for (const [image, file] of situation.imageFiles ?? []) {
    if (!image.endsWith('.go') || image.endsWith('_test.go')) continue;
    const text = situation.context?.read(file);
    const folder = image.slice(0, image.lastIndexOf('/'));
    if (text !== undefined && /^package main\b/m.test(text) && !situation.roots.includes(folder))
      names.add(baseName(folder));
  }
  const bin = installs[0]!.effect.writes[0]!;
  const extraCopies =
    names.size < 2
      ? []
      : [...names].sort().map(name => ({
          path: `${bin}/${name}`,
          why: 'it is built together with what is started, which may call it',
        }));
  return { extraCopies, wholeArtifactFolder: whole };
}

/** The file that is started is not the one that `go build -o` writes: one of the two is a mistake, or a later step moves it. */
function mismatch(
  situation: Situation,
  builds: Situation['facts']['runs'],
): { readonly started: string; readonly doubt: Doubt } | undefined {
  const main = situation.main;
  const path = main === undefined ? undefined : programPath(main);
  if (path === undefined || builds.length === 0) return undefined;
  const outputs = builds.flatMap(run => {
    if (run.words[1] !== 'build') return [];
    const at = run.words.indexOf('-o');
    const output = at === -1 ? run.words.find(word => word.startsWith('-o='))?.slice(3) : run.words[at + 1];
    return output === undefined ? [] : [resolvePath(run.cwd, output)];
  });
  if (outputs.length !== builds.length || outputs.length === 0) return undefined;
  const reached = outputs.some(output => output === path || path.startsWith(output.replace(/\/$/, '') + '/'));
  const moved = situation.facts.runs.some(
    run => /^(?:cp|mv|install|ln|curl|wget|tar|unzip)$/.test(run.command.program) || run.effect.kind === 'project',
  );
  if (reached || moved || situation.calls.some(call => call.origin === 'script')) return undefined;
  return {
    started: path,
    doubt: {
      obligation: 'O1',
      code: 'artifact-mismatch',
      message: `The build writes ${outputs.join(', ')}, but the container starts ${path}.`,
      line: lineOf(builds[0]!.step.instruction),
    },
  };
}
