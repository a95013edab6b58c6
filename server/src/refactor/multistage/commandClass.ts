/** What the program that a container starts means for a conversion: does it run what was built, or does it need the tools? */
import { commandsOfText, isScript, type ProgramCall, programCalls } from './analysis.ts';
import { type PackageJson, parsePackageJson } from './manifests.ts';
import type { ConversionContext } from './types.ts';

export type StartClass =
  | { readonly kind: 'runtime' }
  /** A development server, a watcher, a build tool. `production` says what to run instead. */
  | { readonly kind: 'development'; readonly what: string; readonly production: string }
  /** A shell, `sleep infinity`, sshd, a notebook. */
  | { readonly kind: 'idle'; readonly what: string }
  | { readonly kind: 'unknown'; readonly what: string };

/** Judges one program. `packageJson` is that of the folder it runs in. */
export function classifyStart(call: ProgramCall): StartClass {
  const name = baseName(call.program);
  const args = call.args;
  const first = args.find(arg => !arg.startsWith('-')) ?? '';
  const line = [name, ...args].join(' ');
  if (call.dynamic || name === '') return { kind: 'unknown', what: `\`${call.program}\` is only known when it runs` };
  if (
    /^(?:sh|bash|ash|dash|zsh|fish)$/.test(name) &&
    (args.length === 0 || args.every(arg => /^-[il]+$|^--login$/.test(arg)))
  ) {
    return idle('an interactive shell');
  }
  if (name === 'sleep' && /^(?:infinity|inf|\d{4,})/.test(first)) return idle('`sleep`, which keeps a container idle');
  if (name === 'tail' && line.includes('/dev/null')) return idle('`tail -f /dev/null`, which keeps a container idle');
  if (name === 'sshd') return idle('an SSH server');
  if (/^jupyter/.test(name)) return idle('a notebook server, in which people install and build things');
  // A program of the project that is called like a tool: `/parcel`, `./task`.
  if (isOwnPath(call.program)) return { kind: 'runtime' };
  switch (name) {
    case 'go':
      return development(
        `\`go ${first}\``,
        'build the program with `RUN go build -o /app/server .` and start that file',
      );
    case 'go-wrapper':
      return development('`go-wrapper`', 'build the program with `go build` and start it');
    case 'gin':
    case 'fresh':
    case 'realize':
    case 'air':
    case 'CompileDaemon':
    case 'reflex':
    case 'dlv':
    case 'modd':
    case 'watchexec':
    case 'entr':
      return development(`\`${name}\`, which rebuilds or debugs`, 'build the program in a RUN and start the result');
    case 'cargo':
      return development(`\`cargo ${first}\``, 'start the binary: `CMD ["./target/release/NAME"]`');
    case 'mvn':
    case 'mvnw':
      return development(`\`${name} ${first}\``, 'package the application in a RUN and start it with `java -jar`');
    case 'gradle':
    case 'gradlew':
      return development(
        `\`${name} ${first}\``,
        'build the application in a RUN and start the jar or the start script',
      );
    case 'sbt':
    case 'lein':
    case 'clj':
    case 'clojure':
    case 'boot':
      return development(`\`${name} ${first}\``, 'build a jar in a RUN and start it with `java -jar`');
    case 'dotnet':
      if (/^(?:run|watch|build|test|publish|ef)$/.test(first)) {
        return development(`\`dotnet ${first}\``, 'publish in a RUN and start `dotnet NAME.dll`');
      }
      return { kind: 'runtime' };
    case 'make':
    case 'cmake':
    case 'ninja':
    case 'just':
    case 'task':
    case 'bazel':
      return development(`\`${name}\``, 'build in a RUN and start the program itself');
    case 'gcc':
    case 'g++':
    case 'cc':
    case 'c++':
    case 'clang':
    case 'clang++':
    case 'gfortran':
    case 'rustc':
    case 'ghc':
    case 'javac':
    case 'kotlinc':
    case 'scalac':
    case 'swiftc':
    case 'ocamlfind':
    case 'ocamlopt':
      return development(`\`${name}\``, 'compile in a RUN and start the program itself');
    case 'java': {
      const source = javaSource(args);
      return source === undefined
        ? { kind: 'runtime' }
        : development(
            `\`java ${source}\`, which compiles the source`,
            'compile it in a RUN (`javac`) and start the class by its name',
          );
    }
    case 'mix':
    case 'iex':
      return development(`\`${name} ${first}\``, 'build a release (`mix release`) and start it');
    case 'stack':
    case 'cabal':
    case 'runghc':
    case 'runhaskell':
      return development(`\`${name} ${first}\``, 'install the executable in a RUN and start it');
    case 'swift':
      return development(`\`swift ${first}\``, 'start the executable from `.build/release`');
    case 'zig':
    case 'nim':
    case 'crystal':
    case 'shards':
    case 'dub':
    case 'gleam':
      return development(`\`${name} ${first}\``, 'build in a RUN and start the executable');
    case 'dart':
      return first === 'run' || first.endsWith('.dart')
        ? development(`\`dart ${first}\``, 'compile in a RUN (`dart compile exe`) and start the executable')
        : { kind: 'runtime' };
    case 'hugo':
    case 'jekyll':
    case 'mkdocs':
    case 'gatsby':
    case 'eleventy':
    case 'docusaurus':
    case 'docsify':
    case 'storybook':
    case 'start-storybook':
      return first === 'serve' && name === 'gatsby'
        ? { kind: 'runtime' }
        : development(
            `\`${name} ${first}\`, which builds and serves a site`,
            'build the site in a RUN and serve the files with a web server',
          );
    case 'nodemon':
    case 'node-dev':
    case 'ts-node-dev':
    case 'tsnd':
    case 'supervisor':
    case 'tsc-watch':
    case 'concurrently':
    case 'npm-watch':
    case 'webpack-dev-server':
    case 'gulp':
    case 'grunt':
    case 'jest':
    case 'mocha':
    case 'vitest':
    case 'pytest':
    case 'tox':
    case 'karma':
    case 'cypress':
    case 'parcel':
    case 'live-server':
    case 'lite-server':
    case 'browser-sync':
    case 'netlify':
    case 'vercel':
    case 'wrangler':
    case 'expo':
      return development(`\`${name}\``, 'build in a RUN and start the result with `node`');
    case 'ts-node':
    case 'tsx':
      return args.includes('watch')
        ? development(`\`${name} watch\``, 'compile with `tsc` in a RUN and start the JavaScript with `node`')
        : { kind: 'runtime' };
    case 'tsc':
    case 'webpack':
    case 'rollup':
    case 'esbuild':
      return development(`\`${name}\``, 'build in a RUN and start the result with `node`');
    case 'vite':
      return first === 'preview'
        ? { kind: 'runtime' }
        : development(
            first === 'build' ? '`vite build`' : 'the Vite development server',
            'build the site in a RUN and serve `dist` with a web server',
          );
    case 'next':
    case 'nuxt':
    case 'nuxi':
    case 'astro':
    case 'remix':
      return first === 'start' || first === 'preview'
        ? { kind: 'runtime' }
        : development(`\`${name} ${first || 'dev'}\``, `run \`${name} build\` in a RUN and start \`${name} start\``);
    case 'nest':
      return first === 'start' && !args.some(arg => /^(?:--watch|-w|--watchAssets|--debug|-d)$/.test(arg))
        ? { kind: 'runtime' }
        : development(`\`nest ${first}\` for development`, 'run `nest build` in a RUN and start `node dist/main`');
    case 'ng':
      return development('`ng serve`', 'run `ng build` in a RUN and serve `dist` with a web server');
    case 'react-scripts':
    case 'craco':
    case 'react-app-rewired':
      return development(
        `\`${name} ${first}\``,
        `run \`${name} build\` in a RUN and serve \`build\` with a web server`,
      );
    case 'vue-cli-service':
      return development(
        '`vue-cli-service serve`',
        'run `vue-cli-service build` in a RUN and serve `dist` with a web server',
      );
    case 'deno':
      return first === 'task' ? { kind: 'unknown', what: '`deno task` runs what deno.json says' } : { kind: 'runtime' };
    case 'uvicorn':
    case 'gunicorn':
    case 'hypercorn':
    case 'flask':
    case 'fastapi':
      return isReloading(call)
        ? development(`\`${name}\` with reloading`, 'start it without `--reload`')
        : { kind: 'runtime' };
    case 'supervisord':
    case 'cron':
    case 'crond':
    case 'systemd':
    case 'init':
    case 's6-svscan':
    case 'service':
      return { kind: 'unknown', what: `\`${name}\` starts other programs` };
    case 'docker':
    case 'dockerd':
    case 'kubectl':
    case 'terraform':
    case 'ansible-playbook':
      return idle(`\`${name}\`: this is an image of tools`);
  }
  return { kind: 'runtime' };
}

