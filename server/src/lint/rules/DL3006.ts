import { parseImageReference } from '../../model/imageReference.ts';
import { defineRule } from '../rule.ts';

/** Unlike hadolint it also looks at names that come from global ARGs with a default. */
export const rule = defineRule({
  meta: {
    id: 'DL3006',
    title: 'Base image without a tag',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell which version is meant.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3006', same: false }],
    messages: { untagged: '{image} has no tag: the build takes whatever latest is that day' },
  },
  *check(context) {
    const { document } = context;
    for (const { base, baseWord, from, index } of document.stages) {
      if (baseWord === undefined) continue;
      // Podman calls what is built on this machine `localhost/x`: no registry moves its tag.
      const isMadeHere = context.options.letter !== true && baseWord.value.startsWith('localhost/');
      if (context.options.letter === true) {
        if (
          base.kind === 'scratch' ||
          document.stages.some(other => other.index < index && other.nameWord?.value === baseWord.value)
        )
          continue;
        if (baseWord.value.startsWith('$') || hasTag(baseWord.value)) continue;
      } else if (base.kind === 'image') {
        const parsed = parseImageReference(base.name);
        if (!parsed.ok || parsed.reference.tag !== undefined || parsed.reference.digest !== undefined) continue;
        if (base.dynamic && base.name.endsWith(':')) continue;
      } else continue;
      yield {
        ...(isMadeHere ? { severity: 'hint' as const } : {}),
        messageId: 'untagged',
        data: { image: base.kind === 'image' ? base.name : baseWord.value },
        span: baseWord.span,
        reportLine: from.startLine,
      };
    }
  },
});

/** As hadolint reads names: a registry has a dot, the port of another one is a tag to it; what stands in `${…}` is not looked at. */
function hasTag(name: string): boolean {
  const withoutRegistry = name.replace(/^[^/$]*\.[^/]*\//, '');
  return /[:@]/.test(withoutRegistry.replace(/\$\{[^}]*\}/g, ''));
}
