import { parseImageReference } from '../../model/imageReference.ts';
import type { Span } from '../../syntax/tree.ts';
import { defineRule, type LintContext } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3026',
    title: 'Image from a registry that is not allowed',
    group: 'security',
    severity: 'error',
    fixable: 'never',
    whyNoFix: 'The file does not tell which of the allowed images can take its place.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3026', same: true }],
    messages: { registry: '{registry} is not among the allowed registries ({allowed})' },
  },
  *check(context) {
    const allowed = [...(context.options.allowedRegistries ?? []), ...(context.options.trustedRegistries ?? [])];
    if (allowed.length === 0) return;
    for (const { name, span, line } of imagesOf(context)) {
      const parsed = parseImageReference(name);
      const registry = parsed.ok ? parsed.reference.domain : (name.split('/')[0] ?? name);
      if (allowed.some(pattern => matches(pattern, registry))) continue;
      yield { messageId: 'registry', data: { registry, allowed: allowed.join(', ') }, span, reportLine: line };
    }
  },
});

/** Every image that is named: FROM, COPY --from, RUN --mount from=. Stages, numbers and variables are left out. */
function* imagesOf({
  document,
}: LintContext): Generator<{ readonly name: string; readonly span: Span; readonly line: number }> {
  for (const { base, baseWord, from } of document.stages) {
    if (base.kind === 'image' && baseWord && !baseWord.value.startsWith('$')) {
      yield { name: base.name, span: baseWord.span, line: from.startLine };
    }
  }
  for (const outer of document.tree.instructions) {
    const instruction = outer.trigger ?? outer;
    const line = instruction.startLine;
    for (const flag of instruction.flags) {
      if (flag.value === undefined || flag.valueSpan === undefined) continue;
      let name: string | undefined;
      if (instruction.name === 'COPY' && flag.name === 'from') name = flag.value;
      if (instruction.name === 'RUN' && flag.name === 'mount') name = /(?:^|,)from=([^,]*)/.exec(flag.value)?.[1];
      if (!name || name.includes('$') || /^[0-9]+$/.test(name) || name === 'scratch') continue;
      if (document.stages.some(stage => stage.name === name.toLowerCase())) continue;
      yield { name, span: flag.valueSpan, line };
    }
  }
}

function matches(pattern: string, registry: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return registry.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return registry.startsWith(pattern.slice(0, -1));
  return pattern === registry;
}
