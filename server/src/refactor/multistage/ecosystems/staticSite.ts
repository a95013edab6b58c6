/** Front ends whose build is plain files: React, Vue, Angular, Svelte, Vite. nginx serves them on the same port. */

import { joinPath } from '../../../model/goText.ts';
import type { ProgramCall } from '../analysis.ts';
import { resolvePath } from '../analysis.ts';
import { baseName, classifyStart } from '../commandClass.ts';
import { mirrorOf } from '../images.ts';
import type { PackageJson } from '../manifests.ts';
import {
  answerOf,
  type Ecosystem,
  lineOf,
  type PlanResult,
  refuse,
  type Situation,
  startInstruction,
} from '../situation.ts';
import type { Question } from '../types.ts';
import { packageJsonIn, planNode } from './node.ts';
import { installRuns } from './nodeInstalls.ts';

interface Framework {
  readonly name: string;
  readonly output: string;
  readonly port: number;
}

const DEVELOPMENT =
  /^(?:react-scripts|craco|react-app-rewired|vue-cli-service|ng|vite|webpack-dev-server|parcel|live-server|lite-server|snowpack|preact|svelte-kit|rsbuild|webpack)$/;
const SERVERS = /^(?:serve|http-server|sirv|local-web-server|ws|static-server|superstatic|vite|angular-http-server)$/;

export const staticSite: Ecosystem = {
  name: 'static-site',
  matches: situation => {
    if (situation.facts.image.family !== 'node') return false;
    const json = jsonOf(situation);
    if (
      json?.dependencies.some(name =>
        /^(?:next|nuxt|express|fastify|koa|@nestjs\/core|@remix-run\/node|hapi)$/.test(name),
      )
    )
      return false;
    const site = siteCall(situation);
    if (site === undefined) return false;
    if (site.kind === 'development') return json !== undefined && frameworkOf(situation, json) !== undefined;
    return !startsOthers(situation, site) && !servesProject(situation, site);
  },
  plan: situation => {
    const site = siteCall(situation)!;
    const { facts } = situation;
    const json = jsonOf(situation);
    const framework = json === undefined ? undefined : frameworkOf(situation, json);
    const folder = site.call.cwd;
    const built = facts.runs.some(
      run =>
        (site.kind === 'server'
          ? /^(?:build|project)$/.test(run.effect.kind)
          : run.effect.kind === 'build' && /^(?:npm|yarn|pnpm|bun)$/.test(run.command.program)) &&
        run.words.some(word => /build|generate/.test(word)),
    );
    const line = lineOf(startInstruction(facts));
    if (site.kind === 'development' && (json === undefined || json.scripts['build'] === undefined)) {
      return refuse(
        'development-server',
        `The container starts ${whatOf(site.call)}, a development server.`,
        'Add a `build` script and a `RUN npm run build`; then the files can be served by a web server.',
        line,
      );
    }
    const output = outputFolder(situation, site, framework, folder);
    if (output === undefined)
      return refuse(
        'unknown-output',
        'It is not known into which folder the site is built.',
        'Serve the folder by name: `CMD ["npx", "serve", "dist"]`.',
        line,
      );
    const port = portOf(situation, site.call, framework);
    const alpine = facts.image.variant === 'alpine';
    const finalImage = `${mirrorOf(facts.image)}nginx:${alpine ? 'stable-alpine' : 'stable'}`;
    const proxied =
      json !== undefined && /"proxy"\s*:/.test(situation.readImage(joinPath(folder, 'package.json')) ?? '');
    // nginx begins as root and its workers are another user: whoever wrote USER is asked.
    const losesUser = !/^(?:(?:root|0)(?::.*)?)?$/.test(facts.user);
    const buildCommand = `${installRuns(situation).at(-1)?.effect.tool ?? 'npm'} run build`;
    const question: Question = {
      id: 'serve',
      question:
        site.kind === 'development'
          ? `The container starts a development server (${whatOf(site.call)}). Build the site with \`${buildCommand}\` and serve ${output} with nginx on port ${port}?`
          : `Serve ${output} with nginx on port ${port} instead of ${whatOf(site.call)}?`,
      options: [
        {
          value: 'nginx',
          label: 'nginx',
          detail: `${finalImage}, port ${port}${site.kind === 'development' ? '; without live reload' : ''}${proxied ? '; the development proxy to the API is gone, so nginx needs a `location` for it' : ''}${losesUser ? `; it begins as root, not as ${facts.user}` : ''}`,
        },
        site.kind === 'development'
          ? { value: 'keep', label: 'Keep the development server', detail: 'Nothing is converted.' }
          : { value: 'node', label: 'Keep the server of Node', detail: 'On the slim image of Node.' },
      ],
      default: 'nginx',
    };
    const answer = answerOf(situation, question);
    if (answer === 'keep')
      return refuse(
        'development-server',
        `The container starts ${whatOf(site.call)}, a development server.`,
        undefined,
        line,
      );
    if (answer === 'node') return planNode(situation, 'static-site');
    const config = [
      'server {',
      `    listen ${port};`,
      '    root /usr/share/nginx/html;',
      // The port that people use may be another one than nginx listens on.
      '    absolute_redirect off;',
      `    location / { try_files ${fallbackOf(site)}; }`,
      '}',
    ];
    const plain = site.kind === 'server' && !losesUser && isPlainServer(situation, site);
    const relative = folder === facts.workdir || folder === '' ? '' : `cd ${folder} && `;
    return {
      plan: {
        ecosystem: 'static-site',
        finalImage,
        finalDistro: alpine ? { kind: 'alpine', release: '' } : { kind: 'debian', release: 'trixie' },
        imageWhy: 'The built site is plain files; nginx serves them.',
        twin: false,
        copies: [
          {
            path: output,
            to: '/usr/share/nginx/html',
            why: 'it is the built site; this is the folder that nginx serves',
          },
        ],
        packages: [],
        provides: name => /^(?:nginx|curl)$/.test(name),
        buildFolders: ['/usr/local', '/root', folder, ...situation.roots],
        extraLines: [`RUN printf '${config.join('\\n')}\\n' > /etc/nginx/conf.d/default.conf`],
        ...(built || site.kind === 'server'
          ? {}
          : {
              buildLines: [
                {
                  text: `RUN ${relative}${buildCommand}`,
                  why: 'The development server built the site when it started.',
                },
              ],
            }),
        drops: name => name === 'CMD' || name === 'ENTRYPOINT' || name === 'USER',
        moves: [],
        // A static server in Node is replaced by another static server: same files, same port.
        questions: site.kind === 'server' && built && plain ? [] : [question],
        options: site.kind === 'server' && built && plain ? [question] : [],
        calls: [],
        ignoresUnnamed: true,
        doubts: [],
        smaller: true,
        portable: true,
        libcWhy: 'The final image holds plain files.',
      },
    } satisfies PlanResult;
  },
};

