import { defineRule } from '../rule.ts';

/** Tokens that say by their form what they are. Sources: the services' own documentation. */
const forms: readonly (readonly [name: string, form: RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['a GitHub token', /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}\b/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}\b/g],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a Slack token', /\bxox[abprs]-[0-9A-Za-z-]{20,}\b/g],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}\b/g],
  ['a Stripe key', /\b[rs]k_live_[0-9A-Za-z]{20,}\b/g],
  ['a Docker Hub token', /\bdckr_pat_[A-Za-z0-9_-]{20,}\b/g],
  ['a Hugging Face token', /\bhf_[A-Za-z]{34}\b/g],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g],
];

export const rule = defineRule({
  meta: {
    id: 'secret-in-text',
    title: 'A secret stands in the Dockerfile',
    group: 'security',
    severity: 'error',
    fixable: 'never',
    whyNoFix: 'Where the secret can be had during the build is not in the file; it has to be changed, too.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'secrets-in-code', same: false }],
    messages: { secret: 'This looks like {what}: withdraw it, and give it to the build by a secret mount' },
  },
  *check({ document }) {
    for (const [what, form] of forms) {
      for (const match of document.text.matchAll(form)) {
        // The key of AWS's documentation.
        if (match[0].includes('EXAMPLE') || document.instructionAt(match.index) === undefined) continue;
        yield { messageId: 'secret', data: { what }, span: { start: match.index, end: match.index + match[0].length } };
      }
    }
  },
});
