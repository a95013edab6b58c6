/** The command line `drydock`: a table of subcommands, each in its own file under cli/. */
import { fileURLToPath } from 'node:url';
import { type CommandStreams, runConvert } from './cli/convert.ts';
import { runFormat } from './cli/format.ts';
import { isLintWorker, runFix, runLint } from './cli/lint.ts';
import { version } from './version.ts';

type Subcommand = {
  readonly summary: string;
  readonly run: (args: readonly string[], streams: CommandStreams) => Promise<number>;
};

const subcommands: Readonly<Record<string, Subcommand>> = {
  convert: { summary: 'turn a single-stage Dockerfile into a multi-stage one', run: runConvert },
  fix: { summary: 'make the safe fixes in Dockerfiles', run: runFix },
  format: { summary: 'format Dockerfiles without changing what they mean', run: runFormat },
  lint: { summary: 'check Dockerfiles', run: runLint },
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const streams: CommandStreams = {
    out: text => void process.stdout.write(text),
    error: text => void process.stderr.write(text),
    bundle: fileURLToPath(new URL('.', import.meta.url)),
  };
  if (name === '--version' || name === '-V') {
    streams.out(`${version}\n`);
    return 0;
  }
  const subcommand = name === undefined ? undefined : subcommands[name];
  if (subcommand) return subcommand.run(rest, streams);
  const list = Object.entries(subcommands).map(([key, { summary }]) => `  ${key.padEnd(10)} ${summary}`);
  const usage = `usage: drydock COMMAND … (drydock COMMAND --help; drydock --version)\n${list.join('\n')}\n`;
  if (name === '--help' || name === '-h') {
    streams.out(usage);
    return 0;
  }
  streams.error(name === undefined ? usage : `drydock: unknown command ${name}\n${usage}`);
  return 2;
}

// `drydock lint … | head`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

if (!isLintWorker()) {
  main(process.argv.slice(2)).then(
    code => {
      process.exitCode = code;
    },
    error => {
      console.error(error);
      process.exitCode = 2;
    },
  );
}