interface SiteCall {
  readonly kind: 'development' | 'server';
  readonly call: ProgramCall;
  /** The folder that a server names. */
  readonly folder?: string;
}

function siteCall(situation: Situation): SiteCall | undefined {
  for (const call of [...situation.calls].reverse()) {
    const name = baseName(call.program);
    if (SERVERS.test(name) && !(name === 'vite' && call.args[0] !== 'preview')) {
      const folder = name === 'vite' ? undefined : serverFolder(call.args);
      return { kind: 'server', call, ...(folder === undefined ? {} : { folder }) };
    }
    if (DEVELOPMENT.test(name) && classifyStart(call).kind === 'development') return { kind: 'development', call };
    if (name === 'webpack' && call.args.includes('serve')) return { kind: 'development', call };
  }
  return undefined;
}

/** Whether something runs before or beside the server: it may make or change what is served (`react-inject-env set`, a build). */
function startsOthers(situation: Situation, site: SiteCall): boolean {
  return situation.calls.some(
    call =>
      call !== site.call &&
      !/^(?:npm|yarn|pnpm|bun|npx|bunx|pnpx|sh|bash|ash|echo|cd|exec|env|cross-env|tini|dumb-init|pm2(?:-runtime)?)$/.test(
        baseName(call.program),
      ) &&
      !(baseName(call.program) === baseName(site.call.program) && call.args.join(' ') === site.call.args.join(' ')),
  );
}

