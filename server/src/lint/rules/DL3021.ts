import type { Instruction } from '../../syntax/tree.ts';
import { defineRule, type LintContext } from '../rule.ts';
import { instructionsNamed, unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3021',
    title: 'COPY of several sources to a target without a final slash',
    group: 'correctness',
    severity: 'warning',
    cliSeverity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3021', same: false }],
    messages: {
      slash:
        'Several sources need a folder: without a final slash, {target} may become one file that holds the last of them',
    },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'COPY')) {
      const target = instruction.words.at(-1);
      if (instruction.words.length < 3 || target === undefined) continue;
      const path = unquoted(target.value);
      if (path.endsWith('/') || path.endsWith('\\')) continue;
      if (isFolder(context, instruction, path)) continue;
      const quoted = path !== target.value || instruction.json;
      const end = target.span.end - (quoted ? 1 : 0);
      yield {
        messageId: 'slash',
        data: { target: path },
        span: target.span,
        reportLine: instruction.startLine,
        fixes: path.includes('$')
          ? []
          : [
              {
                title: `Write ${path}/`,
                safety: 'safe',
                edits: [{ span: { start: end, end }, newText: '/' }],
                touches: [instruction.index],
              },
            ],
      };
    }
  },
});

/** Whether the target exists as a folder, whatever its name, or nobody can tell. */
function isFolder({ document }: LintContext, copy: Instruction, path: string): boolean {
  if (path === '.' || path === '..' || path.endsWith('/.') || path.endsWith('/..')) return true;
  if (/\$(\w+|\{[^}]*\})$/.test(path) || systemFolders.has(path)) return true;
  for (let stage = document.stageModel.stageOf(copy); stage !== undefined; stage = stage.parent) {
    const known = stage.instructions.some(
      ({ name, rest, index }) =>
        name === 'WORKDIR' && index < copy.index && rest !== undefined && unquoted(rest.value) === path,
    );
    if (known) return true;
  }
  return false;
}

const systemFolders: ReadonlySet<string> = new Set([
  ...[
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/home',
    '/lib',
    '/media',
    '/mnt',
    '/opt',
    '/root',
    '/sbin',
    '/srv',
    '/tmp',
    '/usr',
    '/var',
  ],
  ...['/usr/bin', '/usr/lib', '/usr/local', '/usr/local/bin', '/usr/local/lib', '/usr/sbin', '/usr/share', '/usr/src'],
]);