/** `java Main.java`: the launcher compiles the source, which a runtime environment cannot. */
function javaSource(args: readonly string[]): string | undefined {
  const takesValue = /^(?:-cp|-classpath|--class-path|-p|--module-path|--add-modules|--source)$/;
  const program = args.find((arg, index) => !arg.startsWith('-') && !takesValue.test(args[index - 1] ?? ''));
  return !args.includes('-jar') && program?.endsWith('.java') === true ? program : undefined;
}

/** A server of Python that starts again when a source changes. It needs no tools of the build, but who uses it may. */
export function isReloading(call: ProgramCall): boolean {
  const words = [baseName(call.program), ...call.args];
  const [name, verb] = /^python[\d.]*$/.test(words[0]!) && words[1] === '-m' ? words.slice(2) : words;
  if (name === undefined || !/^(?:uvicorn|gunicorn|hypercorn|flask|fastapi)$/.test(name)) return false;
  return words.includes('--reload') || words.includes('--debug') || (name === 'fastapi' && verb === 'dev');
}

/** A path that is no folder of installed programs, and no wrapper of a build tool that lies in the project. */
function isOwnPath(program: string): boolean {
  if (!program.includes('/') || /^(?:mvnw|gradlew)$/.test(baseName(program))) return false;
  return !/(?:^|\/)(?:s?bin|\.bin|shims)\/[^/]+$/.test(program) || /^(?:\.\/)?bin\/[^/]+$/.test(program);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The programs behind `npm start`, `npx x`, entry scripts: what is really run, as far as the context says. */
export function expandCalls(
  calls: readonly ProgramCall[],
  context: ConversionContext | undefined,
  toContextPath: (imagePath: string) => string | undefined,
): {
  readonly calls: readonly ProgramCall[];
  readonly unread: readonly string[];
  readonly managers: readonly string[];
} {
  const out: ProgramCall[] = [];
  const unread: string[] = [];
  const managers: string[] = [];
  const visit = (call: ProgramCall, depth: number): void => {
    out.push(call);
    if (depth > 4) return;
    const name = baseName(call.program);
    const manager = /^(?:npm|yarn|pnpm|bun)$/.test(name) ? name : undefined;
    if (manager !== undefined) {
      const local = localProgramOf(manager, call.args);
      if (local !== undefined) {
        managers.push(manager);
        visit({ ...call, ...local, wrappers: [...call.wrappers, 'npx'] }, depth + 1);
        return;
      }
      const workspace = workspaceOf(manager, call.args);
      const args = workspace?.args ?? call.args;
      const script = npmScriptOf(manager, args);
      if (script === undefined) return;
      managers.push(manager);
      const own = joinFolder(call.cwd, prefixOf(args));
      const folder = workspace === undefined ? own : folderOfWorkspace(workspace.name, own, context, toContextPath);
      const path = folder === undefined ? undefined : toContextPath(joinFolder(folder, 'package.json'));
      const json = path === undefined ? undefined : packageJsonAt(context, path);
      if (folder === undefined || json === undefined) {
        unread.push(`package.json (for \`${manager} ${call.args.join(' ')}\`)`);
        return;
      }
      for (const key of [`pre${script}`, script, `post${script}`]) {
        const text = json.scripts[key];
        if (text === undefined) {
          const at = args.indexOf(script);
          // What is no script is a program of node_modules/.bin for them.
          if (key === script && (manager === 'yarn' || manager === 'pnpm') && !/^(?:run|start|test)$/.test(args[0]!)) {
            visit(
              { ...call, program: script, args: args.slice(at + 1), wrappers: [...call.wrappers, 'npx'] },
              depth + 1,
            );
          } else if (key === script && !(script === 'start' && hasFile(context, path!, 'server.js')))
            unread.push(`the script \`${script}\` of package.json`);
          continue;
        }
        const commands = commandsOfText(text.replace(/\$npm_package_\w+/g, 'x'));
        if (commands === undefined) unread.push(`the script \`${key}\``);
        for (const inner of programCalls(commands ?? [], workspace === undefined ? call.cwd : folder, 'npm'))
          visit({ ...inner, origin: 'npm' }, depth + 1);
      }
      return;
    }
    if ((name === 'npx' || name === 'bunx' || name === 'pnpx') && call.args.length > 0) {
      const rest = call.args.filter((arg, index) => !(arg.startsWith('-') && index < firstOperand(call.args)));
      visit({ ...call, program: rest[0] ?? '', args: rest.slice(1), wrappers: [...call.wrappers, 'npx'] }, depth + 1);
      return;
    }
    if ((name === 'cross-env' || name === 'dotenv' || name === 'env-cmd') && call.args.length > 0) {
      const at = call.args.findIndex(arg => !arg.includes('=') && !arg.startsWith('-'));
      if (at !== -1)
        visit(
          { ...call, program: call.args[at]!, args: call.args.slice(at + 1), wrappers: [...call.wrappers, name] },
          depth + 1,
        );
      return;
    }
    if (name === 'bundle' && call.args[0] === 'exec') {
      visit(
        { ...call, program: call.args[1] ?? '', args: call.args.slice(2), wrappers: [...call.wrappers, 'bundle'] },
        depth + 1,
      );
      return;
    }
    if (/^(?:poetry|pipenv|uv|pdm|rye|hatch)$/.test(name) && call.args[0] === 'run') {
      const rest = call.args.slice(1);
      const at = rest.findIndex((arg, index) => !arg.startsWith('-') && rest[index - 1] !== '--with');
      if (at !== -1)
        visit({ ...call, program: rest[at]!, args: rest.slice(at + 1), wrappers: [...call.wrappers, name] }, depth + 1);
      return;
    }
    if (name === 'supervisord') {
      const path = toContextPath(supervisorSettings(call));
      for (const inner of supervisedPrograms(path === undefined ? undefined : context?.read(path)) ?? [])
        visit({ ...inner, cwd: call.cwd, origin: 'script', wrappers: [...inner.wrappers, name] }, depth + 1);
      return;
    }
    const scriptFile = scriptOf(call, path => toContextPath(path) !== undefined);
    // It only sets variables: PATH, VIRTUAL_ENV.
    if (scriptFile !== undefined && /\/bin\/activate$/.test(scriptFile)) return;
    if (scriptFile !== undefined) {
      const path = toContextPath(scriptFile);
      const text = path === undefined ? undefined : context?.read(path);
      if (text === undefined) {
        unread.push(scriptFile);
        return;
      }
      const commands = commandsOfText(text);
      if (commands === undefined) {
        unread.push(scriptFile);
        return;
      }
      for (const inner of programCalls(commands, call.cwd, 'script')) visit({ ...inner, origin: 'script' }, depth + 1);
    }
  };
  for (const call of calls) visit(call, 0);
  return { calls: out, unread, managers };
}

/** The settings that supervisord is told, else those of Debian's package. */
function supervisorSettings(call: ProgramCall): string {
  const at = call.args.findIndex(arg => arg === '-c' || arg === '--configuration');
  const told = call.args.find(arg => arg.startsWith('--configuration='))?.slice('--configuration='.length);
  const path = told ?? (at === -1 ? undefined : call.args[at + 1]) ?? '/etc/supervisor/supervisord.conf';
  return path.startsWith('/') ? path : joinFolder(call.cwd, path.replace(/^\.\//, ''));
}

/** What supervisord starts by its settings; undefined when they are not known, name other files, or are not plain. */
function supervisedPrograms(text: string | undefined): readonly ProgramCall[] | undefined {
  if (text === undefined || /^\s*\[include\]/m.test(text)) return undefined;
  const lines = [...text.matchAll(/^\s*command\s*=\s*(.+?)\s*(?:\s;.*)?$/gm)].map(match => match[1]!);
  const programs: ProgramCall[] = [];
  for (const line of lines) {
    const commands = /%\(/.test(line) ? undefined : commandsOfText(line);
    if (commands === undefined) return undefined;
    programs.push(...programCalls(commands, '/', 'script'));
  }
  return programs.length === 0 ? undefined : programs;
}

/** The shell script that a call runs, as an absolute path; undefined for other programs. */
export function scriptOf(call: ProgramCall, exists: (path: string) => boolean = () => false): string | undefined {
  const absolute = (path: string) => (path.startsWith('/') ? path : joinFolder(call.cwd, path.replace(/^\.\//, '')));
  if (isScript(call.program) && (call.program.includes('/') || call.origin !== 'npm')) {
    if (call.program.includes('/')) return absolute(call.program);
    const places = ['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin', '/bin', '/sbin'];
    return `${places.find(folder => exists(`${folder}/${call.program}`)) ?? places[0]}/${call.program}`;
  }
  if (/^(?:sh|bash|ash|dash|\.|source)$/.test(baseName(call.program))) {
    const file = call.args.find(arg => !arg.startsWith('-'));
    if (file !== undefined && !call.args.some(arg => /^-\w*c$/.test(arg)) && !file.includes('$')) return absolute(file);
  }
  return undefined;
}

function npmScriptOf(manager: string, args: readonly string[]): string | undefined {
  const words = args.filter(
    (arg, index) => !arg.startsWith('-') && !/^(?:--prefix|--cwd|-C)$/.test(args[index - 1] ?? ''),
  );
  const [verb, second] = words;
  if (verb === 'run' || verb === 'run-script')
    return second !== undefined && /\.[cm]?[jt]sx?$/.test(second) ? undefined : second;
  if (verb === 'start' || verb === 'test') return verb;
  if (manager === 'npm') return undefined;
  // yarn build = yarn run build; not for its own verbs.
  if (
    verb !== undefined &&
    !/^(?:install|add|exec|dlx|node|cache|config|workspaces?|global|x)$/.test(verb) &&
    !/\.[jt]sx?$/.test(verb)
  )
    return verb;
  return undefined;
}

/** `npm exec -- x`, `pnpm exec x`, `yarn dlx x`, `yarn node x`: the program that is started. */
function localProgramOf(
  manager: string,
  args: readonly string[],
): { readonly program: string; readonly args: readonly string[] } | undefined {
  if (manager === 'yarn' && args[0] === 'node') return { program: 'node', args: args.slice(1) };
  const verbs = manager === 'npm' ? /^(?:exec|x)$/ : manager === 'bun' ? /^x$/ : /^(?:exec|dlx)$/;
  if (!verbs.test(args[0] ?? '')) return undefined;
  const at = args.findIndex((arg, index) => index > 0 && !arg.startsWith('-'));
  return at === -1 ? undefined : { program: args[at]!, args: args.slice(at + 1) };
}

/** `npm start -w server`, `yarn workspace server start`, `pnpm --filter server start`: whose script is meant, and the words without it. */
function workspaceOf(
  manager: string,
  args: readonly string[],
): { readonly name: string; readonly args: readonly string[] } | undefined {
  if (manager === 'yarn')
    return args[0] === 'workspace' && args[1] !== undefined ? { name: args[1], args: args.slice(2) } : undefined;
  const option = manager === 'npm' ? /^(?:-w|--workspace)(?:=(.+))?$/ : /^(?:-F|--filter)(?:=(.+))?$/;
  const at = args.findIndex(arg => option.test(arg));
  if (at === -1) return undefined;
  const inline = option.exec(args[at]!)![1];
  const name = inline ?? args[at + 1];
  if (name === undefined) return undefined;
  return { name, args: [...args.slice(0, at), ...args.slice(at + (inline === undefined ? 2 : 1))] };
}

/** The folder of a workspace that is told by its path or by its name; undefined where no package.json says so. */
function folderOfWorkspace(
  name: string,
  root: string,
  context: ConversionContext | undefined,
  toContextPath: (imagePath: string) => string | undefined,
): string | undefined {
  const plain = name.replace(/^\.\//, '').replace(/\/$/, '');
  if (toContextPath(joinFolder(root, plain, 'package.json')) !== undefined) return joinFolder(root, plain);
  const top = toContextPath(joinFolder(root, 'package.json'))?.replace(/package\.json$/, '');
  if (top === undefined) return undefined;
  for (const { path } of context?.files ?? []) {
    if (!path.startsWith(top) || !path.endsWith('/package.json') || path.includes('node_modules/')) continue;
    if (packageJsonAt(context, path)?.name !== name) continue;
    const folder = joinFolder(root, path.slice(top.length, -'/package.json'.length));
    if (toContextPath(joinFolder(folder, 'package.json')) === path) return folder;
  }
  return undefined;
}

function prefixOf(args: readonly string[]): string {
  const at = args.findIndex(arg => arg === '--prefix' || arg === '--cwd' || arg === '-C');
  return at === -1 ? '' : (args[at + 1] ?? '');
}

function firstOperand(args: readonly string[]): number {
  return args.findIndex(arg => !arg.startsWith('-'));
}

function joinFolder(...parts: readonly string[]): string {
  let path = '';
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    path = part.startsWith('/') ? part : `${path === '/' ? '' : path}/${part}`;
  }
  return path;
}

function hasFile(context: ConversionContext | undefined, beside: string, name: string): boolean {
  const folder = beside.includes('/') ? beside.slice(0, beside.lastIndexOf('/') + 1) : '';
  return context?.files.some(file => file.path === folder + name) ?? false;
}

export function packageJsonAt(context: ConversionContext | undefined, path: string): PackageJson | undefined {
  const text = context?.read(path);
  return text === undefined ? undefined : parsePackageJson(text);
}

function idle(what: string): StartClass {
  return { kind: 'idle', what };
}

function development(what: string, production: string): StartClass {
  return { kind: 'development', what, production };
}
