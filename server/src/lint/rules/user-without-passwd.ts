import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'user-without-passwd',
    aliases: ['named-identity-in-passwdless-stage'],
    title: 'USER by name in an image without /etc/passwd',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell the number of the user.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'named-identity-in-passwdless-stage', same: false }],
    messages: { unknown: 'Nothing here says who {user} is: scratch has no /etc/passwd; copy one, or write a number' },
  },
  *check({ document }) {
    const passwd = new Set<unknown>();
    for (const stage of document.stages) {
      let root = stage;
      while (root.parent !== undefined) root = root.parent;
      if (root.base.kind !== 'scratch') continue;
      let mayHave = stage.parent !== undefined && passwd.has(stage.parent);
      for (const { name, words, json } of stage.instructions) {
        // A RUN or a folder from elsewhere may bring the file.
        if (name === 'RUN') mayHave = true;
        if (name === 'COPY' || name === 'ADD') {
          const target = words.at(-1)?.value ?? '';
          mayHave ||= json || name === 'ADD' || /^\/?$|^\.?\/?etc(\/|$)|\$|^\.$/.test(target) || /passwd/.test(target);
        }
        const [word] = name === 'USER' ? words : [];
        const user = word?.value.split(':')[0] ?? '';
        if (mayHave || word === undefined || !/^[a-z_][\w-]*$/i.test(user)) continue;
        yield { messageId: 'unknown', data: { user }, span: word.span };
      }
      if (mayHave) passwd.add(stage);
    }
  },
});