/** A server that is told no folder and stands in the project serves all of it, sources and node_modules too. */
function servesProject(situation: Situation, site: SiteCall): boolean {
  if (site.folder !== undefined || ownOutput(site)) return false;
  const folder = servedFolder(situation, site);
  return folder === situation.facts.workdir || situation.imageFiles?.has(joinPath(folder, 'package.json')) === true;
}

/** Servers that know from the settings of the project which folder it is. */
function ownOutput(site: SiteCall): boolean {
  return /^(?:vite|angular-http-server)$/.test(baseName(site.call.program));
}

/** Where a server looks that is told no folder: where it stands; http-server in `public` there, when there is one. */
function servedFolder(situation: Situation, site: SiteCall): string {
  const { cwd, program } = site.call;
  const inner = joinPath(cwd, 'public');
  const hasPublic = [...(situation.imageFiles?.keys() ?? [])].some(path => path.startsWith(inner + '/'));
  return baseName(program) === 'http-server' && hasPublic ? inner : cwd;
}

function serverFolder(args: readonly string[]): string | undefined {
  return args.find(
    (arg, index) =>
      !arg.startsWith('-') &&
      !/^(?:-l|--listen|-p|--port|-a|--host|-H|-c|--config)$/.test(args[index - 1] ?? '') &&
      !/^\d+$/.test(arg),
  );
}

function jsonOf(situation: Situation): PackageJson | undefined {
  const call = situation.calls.at(-1);
  return (
    packageJsonIn(situation, call?.cwd ?? situation.facts.workdir) ?? packageJsonIn(situation, situation.facts.workdir)
  );
}

function frameworkOf(situation: Situation, json: PackageJson): Framework | undefined {
  const has = (name: string) => json.dependencies.includes(name) || json.devDependencies.includes(name);
  const folder = situation.main?.cwd ?? situation.facts.workdir;
  if (has('@sveltejs/kit') && !has('@sveltejs/adapter-static')) return undefined;
  if (has('react-scripts') || has('@craco/craco') || has('react-app-rewired'))
    return { name: 'React', output: 'build', port: 3000 };
  if (has('@vue/cli-service')) return { name: 'Vue', output: 'dist', port: 8080 };
  if (has('@angular/cli') || has('@angular/core')) {
    const output = angularOutput(situation.readImage(joinPath(folder, 'angular.json')), json.name);
    return output === undefined ? undefined : { name: 'Angular', output, port: 4200 };
  }
  if (has('@sveltejs/kit')) return { name: 'SvelteKit', output: 'build', port: 5173 };
  if (has('vite')) {
    const config = ['ts', 'js', 'mjs', 'mts']
      .map(ending => situation.readImage(joinPath(folder, `vite.config.${ending}`)))
      .find(text => text !== undefined);
    const output = config === undefined ? undefined : /outDir\s*:\s*['"]([^'"]+)['"]/.exec(config)?.[1];
    const port = config === undefined ? undefined : /port\s*:\s*(\d+)/.exec(config)?.[1];
    return { name: 'Vite', output: output ?? 'dist', port: port === undefined ? 5173 : Number(port) };
  }
  if (has('parcel') || has('parcel-bundler')) return { name: 'Parcel', output: 'dist', port: 1234 };
  return undefined;
}

function angularOutput(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as {
      defaultProject?: string;
      projects?: Record<
        string,
        { architect?: { build?: { builder?: string; options?: { outputPath?: string | { base?: string } } } } }
      >;
    };
    const projects = Object.entries(value.projects ?? {});
    const [key, project] =
      projects.find(([candidate]) => candidate === (value.defaultProject ?? name)) ?? projects[0] ?? [];
    const build = project?.architect?.build;
    const written = build?.options?.outputPath;
    const base = typeof written === 'object' ? written.base : written;
    const browser = /:application$/.test(build?.builder ?? '') ? '/browser' : '';
    return `${base ?? `dist/${key}`}${browser}`;
  } catch {
    return undefined;
  }
}

