/** .NET: what `dotnet publish` writes, on the ASP.NET or plain runtime of the same tag. */

import { parse as parseJsonWithComments } from 'jsonc-parser';
import { nestsTooDeep } from '../../../context/values.ts';
import { splitImageName } from '../../../model/imageReference.ts';
import { isInside, type ProgramCall, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { isSystemFolder } from '../effects/files.ts';
import {
  answerOf,
  type Doubt,
  type Ecosystem,
  lineOf,
  type PlannedCopy,
  type PlanResult,
  refuse,
  runsOf,
  runtimeEntries,
  type Situation,
  startInstruction,
} from '../situation.ts';
import type { Question } from '../types.ts';

export const dotnet: Ecosystem = {
  name: 'dotnet',
  matches: situation =>
    situation.facts.image.family === 'dotnet' ||
    (situation.facts.image.family === 'dotnet-old' && /sdk|build/.test(situation.facts.image.tag)) ||
    (situation.facts.image.family === 'dotnet-old' && runsOf(situation, 'dotnet').length > 0),
  plan: situation => {
    const main = situation.main;
    if (main === undefined) return refuse('no-start', 'It cannot be read what the container starts.');
    if (baseName(main.program) === 'dotnet' && main.args[0] === 'run') return planRun(situation, main);
    return planPublished(situation, main);
  },
};

/** `publishes`: the plan itself adds the RUN that publishes. */
function planPublished(situation: Situation, main: ProgramCall, publishes = false): PlanResult {
  const { facts } = situation;
  const { image } = facts;
  const line = lineOf(facts.stage.from);
  const doubts: Doubt[] = [];
  const dll = baseName(main.program) === 'dotnet' ? main.args.find(arg => /\.dll$/.test(arg)) : undefined;
  const program = dll ?? (main.program.includes('/') ? main.program : undefined);
  if (program === undefined)
    return refuse(
      'no-artifact',
      'It cannot be seen which published program the container starts.',
      'Start it by its path: `ENTRYPOINT ["dotnet", "out/App.dll"]`.',
      lineOf(startInstruction(facts)),
    );
  const web = isWeb(situation);
  const finalImage = runtimeImage(image.written, image.tag, image.family === 'dotnet-old', web !== false);
  if (finalImage === undefined)
    return refuse(
      'no-runtime-image',
      `No runtime image that belongs to ${image.name} is known.`,
      'Use a tag of mcr.microsoft.com/dotnet/sdk.',
      line,
    );
  const folder = resolvePath(main.cwd, program).replace(/\/[^/]*$/, '') || '/';
  if (isSystemFolder(folder))
    return refuse(
      'no-artifact',
      `The program lies in ${folder}, a folder of the system.`,
      'Publish into a folder of its own (`-o /app`).',
    );
  const published = runsOf(situation, 'dotnet').some(run => run.words[1] === 'publish');
  const built = runsOf(situation, 'dotnet').some(run => run.words[1] === 'build');
  if (!published && built && !publishes)
    doubts.push({
      obligation: 'O7',
      code: 'not-published',
      message:
        'The program is built and not published: what it reads may lie among the sources and in the NuGet cache.',
      hint: 'Use `dotnet publish`.',
    });
  if (!published && !built && !publishes)
    return refuse('no-build', 'No RUN publishes the program.', 'Add `RUN dotnet publish -c Release -o /app`.');
  const copies: PlannedCopy[] = [{ path: folder, why: 'it holds the published program' }];
  // Hosts read appsettings.json, wwwroot and views of the working folder, not of the published one.
  if (main.cwd !== folder) copies.push(...filesOfWorkingFolder(situation, main.cwd, folder));
  copies.push(...dataRoots(situation, main.cwd, folder));
  const major = Number(/^(\d+)/.exec(image.tag)?.[1] ?? '0');
  const urls = ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS', 'HTTP_PORTS', 'URLS', 'DOTNET_URLS'];
  const told =
    urls.some(name => facts.variables.has(name)) ||
    situation.calls.some(call => call.args.some(arg => /--urls/.test(arg)));
  // SDK images before 5.0 set the same port as the runtime.
  const resets = web !== false && !told && image.family === 'dotnet' && (major >= 5 || major === 0);
  const name = major >= 8 || major === 0 ? 'ASPNETCORE_HTTP_PORTS' : 'ASPNETCORE_URLS';
  const alpine = /alpine/.test(image.tag);
  const environment = [
    ...(resets
      ? [
          {
            name,
            value: '',
            why: 'The runtime image would change the port that the program listens on; the SDK image does not.',
          },
        ]
      : []),
    ...(alpine
      ? [
          {
            name: 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT',
            value: 'false',
            why: 'The SDK image sets it; the runtime image on Alpine switches cultures off.',
          },
        ]
      : []),
  ];
  return {
    plan: {
      ecosystem: 'dotnet',
      finalImage,
      finalDistro: alpine ? { kind: 'alpine', release: '' } : { kind: 'debian', release: image.distro.release },
      imageWhy: `It is the ${web === false ? '' : 'ASP.NET '}runtime of the same version, without the SDK.`,
      twin: false,
      copies,
      packages: alpine
        ? [
            { name: 'icu-libs', why: 'the SDK image has cultures, the runtime image has not' },
            ...(major >= 6 ? [{ name: 'icu-data-full', why: 'the SDK image has all cultures' }] : []),
            { name: 'tzdata', why: 'the SDK image has time zones' },
          ]
        : [],
      provides: tool => tool === 'dotnet' || tool === baseName(program),
      ...(environment.length === 0 ? {} : { environment }),
      buildFolders: ['/root', facts.workdir, ...situation.roots],
      moves: [],
      questions: [],
      doubts,
      smaller: true,
      portable: true,
      libcWhy: 'The program is bytecode, and the runtime has the same tag as the SDK.',
    },
  };
}

/** `dotnet run`: the project that it builds and starts can be published instead, if the user agrees. */
function planRun(situation: Situation, main: ProgramCall): PlanResult {
  const { facts } = situation;
  const instruction = startInstruction(facts);
  const development = refuse(
    'development-server',
    'The container starts `dotnet run`, which builds the project first and needs the SDK.',
    'Publish in a RUN (`dotnet publish -c Release -o out`) and start `dotnet out/NAME.dll`.',
    lineOf(instruction),
  );
  const words = readRunWords(main.args.slice(1));
  const project = words === undefined ? undefined : projectOf(situation, main.cwd, words.project);
  const single = facts.starts.length === 1 && (facts.cmd === undefined) !== (facts.entrypoint === undefined);
  if (
    words === undefined ||
    project === undefined ||
    !single ||
    main.conditional ||
    main.wrappers.length > 0 ||
    isSystemFolder(project.startFolder)
  )
    return development;
  const { configuration } = words;
  const folder = resolvePath(project.startFolder, 'publish');
  if ([...(situation.imageFiles?.keys() ?? [])].some(path => isInside(path, folder))) return development;
  const command = JSON.stringify(['dotnet', `publish/${project.assembly}.dll`, ...words.rest]);
  const keyword = instruction.keyword.value;
  const profile = words.noProfile ? NO_PROFILE : launchProfile(situation, project.folder);
  const question: Question = {
    id: 'start',
    question: `The container starts \`dotnet run\`, which builds ${project.name} again. Publish it in the build and start the result?`,
    options: [
      {
        value: 'publish',
        label: 'Publish the project',
        detail: `\`dotnet publish ${project.name} -c ${configuration}\`; ${keyword} becomes ${command}${profile.development ? '; it then runs in Production, not in the Development of launchSettings.json' : ''}`,
      },
      { value: 'keep', label: 'Keep dotnet run', detail: 'Then the image needs the SDK, and nothing is converted.' },
    ],
    default: 'publish',
  };
  if (answerOf(situation, question) === 'keep') return development;
  const call: ProgramCall = {
    ...main,
    cwd: project.startFolder,
    args: [`publish/${project.assembly}.dll`, ...words.rest],
  };
  const planned = planPublished({ ...situation, calls: [call], main: call }, call, true);
  if ('refuse' in planned) return planned;
  const set = new Set(profile.environment.map(entry => entry.name));
  const environment = [
    ...profile.environment,
    ...(planned.plan.environment ?? []).filter(
      entry => !set.has(entry.name) && !(set.has('ASPNETCORE_URLS') && entry.name === 'ASPNETCORE_HTTP_PORTS'),
    ),
  ];
  return {
    plan: {
      ...planned.plan,
      ...(environment.length === 0 ? {} : { environment }),
      questions: [question],
      doubts: [...planned.plan.doubts, ...profile.doubts],
      calls: [call],
      buildLines: [
        {
          text: `RUN ${main.cwd === facts.workdir ? '' : `cd ${main.cwd} && `}dotnet publish ${project.folder === main.cwd ? project.name : `${project.folder}/${project.name}`} -c ${configuration} -o ${folder}`,
          why: '`dotnet run` built the project when it started.',
        },
      ],
      drops: name => name === instruction.name,
      newCommand: `${keyword} ${command}`,
      ...(project.startFolder === main.cwd ? {} : { newFolder: project.startFolder }),
    },
  };
}

interface RunWords {
  readonly configuration: string;
  readonly noProfile: boolean;
  /** `--project`: a folder or a project file. */
  readonly project: string | undefined;
  /** What the program gets. */
  readonly rest: readonly string[];
}

/** The words behind `dotnet run`; undefined where one of them is not known here. What is no option of its own goes to the program. */
function readRunWords(words: readonly string[]): RunWords | undefined {
  let configuration = 'Release';
  let noProfile = false;
  let project: string | undefined;
  const rest: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const [name, inline] = word.startsWith('--') && word.includes('=') ? word.split('=', 2) : [word];
    const value = () => inline ?? words[++index] ?? '';
    if (word === '--') {
      rest.push(...words.slice(index + 1));
      break;
    }
    if (/^--(?:no-restore|no-build)$/.test(name!)) continue;
    if (name === '--no-launch-profile') noProfile = true;
    else if (name === '-c' || name === '--configuration') configuration = value();
    else if (name === '-v' || name === '--verbosity') value();
    else if (name === '--project' || (name === '-p' && !(words[index + 1] ?? '=').includes('='))) project = value();
    else if (name === '--urls') rest.push(...(inline === undefined ? [word, value()] : [word]));
    else if (word.startsWith('-')) return undefined;
    else rest.push(word);
  }
  const isPlain = [...rest, project ?? ''].every(word => /^[\w./:=@%+,*;-]*$/.test(word));
  return isPlain && /^(?:Release|Debug)$/.test(configuration) ? { configuration, noProfile, project, rest } : undefined;
}

