// Proves a conversion on a real engine: a project's single-stage image is built and run, its converted Dockerfile is built
// and run, and both must behave the same, have the same configuration and the second must be smaller.
// `node test/engine/proof.mjs [name part …] [--originals] [--write]`; each project lies in projects/<name>/, and projects/<name>.json says how to check it.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { httpGet, mustRun, progress, root, run, waitFor } from '../support/machine.mjs';
import { ensureBases, knownTags } from './bases.mjs';

const projectsFolder = join(root, 'test/engine/projects');

/** Environment variables that only building reads: a runtime image may lack them (the conversion's own list is longer). */
const builderOnly =
  /^(GO(PATH|BIN|CACHE|MODCACHE|FLAGS|PROXY|PRIVATE|OS|ARCH|TOOLCHAIN|111MODULE)|GO111MODULE|CGO_\w+|CARGO_\w+|RUSTUP_\w+|RUSTFLAGS|CC|CXX|CFLAGS|CXXFLAGS|LDFLAGS|MAKEFLAGS|MAVEN_\w+|npm_config_\w+|NPM_CONFIG_\w+|YARN_\w+|PNPM_HOME|COREPACK_\w+|PIP_\w+|POETRY_\w+|UV_\w+|COMPOSER_\w+|DEBIAN_FRONTEND)$/i;

/**
 * The projects and what their file says. `ecosystem`: for the table; `run`: { args, exit, expect } for a program that ends, or
 * `requests`: [{ path, expect, status }] with `port` for a server; `env`: variables at run time; `answers`: for a
 * conversion that asks; `newRuntime: true`: the runtime image brings its own command (a static site on nginx);
 * `outcome`: what the conversion must say ("safe" when left out). `samples-*` are those of the samples folder.
 */
