/** A HEALTHCHECK over HTTP, only where a program for it is known to be in the image. */
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import { commandsIn } from '../shell/commands.ts';
import { packageCallsOf } from '../shell/packages.ts';
import { shellAt } from '../shell/shells.ts';
import type { Span } from '../syntax/tree.ts';
import { insertion, instructionAt, isPlainShell, type Offer, proved, rootImage, startOfBlock } from './refactoring.ts';

const ID = 'add-healthcheck';

/** Ports that are HTTP's by custom. */
const httpPorts: ReadonlySet<number> = new Set([
  ...[80, 1313, 3000, 3001, 4000, 4200, 5000, 5001, 8000, 8001, 8008, 8080, 8081, 8082, 8088, 8090, 8888, 9090],
]);

/** On EXPOSE, CMD, ENTRYPOINT and FROM of the final stage, when it exposes one port that is HTTP's. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const instruction = instructionAt(document, span);
  const stage = document.finalStage;
  if (instruction === undefined || stage === undefined || document.stageModel.stageOf(instruction) !== stage) return [];
  if (!['FROM', 'EXPOSE', 'CMD', 'ENTRYPOINT'].includes(instruction.name)) return [];
  const config = document.configOf(stage);
  if (config.healthcheck !== undefined || config.windows) return [];
  const ports = config.exposed.filter(({ by }) => by !== undefined);
  const port = /^(\d+)\/tcp$/.exec(ports[0]?.value ?? '')?.[1];
  const start = stage.instructions.find(({ name }) => name === 'CMD' || name === 'ENTRYPOINT');
  if (ports.length !== 1 || port === undefined || !httpPorts.has(Number(port)) || start === undefined) return [];
  if (!isPlainShell(shellAt(document.tree, start))) return [];
  const command = checkCommand(document, stage, port);
  const title = `Add a HEALTHCHECK on port ${port}`;
  if (command === undefined) {
    return instruction.name === 'EXPOSE'
      ? [
          {
            id: ID,
            title,
            kind: 'refactor.rewrite',
            reason: 'No program is known to be in the image that could ask it (curl, wget).',
          },
        ]
      : [];
  }
  const { eol } = document.tree;
  const keyword = start.keyword.value === start.keyword.value.toLowerCase() ? 'healthcheck' : 'HEALTHCHECK';
  return proved(
    document,
    {
      id: ID,
      title,
      kind: 'refactor.rewrite',
      safety: 'unsafe',
      explanation: `The engine asks http://127.0.0.1:${port}/ every 30 seconds and calls the container unhealthy after three failures. Put the path that says whether the program is well.`,
      edits: [insertion(startOfBlock(document, start), `${keyword} CMD ${command}${eol}`)],
      touches: [start.index],
    },
    text => {
      const after = createDocument(text, document.options);
      return after.finalStage !== undefined && after.configOf(after.finalStage).healthcheck !== undefined;
    },
  );
}

/** Families whose full images are built on buildpack-deps, which has curl and wget. */
const fullFamilies: ReadonlySet<string> = new Set(['python', 'node', 'ruby', 'golang', 'rust', 'gcc', 'perl']);

function checkCommand(document: DockerfileDocument, stage: Stage, port: string): string | undefined {
  const address = `http://127.0.0.1:${port}/`;
  const curl = `curl -fsS -o /dev/null ${address} || exit 1`;
  const wget = `wget -q -O /dev/null ${address} || exit 1`;
  const installed = installedIn(document, stage);
  if (installed.removed) return undefined;
  if (installed.names.has('curl')) return curl;
  if (installed.names.has('wget')) return wget;
  const image = rootImage(stage);
  if (image?.family === undefined || /distroless|chainguard/.test(image.name)) return undefined;
  if (image.distro.kind === 'alpine') return wget;
  const isDebian = image.distro.kind === 'debian' || image.distro.kind === 'ubuntu';
  if (isDebian && image.family === 'php') return curl;
  if (isDebian && image.variant === 'full' && fullFamilies.has(image.family)) return curl;
  if (image.family === 'python') {
    return `python -c "import urllib.request; urllib.request.urlopen('${address}')" || exit 1`;
  }
  return undefined;
}

/** What the stage and those it is built on install; whether something is taken off again. */
function installedIn(
  document: DockerfileDocument,
  stage: Stage,
): { readonly names: Set<string>; readonly removed: boolean } {
  const names = new Set<string>();
  let removed = false;
  for (let next: Stage | undefined = stage; next !== undefined; next = next.parent) {
    for (const instruction of next.instructions) {
      if (instruction.name !== 'RUN') continue;
      const commands = commandsIn(instruction, shellAt(document.tree, instruction)) ?? [];
      for (const call of packageCallsOf(commands, 'apt', 'apk', 'yum')) {
        if (call.action === 'remove') {
          removed ||=
            call.packages.length === 0
              ? false
              : call.packages.some(({ name }) => /^(?:curl|wget)$/.test(name) || name.startsWith('$'));
          if (call.packages.some(({ name }) => name.startsWith('.'))) removed = true;
        }
        if (call.action !== 'install' || call.command.conditional) continue;
        if (call.options.some(({ name }) => name === '--virtual' || name === '-t' || name === '--root')) continue;
        for (const { name } of call.packages) names.add(name);
      }
    }
  }
  return { names, removed };
}