interface ProjectFile {
  readonly folder: string;
  readonly name: string;
  /** The name of what it builds. */
  readonly assembly: string;
  /** Where `dotnet run` starts the program: a web project's own folder, else where it was called. */
  readonly startFolder: string;
}

/** The project that is told, or the only one of the folder. */
function projectOf(situation: Situation, cwd: string, told: string | undefined): ProjectFile | undefined {
  const path = told === undefined ? cwd : resolvePath(cwd, told);
  const isFile = /\.(?:cs|fs|vb)proj$/.test(path);
  const folder = isFile ? path.slice(0, path.lastIndexOf('/')) || '/' : path;
  const found = isFile
    ? [path]
    : [...(situation.imageFiles?.keys() ?? [])].filter(
        file =>
          /\.(?:cs|fs|vb)proj$/.test(file) && file.slice(0, file.lastIndexOf('/')) === (folder === '/' ? '' : folder),
      );
  if (found.length !== 1) return undefined;
  const name = baseName(found[0]!);
  const text = situation.readImage(found[0]!);
  if (text === undefined || /\s/.test(name)) return undefined;
  // A library or a web assembly is not started like this; a name from a variable is not known.
  if (/OutputType>\s*Library|BlazorWebAssembly|RunWorkingDirectory|RunCommand/.test(text)) return undefined;
  const written = /<AssemblyName>\s*([^<]*?)\s*<\/AssemblyName>/.exec(text)?.[1];
  const assembly = written ?? name.replace(/\.\w+proj$/, '');
  if (!/^[\w.-]+$/.test(assembly)) return undefined;
  const sdk = /<Project\s[^>]*Sdk\s*=\s*"([^"/]+)/.exec(text)?.[1];
  if (folder !== cwd && sdk !== 'Microsoft.NET.Sdk' && sdk !== 'Microsoft.NET.Sdk.Web') return undefined;
  return { folder, name, assembly, startFolder: sdk === 'Microsoft.NET.Sdk' ? cwd : folder };
}

