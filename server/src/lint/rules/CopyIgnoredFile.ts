import { sourceKind } from '../../model/gitSource.ts';
import { cleanPath, goQuote } from '../../model/goText.ts';
import { allSteps, atStep, stepSpan } from '../buildkit.ts';
import { type BuildContext, defineRule } from '../rule.ts';

/** BuildKit: dockerfile2llb/validations.go, validateCopySourcePath. A .dockerignore with `!` lines is too hard to foresee. */
export const rule = defineRule({
  meta: {
    id: 'CopyIgnoredFile',
    title: 'COPY or ADD names what .dockerignore leaves out',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    fixElsewhere: 'In an editor: an exception (`!path`) in the ignore file.',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'CopyIgnoredFile', same: true }],
    messages: { ignored: 'Attempting to {command} file {path} that is excluded by .dockerignore' },
  },
  *check({ document, buildContext }) {
    if (buildContext === undefined || buildContext.dockerignorePatterns.length === 0) return;
    if (buildContext.dockerignorePatterns.some(pattern => pattern.startsWith('!'))) return;
    for (const step of allSteps(document)) {
      const { instruction } = step;
      if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue;
      if (instruction.name === 'COPY' && instruction.flags.some(flag => flag.name === 'from' && flag.value)) continue;
      const sources = document.variables
        .expanded(step)
        .filter(text => text.role === 'word')
        .slice(0, -1);
      for (const source of sources) {
        if (!source.resolved.known || sourceKind(source.resolved.value).kind !== 'local') continue;
        const path = cleanPath(source.resolved.value);
        if (!isLeftOut(buildContext, path)) continue;
        yield {
          ...atStep(document, step),
          messageId: 'ignored',
          data: { command: instruction.name === 'ADD' ? 'Add' : 'Copy', path: goQuote(path) },
          span: stepSpan(step, source.place({ start: 0, end: source.text.length })),
        };
      }
    }
  },
});

/** The whole context counts only when a pattern leaves out everything. */
function isLeftOut(context: BuildContext, path: string): boolean {
  const root = path === '.' || path === '/';
  if (root && !context.dockerignorePatterns.some(pattern => ['*', '**', '**/*'].includes(pattern))) return false;
  return context.isIgnored(path);
}
