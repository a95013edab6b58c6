import { defineRule } from '../rule.ts';
import { instructionsNamed, unquoted } from './_instructions.ts';

const folders = ['/proc', '/sys', '/dev', '/boot'];

export const rule = defineRule({
  meta: {
    id: 'workdir-system-folder',
    title: 'WORKDIR in a folder of the system',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell where the program can live instead.',
    since: '0.1.0',
    sources: [{ tool: 'trivy', code: 'DS-0030', same: false }],
    messages: { system: '{path} belongs to the kernel and is mounted over when the container starts' },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'WORKDIR')) {
      const { rest } = instruction;
      if (rest === undefined) continue;
      const path = unquoted(rest.value);
      if (!folders.some(folder => path === folder || path.startsWith(`${folder}/`))) continue;
      yield { messageId: 'system', data: { path }, span: rest.span };
    }
  },
});