interface ProfileSettings {
  readonly environment: readonly { readonly name: string; readonly value: string; readonly why: string }[];
  readonly doubts: readonly Doubt[];
  /** The profile says Development, which an image that is shipped should not be in. */
  readonly development: boolean;
}

const NO_PROFILE: ProfileSettings = { environment: [], doubts: [], development: false };

/** What `dotnet run` takes from Properties/launchSettings.json: the first profile that starts the project. */
function launchProfile(situation: Situation, folder: string): ProfileSettings {
  const path = resolvePath(folder, 'Properties/launchSettings.json');
  if (situation.imageFiles?.has(path) !== true) return NO_PROFILE;
  const unknown: ProfileSettings = {
    ...NO_PROFILE,
    doubts: [
      {
        obligation: 'O9',
        code: 'launch-profile',
        message:
          '`dotnet run` takes the port and the environment from Properties/launchSettings.json, and this file cannot be read.',
      },
    ],
  };
  const text = situation.readImage(path) ?? '';
  const value: unknown = nestsTooDeep(text) ? undefined : parseJsonWithComments(text);
  const profiles = Object.values((value as { profiles?: Record<string, LaunchProfile> } | undefined)?.profiles ?? {});
  if (profiles.length === 0) return unknown;
  const profile = profiles.find(candidate => candidate?.commandName === 'Project');
  if (profile === undefined) return NO_PROFILE;
  const entries = Object.entries(profile.environmentVariables ?? {});
  if (typeof profile.applicationUrl === 'string') entries.push(['ASPNETCORE_URLS', profile.applicationUrl]);
  const plain = entries.every(([name, text]) => /^\w+$/.test(name) && /^[\w:/.;*+,=@-]*$/.test(text));
  if (profile.commandLineArgs !== undefined || !plain) return unknown;
  const why = '`dotnet run` takes it from Properties/launchSettings.json.';
  const isDevelopment = ([name, text]: readonly [string, string]) =>
    /_ENVIRONMENT$/.test(name) && text === 'Development';
  const told = new Set(situation.facts.variables.keys());
  const missing = entries.filter(([name]) => !told.has(name));
  return {
    environment: missing.filter(entry => !isDevelopment(entry)).map(([name, text]) => ({ name, value: text, why })),
    doubts: [],
    development: missing.some(isDevelopment),
  };
}

