/** .NET: what `dotnet publish` writes, on the ASP.NET or plain runtime of the same tag. */

import { splitImageName } from '../../../model/imageReference.ts';
import { isInside, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { isSystemFolder } from '../commandEffects.ts';
import { type Doubt, type Ecosystem, lineOf, type PlannedCopy, refuse, runsOf, type Situation } from '../situation.ts';

export const dotnet: Ecosystem = {
  name: 'dotnet',
  matches: situation =>
    situation.facts.image.family === 'dotnet' ||
    (situation.facts.image.family === 'dotnet-old' && /sdk|build/.test(situation.facts.image.tag)) ||
    (situation.facts.image.family === 'dotnet-old' && runsOf(situation, 'dotnet').length > 0),
  plan: situation => {
    const { facts } = situation;
    const { image } = facts;
    const line = lineOf(facts.stage.from);
    const main = situation.main;
    if (main === undefined) return refuse('no-start', 'It cannot be read what the container starts.');
    const doubts: Doubt[] = [];
    const dll = baseName(main.program) === 'dotnet' ? main.args.find(arg => /\.dll$/.test(arg)) : undefined;
    const program = dll ?? (main.program.includes('/') ? main.program : undefined);
    if (program === undefined)
      return refuse(
        'no-artifact',
        'It cannot be seen which published program the container starts.',
        'Start it by its path: `ENTRYPOINT ["dotnet", "out/App.dll"]`.',
        lineOf((facts.cmd ?? facts.entrypoint)!),
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
    const published = runsOf(situation, 'dotnet').some(run => run.words[1] === 'publish' || run.words[1] === 'build');
    if (!published)
      return refuse('no-build', 'No RUN publishes the program.', 'Add `RUN dotnet publish -c Release -o /app`.');
    const copies: PlannedCopy[] = [{ path: folder, why: 'it holds the published program' }];
    for (const root of situation.roots) {
      // A published folder holds what the program reads, unless the working folder is another one.
      if (
        isInside(facts.workdir, root) &&
        !isInside(folder, facts.workdir) &&
        facts.workdir !== folder &&
        !isInside(facts.workdir, folder)
      ) {
        if (!isInside(folder, root)) copies.push({ path: root, why: 'it is the working folder' });
      }
    }
    const major = Number(/^(\d+)/.exec(image.tag)?.[1] ?? '0');
    const urls = ['ASPNETCORE_URLS', 'ASPNETCORE_HTTP_PORTS', 'HTTP_PORTS', 'URLS', 'DOTNET_URLS'];
    const told =
      urls.some(name => facts.variables.has(name)) ||
      situation.calls.some(call => call.args.some(arg => /--urls/.test(arg)));
    // SDK images before 5.0 set the same port as the runtime.
    const resets = web !== false && !told && image.family === 'dotnet' && (major >= 5 || major === 0);
    const name = major >= 8 || major === 0 ? 'ASPNETCORE_HTTP_PORTS' : 'ASPNETCORE_URLS';
    return {
      plan: {
        ecosystem: 'dotnet',
        finalImage,
        finalDistro: /alpine/.test(image.tag)
          ? { kind: 'alpine', release: '' }
          : { kind: 'debian', release: image.distro.release },
        imageWhy: `It is the ${web === false ? '' : 'ASP.NET '}runtime of the same version, without the SDK.`,
        twin: false,
        copies,
        packages: [],
        provides: tool => tool === 'dotnet' || tool === baseName(program),
        ...(resets
          ? {
              environment: [
                {
                  name,
                  value: '',
                  why: 'The runtime image would change the port that the program listens on; the SDK image does not.',
                },
              ],
            }
          : {}),
        buildFolders: ['/root', facts.workdir, ...situation.roots],
        moves: [],
        questions: [],
        doubts,
        smaller: true,
        portable: true,
        libcWhy: 'The program is bytecode, and the runtime has the same tag as the SDK.',
      },
    };
  },
};

function isWeb(situation: Situation): boolean | undefined {
  let read = false;
  for (const [image, file] of situation.imageFiles ?? []) {
    if (!/\.(?:cs|fs|vb)proj$/.test(image)) continue;
    const text = situation.context?.read(file);
    if (text === undefined) continue;
    read = true;
    if (/Sdk\s*=\s*"Microsoft\.NET\.Sdk\.(?:Web|BlazorWebAssembly|Razor)"|Microsoft\.AspNetCore/.test(text))
      return true;
  }
  return read ? false : undefined;
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
