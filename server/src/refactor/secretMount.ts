/** A secret in a build argument stays in the image's history; a secret mount leaves no trace. */

import { wholeLines } from '../lint/lineEdits.ts';
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { insertion, instructionAt, type Offer, proved, syntaxAllows } from './refactoring.ts';

const ID = 'secret-mount';

/** Names as BuildKit's SecretsUsedInArgOrEnv takes them (validations.go, validateNoSecretKey). */
const SECRET = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const HARMLESS = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** On an ARG or ENV with a secret's name. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const instruction = instructionAt(document, span);
  if (instruction?.name !== 'ARG' && instruction?.name !== 'ENV') return [];
  const pair = instruction.pairs.find(({ key }) => SECRET.test(key) && !HARMLESS.test(key));
  if (pair === undefined) return [];
  const name = pair.key;
  const title = `Use a secret mount for ${name}`;
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.rewrite', reason }];
  if (instruction.name === 'ENV') {
    return refuse(
      'The program may read the variable when it runs: give it there (`docker run --env`), not in the image.',
    );
  }
  const stage = document.stageModel.stageOf(instruction);
  if (stage === undefined) return refuse('It is declared before the first FROM: declare it in the stage that uses it.');
  if (instruction.pairs.length !== 1) return refuse('The ARG declares several names: give this one a line of its own.');
  if (!/^[A-Za-z_]\w*$/.test(name)) return [];
  if (!syntaxAllows(document, 10)) {
    return refuse('The syntax line names a version without secrets in the environment (they came with 1.10).');
  }
  const { variables, tree } = document;
  if (variables.definitions.filter(each => each.name === name).length !== 1) {
    return refuse(`${name} is declared more than once.`);
  }
  const use = variables.uses.find(each => each.name === name);
  if (use !== undefined)
    return refuse(`Line ${use.instruction.startLine} uses it: only a RUN can have a secret mount.`);
  const mention = new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`);
  const users = document.tree.instructions.filter(
    each => each.index > instruction.index && (mention.test(each.args.join(' ')) || mentionsInHeredoc(each, mention)),
  );
  if (users.length === 0) return refuse('No RUN names it: it is not known which one reads it.');
  const other = users.find(each => each.name !== 'RUN' || document.stageModel.stageOf(each) !== stage);
  if (other)
    return refuse(`${other.name} in line ${other.startLine} names it: only a RUN of this stage can have the mount.`);
  const lines = wholeLines(tree, instruction.span);
  if (lines === undefined || instruction.comments.length > 0) return [];
  return proved(
    document,
    {
      id: ID,
      title,
      kind: 'refactor.rewrite',
      safety: 'unsafe',
      explanation: `Build with \`--secret id=${name},env=${name}\` instead of \`--build-arg\`. Only the RUN that name it get it; one that reads it without naming it needs the mount too. Needs Dockerfile syntax 1.10.`,
      edits: [
        { span: lines, newText: '' },
        ...users.map(run => insertion(run.keyword.span.end, ` --mount=type=secret,id=${name},env=${name}`)),
      ],
      touches: [instruction.index, ...users.map(({ index }) => index)],
    },
    text => {
      const after = createDocument(text, document.options);
      return after.tree.instructions.length === tree.instructions.length - 1;
    },
  );
}

function mentionsInHeredoc({ heredocs }: Instruction, mention: RegExp): boolean {
  return heredocs.some(({ content }) => mention.test(content));
}