interface LaunchProfile {
  readonly commandName?: string;
  readonly applicationUrl?: string;
  readonly commandLineArgs?: string;
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/** What the program may read in its working folder: the files of the context that are no sources, else all of it. */
function filesOfWorkingFolder(situation: Situation, workdir: string, published: string): PlannedCopy[] {
  const { facts } = situation;
  const why = 'the program may read it in its working folder (settings, wwwroot, views)';
  const inside = situation.roots.filter(root => isInside(root, workdir) || isInside(workdir, root));
  if (inside.length === 0 || isSystemFolder(workdir)) return [];
  const entries = runtimeEntries(situation, workdir, isDotnetSource);
  const made = facts.runs.some(
    run =>
      /^(?:files|download|project)$/.test(run.effect.kind) &&
      run.effect.writes.some(path => isInside(path, workdir) && !isInside(path, published)),
  );
  if (entries === undefined || entries.length > 10 || made) return [{ path: workdir, why }];
  return entries.filter(path => !isInside(path, published)).map(path => ({ path, why }));
}

/** Folders and files that a COPY puts apart from the sources and the working folder: `COPY inputs /inputs`, `COPY cert.pfx /https/`. */
function dataRoots(situation: Situation, workdir: string, published: string): PlannedCopy[] {
  const files = [...(situation.imageFiles?.keys() ?? [])];
  return situation.roots
    .filter(root => ![workdir, published].some(folder => isInside(root, folder) || isInside(folder, root)))
    .filter(root => {
      const own = files.filter(path => isInside(path, root));
      return own.length > 0 && !own.some(path => /\.(?:[cfv]s|sln|slnx|[cfv]\w*proj|proto|props|targets)$/.test(path));
    })
    .map(path => ({ path, why: 'it is no source, so the program may read it' }));
}

function isDotnetSource(relative: string): boolean {
  return (
    /\.(?:cs|fs|vb|csproj|fsproj|vbproj|sln|slnx|props|targets|user|resx|ruleset|editorconfig|cshtml\.cs)$/.test(
      relative,
    ) ||
    /(?:^|\/)(?:bin|obj|Properties|packages)\//.test(relative) ||
    /(?:^|\/)(?:global\.json|nuget\.config|packages\.lock\.json|launchSettings\.json|dotnet-tools\.json)$/i.test(
      relative,
    )
  );
}

/** Packages that need nothing of ASP.NET's shared framework. */
const PLAIN_PACKAGE =
  /^(?:Newtonsoft\.|System\.|Microsoft\.(?:Extensions|Data|EntityFrameworkCore|CSharp|NET|NETCore|SourceLink|CodeAnalysis|Bcl)\b|Dapper|Npgsql|MySql|StackExchange\.Redis|RabbitMQ|Confluent\.Kafka|MongoDB\.|Serilog(?:$|\.Sinks|\.Settings|\.Extensions|\.Formatting|\.Enrichers)|NLog$|CommandLineParser|Google\.Protobuf|Grpc\.(?:Net\.Client|Tools|Core)|AutoMapper$|Polly|FluentValidation$|MediatR$|CsvHelper|Spectre\.Console|YamlDotNet|Suave|FSharp\.|Discord\.Net|DSharpPlus|Telegram\.Bot|Humanizer|Quartz$|Azure\.|AWSSDK\.|xunit|NUnit|coverlet|BenchmarkDotNet|SixLabors\.|StyleCop|Ulid|Cronos|NodaTime|McMaster|DotNetEnv|Zeebe|zb-client)/i;

function isWeb(situation: Situation): boolean | undefined {
  let read = false;
  let unsure = false;
  for (const [image, file] of situation.imageFiles ?? []) {
    if (!/\.(?:cs|fs|vb)proj$/.test(image)) continue;
    const text = situation.context?.read(file);
    if (text === undefined) continue;
    read = true;
    if (/Sdk\s*=\s*"Microsoft\.NET\.Sdk\.(?:Web|BlazorWebAssembly|Razor)"|AspNetCore/.test(text)) return true;
    // A package may bring ASP.NET along: the larger runtime image is the safe one.
    for (const match of text.matchAll(/<PackageReference\s[^>]*Include\s*=\s*"([^"]+)"/g)) {
      if (!PLAIN_PACKAGE.test(match[1]!)) unsure = true;
    }
  }
  return read && !unsure ? false : undefined;
}

