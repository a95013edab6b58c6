/** Shared by index-update-alone and DL3059. */
import type { Fix, LintContext } from '../rule.ts';
import type { RunView } from '../runCommands.ts';

/** The fix that makes one RUN of two: when the second is the next instruction, has the same flags, and both are plain chains. */
export function joinFix({ document }: LintContext, run: RunView, user: RunView): Fix[] {
  const { instruction: first } = run;
  const { instruction: second } = user;
  if (second.index !== first.index + 1) return [];
  const flags = [first, second].map(({ flags: list }) => list.map(({ text }) => text).join('\n'));
  if (flags[0] !== flags[1]) return [];
  const [words, others] = [first.words[0], second.words[0]];
  if (words === undefined || others === undefined || first.json || second.json) return [];
  if (!isChain(run) || !isChain(user)) return [];
  if (document.text.slice(first.span.end, second.span.start).trim() !== '') return [];
  const { escape, eol } = document.tree;
  return [
    {
      title: 'Join this RUN with the next one',
      // The image is the same, but two layers become one: that is for people to decide.
      safety: 'unsafe',
      edits: [{ span: { start: words.span.end, end: others.span.start }, newText: ` ${escape}${eol} && ` }],
      touches: [first.index, second.index],
    },
  ];
}

function isChain({ commands, instruction }: RunView): boolean {
  if (instruction.heredocs.length > 0 || instruction.comments.length > 0) return false;
  const last = commands.at(-1)?.command;
  // A comment at the end would swallow what is appended.
  if (last === undefined || last.script.text.slice(last.at.end).trim() !== '') return false;
  return commands.every(
    ({ command }, index) =>
      command.scopes.length === 0 &&
      !command.background &&
      !command.broken &&
      (index === 0 || command.connector === '&&' || command.connector === '|'),
  );
}
