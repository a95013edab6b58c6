/** The final image runs its program as a user of its own. */
import type { DockerfileDocument } from '../model/document.ts';
import { createDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import { interpreterOf, isPosixShell } from '../shell/script.ts';
import { shellAt } from '../shell/shells.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { insertion, instructionAt, type Offer, proved, rootImage, startOfBlock } from './refactoring.ts';

const ID = 'add-user';

/** On the FROM, USER, CMD and ENTRYPOINT of the final stage, when it ends as root. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const instruction = instructionAt(document, span);
  const stage = document.finalStage;
  if (instruction === undefined || stage === undefined || document.stageModel.stageOf(instruction) !== stage) return [];
  if (!['FROM', 'USER', 'CMD', 'ENTRYPOINT'].includes(instruction.name)) return [];
  const start = stage.instructions.find(({ name }) => name === 'CMD' || name === 'ENTRYPOINT');
  const config = document.configOf(stage);
  if (start === undefined || config.windows) return [];
  const { user } = config;
  if (user !== undefined && !(user.value.known && /^(?:root|0)(?::|$)/.test(user.value.value))) return [];
  const title = 'Run as a user of its own instead of root';
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.rewrite', reason }];
  const image = rootImage(stage);
  const plan = image && userPlan(image.family, image.distro.kind);
  if (image === undefined || plan === undefined || image.user !== '') {
    return instruction.name === 'USER'
      ? refuse('It is not known how this base image makes users, or who should run in it.')
      : [];
  }
  // What stands behind the start command runs as the user too.
  const behind = stage.instructions.slice(stage.instructions.indexOf(start));
  if (behind.some(({ name }) => ['RUN', 'COPY', 'ADD', 'USER', 'WORKDIR', 'SHELL'].includes(name))) {
    return instruction.name === 'USER' ? refuse('Instructions behind the start command still need root.') : [];
  }
  if (!isPosixShell(interpreterOf(shellAt(document.tree, start)))) return [];
  if (makesUsers(stage, document)) {
    return instruction.name === 'USER' ? refuse('The file makes a user already: name that one in USER.') : [];
  }
  return proved(
    document,
    {
      id: ID,
      title: plan.run === undefined ? `Run as the image's user ${plan.user}` : `Add a user ${plan.user} and run as it`,
      kind: 'refactor.rewrite',
      safety: 'unsafe',
      explanation:
        'Files that were copied or made before still belong to root: the program can read them, but where it writes it needs folders of its own (`COPY --chown`, `RUN chown`).',
      edits: [insertion(startOfBlock(document, start), textOf(document, start, plan))],
      touches: [start.index],
    },
    text => {
      const after = createDocument(text, document.options);
      const value = after.finalStage && after.configOf(after.finalStage).user?.value;
      return value?.known === true && value.value === plan.user;
    },
  );
}

interface UserPlan {
  readonly user: string;
  /** undefined: the image has the user. */
  readonly run: string | undefined;
}

/** Images of languages and distributions; servers change the user themselves. */
const plainFamilies: ReadonlySet<string> = new Set([
  'alpine',
  'debian',
  'ubuntu',
  'python',
  'golang',
  'ruby',
  'rust',
  'openjdk',
  'eclipse-temurin',
  'gcc',
  'perl',
]);

function userPlan(family: string | undefined, kind: string): UserPlan | undefined {
  if (family === 'node') return { user: 'node', run: undefined };
  if (family === undefined || !plainFamilies.has(family)) return undefined;
  if (kind === 'alpine') return { user: 'app', run: 'addgroup -S app && adduser -S -G app app' };
  if (kind !== 'debian' && kind !== 'ubuntu') return undefined;
  return { user: 'app', run: 'groupadd --system app && useradd --system --gid app --create-home app' };
}

function textOf(document: DockerfileDocument, start: Instruction, plan: UserPlan): string {
  const { eol } = document.tree;
  const keyword = (name: string) =>
    start.keyword.value === start.keyword.value.toLowerCase() ? name.toLowerCase() : name;
  const run = plan.run === undefined ? '' : `${keyword('RUN')} ${plan.run}${eol}`;
  return `${run}${keyword('USER')} ${plan.user}${eol}`;
}

function makesUsers(stage: Stage, document: DockerfileDocument): boolean {
  for (let next: Stage | undefined = stage; next !== undefined; next = next.parent) {
    const text = document.text.slice(next.span.start, next.span.end);
    if (/\b(?:useradd|adduser|addgroup|groupadd|usermod|gosu|su-exec|\/etc\/passwd)\b/.test(text)) return true;
  }
  return false;
}