/** `mcr.microsoft.com/dotnet/sdk:8.0-alpine` → `…/aspnet:8.0-alpine`; `microsoft/dotnet:2.0.0-sdk` → `…:2.0.0-runtime`. */
function runtimeImage(written: string, tag: string, old: boolean, web: boolean): string | undefined {
  const parts = splitImageName(written);
  const writtenTag = parts.tag?.text ?? '';
  const repository = written.slice(0, parts.repository.span.end);
  if (old) {
    if (!/sdk/.test(tag)) return undefined;
    // ASP.NET has its own tags since 2.1; before it was another repository.
    const modern = /^(?:2\.[1-9]|[3-9])/.test(tag);
    const twin = web && modern ? 'aspnetcore-runtime' : 'runtime';
    if (web && !modern) return `microsoft/aspnetcore:${/^(\d+\.\d+)/.exec(tag)?.[1] ?? '2.0'}`;
    return `${repository}:${writtenTag.replace('sdk', twin)}`;
  }
  if (!/\/sdk$/.test(repository) || parts.digest !== undefined) return undefined;
  // SDK versions (8.0.100) are not runtime versions.
  const version = writtenTag.replace(/^(\d+\.\d+)\.\d{3}(?=$|-)/, '$1');
  return `${repository.replace(/sdk$/, web ? 'aspnet' : 'runtime')}${version === '' ? '' : `:${version}`}`;
}
