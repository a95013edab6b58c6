import { parseMount } from '../../model/mounts.ts';
import { flagPlacer } from '../../model/places.ts';
import { defineRule } from '../rule.ts';
import { instructionsNamed } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'loose-secret-mount',
    title: 'A secret mount that others may read',
    group: 'security',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'sonar', code: 'S6469', same: false }],
    messages: { loose: 'Every user of the build may read this {type}: leave mode out (0400 is the default)' },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'RUN')) {
      for (const flag of instruction.flags) {
        if (flag.name !== 'mount' || flag.value === undefined) continue;
        const { type, mode, fields } = parseMount(flag.value);
        if ((type !== 'secret' && type !== 'ssh') || mode === undefined || (mode & 0o007) === 0) continue;
        const field = fields.find(({ key }) => key === 'mode');
        if (field === undefined) continue;
        const span = flagPlacer(instruction, flag)(field.span);
        const before = context.document.text[span.start - 1];
        yield {
          messageId: 'loose',
          data: { type: type === 'ssh' ? 'agent' : 'secret' },
          span,
          fixes:
            before === ','
              ? [
                  {
                    title: 'Remove mode',
                    safety: 'unsafe',
                    edits: [{ span: { start: span.start - 1, end: span.end }, newText: '' }],
                    touches: [instruction.index],
                  },
                ]
              : [],
        };
      }
    }
  },
});
