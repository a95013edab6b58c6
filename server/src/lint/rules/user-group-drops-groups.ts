import type { ShellWord } from '../../shell/words.ts';
import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { instructionsNamed } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'user-group-drops-groups',
    aliases: ['user-explicit-group-drops-supplementary-groups'],
    title: 'USER with a group loses the other groups',
    group: 'correctness',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'user-explicit-group-drops-supplementary-groups', same: false }],
    messages: {
      dropped: 'With a group written here {user} is in no other group: {groups}, given above, is lost',
    },
  },
  *check(context) {
    const { document } = context;
    // Nearly no file writes a group behind a user.
    if (!instructionsNamed(context, 'USER').some(({ words }) => words[0]?.value.includes(':'))) return;
    const groups = new Map<string, string>();
    const runs = new Map(runsOf(context).map(run => [run.instruction.index, run]));
    for (const stage of document.stages) {
      if (stage.parent === undefined) groups.clear();
      for (const { index, name, words } of stage.instructions) {
        for (const { program, args } of runs.get(index)?.commands ?? []) {
          const added = addedGroups(program, args);
          if (added !== undefined) groups.set(added.user, added.groups);
        }
        const [word] = name === 'USER' ? words : [];
        const [user = '', group = ''] = word?.value.split(':') ?? [];
        const lost = groups.get(user);
        if (word === undefined || group === '' || lost === undefined || /["'$]/.test(word.value)) continue;
        if (lost.split(',').every(each => each === group)) continue;
        yield {
          messageId: 'dropped',
          data: { user, groups: lost },
          span: word.span,
          fixes: [
            {
              title: `Write USER ${user} without the group`,
              safety: 'unsafe',
              edits: [{ span: word.span, newText: user }],
              touches: [index],
            },
          ],
        };
      }
    }
  },
});

/** Whom the command puts into which further groups: `usermod -aG a,b x`, `useradd -G a x`, `adduser x a`, `addgroup x a`. */
function addedGroups(program: string, words: readonly ShellWord[]): { user: string; groups: string } | undefined {
  if (!/^(?:user|add)/.test(program)) return undefined;
  const args = words.map(word => word.value);
  const names = args.filter(value => !value.startsWith('-'));
  if (program === 'adduser' || program === 'addgroup') {
    const [user, group] = names;
    if (names.length !== 2 || args.length !== 2) return undefined;
    return { user: user!, groups: group! };
  }
  if (program !== 'usermod' && program !== 'useradd') return undefined;
  const at = args.findIndex(value => /^-[a-zA-Z]*G$/.test(value) || value === '--groups');
  const user = args.at(-1);
  const groups = args[at + 1];
  return at === -1 || groups === undefined || user === undefined || at + 1 === args.length - 1
    ? undefined
    : { user, groups };
}