function outputFolder(
  situation: Situation,
  site: SiteCall,
  framework: Framework | undefined,
  folder: string,
): string | undefined {
  if (site.folder !== undefined) return resolvePath(folder, site.folder);
  if (site.kind === 'server' && !ownOutput(site)) return servedFolder(situation, site);
  if (framework !== undefined) return resolvePath(folder, framework.output);
  return undefined;
}

/** The port that the site is served on now: what the server is told, what EXPOSE says, what the framework takes. */
function portOf(situation: Situation, call: ProgramCall, framework: Framework | undefined): number {
  const line = call.args.join(' ');
  const told = /(?:^|\s)(?:-l|--listen|-p|--port)[ =]?(?:tcp:\/\/[\w.]+:)?(\d+)/.exec(line)?.[1];
  if (told !== undefined) return Number(told);
  const environment = situation.facts.variables.get('PORT');
  if (environment !== undefined && /^\d+$/.test(environment)) return Number(environment);
  const name = baseName(call.program);
  const defaults: Readonly<Record<string, number>> = {
    serve: 3000,
    'http-server': 8080,
    vite: call.args[0] === 'preview' ? 4173 : 5173,
    sirv: 8080,
    'live-server': 8080,
  };
  const exposed = situation.facts.steps
    .filter(step => step.instruction.name === 'EXPOSE')
    .flatMap(step => step.instruction.args);
  const only = exposed.length === 1 ? /^(\d+)/.exec(exposed[0]!)?.[1] : undefined;
  if (only !== undefined) return Number(only);
  return (
    (framework !== undefined && !SERVERS.test(name) ? framework.port : undefined) ??
    defaults[name] ??
    framework?.port ??
    80
  );
}

/** The server only serves files: no proxy, no TLS, no password, no settings of its own (redirects, headers). */
function isPlainServer(situation: Situation, site: SiteCall): boolean {
  const { call } = site;
  const name = baseName(call.program);
  const options = call.args.filter(arg => arg.startsWith('-'));
  const known =
    /^(?:-s|--single|-l|--listen|-p|--port|-a|--host|-H|-d|--debug|-n|--no-clipboard|-L|--no-request-logging|--silent|-g|--gzip|-b|--brotli|-u|--no-compression|-C|--cors|--no-port-switching|--strictPort|--logs|-q|--quiet)(?:=.*)?$/;
  // -c is the cache time of http-server and the settings of serve; -S is TLS of http-server and symbolic links of serve.
  if (!options.every(option => known.test(option) || (name === 'http-server' && /^-c-?\d*$/.test(option))))
    return false;
  const settings =
    name === 'serve'
      ? ['serve.json', 'now.json', 'vercel.json']
      : name === 'vite'
        ? []
        : ['.http-serverrc', 'superstatic.json', 'firebase.json'];
  const folders = [
    call.cwd,
    site.folder === undefined ? undefined : resolvePath(call.cwd, site.folder),
    joinPath(call.cwd, 'public'),
  ];
  if (
    settings.some(file =>
      folders.some(folder => folder !== undefined && situation.imageFiles?.has(joinPath(folder, file))),
    )
  )
    return false;
  if (name !== 'vite') return true;
  // `vite preview` takes proxies, headers and a base path from its settings.
  return ['ts', 'js', 'mjs', 'mts', 'cjs'].every(ending => {
    const path = joinPath(call.cwd, `vite.config.${ending}`);
    if (situation.imageFiles?.has(path) !== true) return true;
    const text = situation.readImage(path);
    return text !== undefined && !/\b(?:proxy|headers|base|https|middleware|preview)\s*[:(]/.test(text);
  });
}

/** What is answered for a path that is no file: single-page applications get their index. */
function fallbackOf(site: SiteCall): string {
  const name = baseName(site.call.program);
  if (name === 'serve' && !site.call.args.some(arg => arg === '-s' || arg === '--single'))
    return '$uri $uri.html $uri/ =404';
  if (name === 'http-server') return '$uri $uri/ $uri.html =404';
  return '$uri $uri/ /index.html';
}

function whatOf(call: ProgramCall): string {
  return `\`${[baseName(call.program), ...call.args].join(' ')}\``;
}