export function readProjects(filters = []) {
  return readdirSync(projectsFolder)
    .filter(file => file.endsWith('.json'))
    .map(file => {
      const name = file.slice(0, -'.json'.length);
      const folder = name.startsWith('samples-')
        ? join(root, 'samples', name.slice('samples-'.length))
        : join(projectsFolder, name);
      return { name, folder, ...JSON.parse(readFileSync(join(projectsFolder, file), 'utf8')) };
    })
    .filter(project => filters.length === 0 || filters.some(filter => project.name.includes(filter)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The Dockerfile that `drydock convert` makes of the project's; throws when the outcome is not the expected one. */
export async function convert(project) {
  const dockerfile = join(project.folder, 'Dockerfile');
  const answers = project.answers
    ? ['--answers', typeof project.answers === 'string' ? project.answers : JSON.stringify(project.answers)]
    : [];
  const result = await run(
    process.execPath,
    [join(root, 'dist/cli.js'), 'convert', dockerfile, '--context', project.folder, '--json', ...answers],
    { limit: 60 },
  );
  let answer;
  try {
    answer = JSON.parse(result.stdout);
  } catch {
    throw new Error(
      `drydock convert ended with ${result.code} and no JSON:\n${result.stdout.slice(0, 500)}${result.stderr.slice(0, 1500)}`,
    );
  }
  const expected = project.outcome ?? 'safe';
  if (answer.outcome !== expected || typeof answer.text !== 'string')
    throw new Error(
      `drydock convert says ${answer.outcome} where ${expected} is expected: ${JSON.stringify(answer).slice(0, 1500)}`,
    );
  return answer.text;
}

/** Builds, runs and compares one project; returns the row of the table, with `problems` (none: proved). */
export async function prove(project, engine, { originalsOnly = false } = {}) {
  const row = { name: project.name, ecosystem: project.ecosystem, problems: [] };
  const scratch = mkdtempSync(join(tmpdir(), 'drydock-proof-'));
  const before = `drydock-proof/${project.name}:before`;
  const after = `drydock-proof/${project.name}:after`;
  try {
    const original = readFileSync(join(project.folder, 'Dockerfile'), 'utf8');
    row.base = lastBase(original);
    row.beforeSeconds = await build(project, join(project.folder, 'Dockerfile'), before, engine);
    const observedBefore = await observe(project, before, engine);
    row.problems.push(...observedBefore.problems.map(problem => `before: ${problem}`));
    const configBefore = await inspect(before, engine);
    row.beforeBytes = configBefore.size;
    if (originalsOnly) return row;

    const text = await convert(project);
    row.text = text;
    row.finalBase = lastBase(text);
    const file = join(scratch, 'Dockerfile');
    writeFileSync(file, text);
    row.afterSeconds = await build(project, file, after, engine);
    const observedAfter = await observe(project, after, engine);
    row.problems.push(...observedAfter.problems.map(problem => `after: ${problem}`));
    if (!isDeepStrictEqual(observedBefore.seen, observedAfter.seen))
      row.problems.push(
        `behaves differently: ${JSON.stringify(observedBefore.seen).slice(0, 600)} became ${JSON.stringify(observedAfter.seen).slice(0, 600)}`,
      );
    const configAfter = await inspect(after, engine);
    row.afterBytes = configAfter.size;
    const inherited = await inspect(row.base, engine).catch(() => ({ config: {} }));
    row.problems.push(...compareConfigurations(project, inherited.config, configBefore.config, configAfter.config));
    if (row.afterBytes >= row.beforeBytes)
      row.problems.push(`not smaller: ${row.beforeBytes} became ${row.afterBytes}`);
  } catch (error) {
    row.problems.push(error.message);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return row;
}

/** Proves all projects, two at a time, printing one line for each; returns the rows in order. */
export async function proveAll(projects, options = {}) {
  const engine = await ensureBases(knownTags());
  const rows = [];
  const queue = projects.map((project, index) => ({ project, index }));
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const row = await prove(next.project, engine, options);
      rows[next.index] = row;
      console.log(`${row.problems.length === 0 ? 'ok' : 'not ok'} - engine proof ${describe(row)}`);
      for (const problem of row.problems) console.log(problem.replace(/^/gm, '    '));
    }
  };
  await Promise.all([worker(), worker()]);
  return rows;
}

/** The table of docs/proof.md. */
export function proofPage(rows) {
  const proved = rows.filter(row => row.problems.length === 0);
  const saved = proved.map(row => 1 - row.afterBytes / row.beforeBytes).sort((a, b) => a - b);
  const lines = rows.map(
    row =>
      `| ${row.name} | ${row.ecosystem} | \`${row.base}\` | \`${row.finalBase ?? '–'}\` | ${megabytes(row.beforeBytes)} | ${megabytes(row.afterBytes)} | ${
        row.afterBytes ? percent(1 - row.afterBytes / row.beforeBytes) : '–'
      } | ${row.problems.length === 0 ? 'same' : 'FAILED'} |`,
  );
  return `# The multi-stage conversion, proved on a Docker Engine

Written by \`node test/engine/proof.mjs --write\`; \`npm test\` proves the same projects each time.

Each project in [test/engine/projects](../test/engine/projects) (and each of [samples](../samples)) has a single-stage Dockerfile as people write them and
real dependencies. The image is built and run, the Dockerfile is converted by \`drydock convert\`, the result is built and run. "Same" means: the same output and
exit code, or the same HTTP answers; a HEALTHCHECK that becomes healthy; the same command, entry point, environment (less what only a build reads), ports,
user, working directory, volumes, health check, labels and stop signal; and a smaller image.

${proved.length} of ${rows.length} projects are proved. The images became ${percent(saved[saved.length >> 1] ?? 0)} smaller in the median (${percent(saved[0] ?? 0)} to ${percent(saved.at(-1) ?? 0)}).

| project | language | base before | final base | before | after | smaller | behaviour |
| --- | --- | --- | --- | ---: | ---: | ---: | --- |
${lines.join('\n')}

Where the container registries cannot be reached, the base images are made by [test/engine/bases.mjs](../test/engine/bases.mjs) from Debian's and npm's packages
under their official names, with the official folders, users and variables; on an engine that has or can pull them, the official ones are used. The sizes above are
those of the machine that wrote this page. The Maven and Temurin images are Ubuntu in the registry and Debian in the stand-ins (the same OpenJDK 21). Ruby's gems and PHP's
libraries come from Debian's packages of them there, through Bundler's and Composer's own installation. Gradle, Elixir and Erlang are Debian's.

${readFileSync(join(root, 'test/engine/provedByHand.md'), 'utf8')}`;
}

async function build(project, file, tag, engine) {
  const result = await run(
    'docker',
    ['buildx', 'build', '--load', '--network=host', '--progress=plain', '-t', tag, '-f', file, project.folder],
    {
      env: engine.env,
      limit: 900,
    },
  );
  if (result.code !== 0)
    throw new Error(
      `docker build of ${tag} ended with ${result.code}\n${result.stderr.trim().split('\n').slice(-30).join('\n')}`,
    );
  return result.seconds;
}

/** Runs the image as its file says. `seen` is what must be equal before and after, `problems` what is wrong already. */
async function observe(project, tag, engine) {
  const environment = Object.entries(project.env ?? {}).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  if (project.requests) return observeServer(project, tag, engine, environment);
  const problems = [];
  const { args = [], exit = 0, expect = '' } = project.run ?? {};
  const result = await run('docker', ['run', '--rm', ...environment, tag, ...args], { env: engine.env, limit: 120 });
  if (result.code !== exit) problems.push(`exit code ${result.code}, not ${exit}: ${result.stderr.slice(-800)}`);
  if (!result.stdout.includes(expect))
    problems.push(`the output lacks ${JSON.stringify(expect)}: ${JSON.stringify(result.stdout.slice(0, 800))}`);
  return { seen: { code: result.code, stdout: result.stdout }, problems };
}

async function observeServer(project, tag, engine, environment) {
  const problems = [];
  const seen = [];
  const docker = (...args) => mustRun('docker', args, { env: engine.env, limit: 60 });
  const { config } = await inspect(tag, engine);
  const health = config.Healthcheck?.Test?.length > 0 && config.Healthcheck.Test[0] !== 'NONE';
  const id = (
    await docker(
      'run',
      '-d',
      '-p',
      `127.0.0.1::${project.port}`,
      ...(health ? ['--health-interval', '1s', '--health-start-period', '0s'] : []),
      ...environment,
      tag,
    )
  ).stdout.trim();
  try {
    const address = (await docker('port', id, `${project.port}/tcp`)).stdout.trim().split('\n')[0];
    for (const { path, expect, status = 200 } of project.requests) {
      const answer = await waitFor(
        `an answer to ${path}`,
        async () => {
          if ((await docker('inspect', '-f', '{{.State.Running}}', id)).stdout.trim() !== 'true')
            return { ended: true };
          return httpGet(`http://${address}${path}`);
        },
        60,
      );
      if (answer.ended) {
        const log = await run('docker', ['logs', id], { env: engine.env });
        throw new Error(`the container of ${tag} ended by itself:\n${(log.stdout + log.stderr).slice(-1500)}`);
      }
      if (answer.status !== status) problems.push(`${path} answers ${answer.status}, not ${status}`);
      if (!answer.body.includes(expect))
        problems.push(`${path} lacks ${JSON.stringify(expect)}: ${JSON.stringify(answer.body.slice(0, 500))}`);
      seen.push({ path, ...answer });
    }
    if (health) {
      const state = await waitFor(
        'the health check',
        async () => {
          const now = (await docker('inspect', '-f', '{{.State.Health.Status}}', id)).stdout.trim();
          return now === 'starting' ? undefined : now;
        },
        60,
      );
      if (state !== 'healthy') problems.push(`the health check says ${state}`);
    }
  } finally {
    await run('docker', ['rm', '-f', '-v', id], { env: engine.env });
  }
  return { seen, problems };
}

async function inspect(tag, engine) {
  const [image] = JSON.parse((await mustRun('docker', ['image', 'inspect', tag], { env: engine.env })).stdout);
  return { size: image.Size, config: image.Config };
}

/** What the final image's configuration lacks or changes. What the original only inherited from its base need not be kept. */
function compareConfigurations(project, inherited, before, after) {
  const problems = [];
  const environment = list =>
    new Map((list ?? []).map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  const base = environment(inherited.Env);
  const final = environment(after.Env);
  for (const [name, value] of environment(before.Env)) {
    if (base.get(name) === value || builderOnly.test(name)) continue;
    if (name === 'PATH') {
      // Folders of the toolchain may go, the project's own must stay, in order.
      const own = value.split(':').filter(entry => !(base.get('PATH') ?? '').split(':').includes(entry));
      const kept = (final.get('PATH') ?? '').split(':').filter(entry => own.includes(entry));
      if (!isDeepStrictEqual(kept, own)) problems.push(`PATH lacks ${own.join(':')}: ${final.get('PATH')}`);
    } else if (final.get(name) !== value)
      problems.push(`ENV ${name} was ${JSON.stringify(value)} and is ${JSON.stringify(final.get(name))}`);
  }
  const own = (key, value) => !isDeepStrictEqual(value ?? null, inherited[key] ?? null);
  const same = (key, a, b) => {
    if (!isDeepStrictEqual(a, b)) problems.push(`${key} was ${JSON.stringify(a)} and is ${JSON.stringify(b)}`);
  };
  if (!project.newRuntime) {
    if (own('Cmd', before.Cmd)) same('Cmd', before.Cmd ?? null, after.Cmd ?? null);
    if (own('Entrypoint', before.Entrypoint)) same('Entrypoint', before.Entrypoint ?? null, after.Entrypoint ?? null);
    same('WorkingDir', before.WorkingDir || '/', after.WorkingDir || '/');
    same('User', before.User || '', after.User || '');
    if (own('StopSignal', before.StopSignal)) same('StopSignal', before.StopSignal, after.StopSignal);
  }
  if (own('Healthcheck', before.Healthcheck)) same('Healthcheck', before.Healthcheck, after.Healthcheck);
  for (const key of ['ExposedPorts', 'Volumes', 'Labels']) {
    for (const [name, value] of Object.entries(before[key] ?? {})) {
      if (isDeepStrictEqual(inherited[key]?.[name], value)) continue;
      if (!isDeepStrictEqual(after[key]?.[name], value))
        problems.push(`${key} ${name} was ${JSON.stringify(value)} and is ${JSON.stringify(after[key]?.[name])}`);
    }
    if (!project.newRuntime)
      for (const name of Object.keys(after[key] ?? {}))
        if (before[key]?.[name] === undefined) problems.push(`${key} ${name} is new`);
  }
  return problems;
}

/** The image of the last FROM that names one and not a stage; enough for the projects' own files. */
function lastBase(text) {
  const stages = new Set();
  let base = '';
  for (const match of text.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim)) {
    if (!stages.has(match[1].toLowerCase())) base = match[1];
    if (match[2]) stages.add(match[2].toLowerCase());
  }
  const defaults = new Map(
    [...text.matchAll(/^[ \t]*ARG[ \t]+(\w+)=(\S+)/gim)].map(match => [match[1], match[2].replace(/^"(.*)"$/, '$1')]),
  );
  return base.replace(/\$\{?(\w+)\}?/g, (whole, name) => defaults.get(name) ?? whole);
}

function describe(row) {
  const sizes = row.afterBytes
    ? `${megabytes(row.beforeBytes)} -> ${megabytes(row.afterBytes)} (-${percent(1 - row.afterBytes / row.beforeBytes)})`
    : megabytes(row.beforeBytes);
  return `${row.name}: ${sizes}, built in ${row.beforeSeconds?.toFixed(0) ?? '?'} s${row.afterSeconds === undefined ? '' : ` and ${row.afterSeconds.toFixed(0)} s`}`;
}

function megabytes(bytes) {
  return bytes === undefined ? '–' : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

function percent(part) {
  return `${(part * 100).toFixed(0)} %`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const args = process.argv.slice(2);
  const projects = readProjects(args.filter(argument => !argument.startsWith('--')));
  progress(`${projects.length} projects`);
  const rows = await proveAll(projects, { originalsOnly: args.includes('--originals') });
  if (args.includes('--show')) for (const row of rows) console.log(`\n=== ${row.name}\n${row.text ?? ''}`);
  if (args.includes('--write')) writeFileSync(join(root, 'docs/proof.md'), proofPage(rows));
  const failed = rows.filter(row => row.problems.length > 0).length;
  console.log(`${rows.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || rows.length === 0 ? 1 : 0;
}
