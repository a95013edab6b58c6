/** Names of rules: ids, other tools' names for the same problem, and tally's names with a folder in front. */
import type { Rule } from './rule.ts';

/** The ids of the rules that a name means: `DL4000` → DL4000 and MaintainerDeprecated. Empty for a name that no rule has. */
export function ruleIdsFor(name: string, rules: readonly Rule[]): readonly string[] {
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const other = rules.find(({ meta }) => meta.id === bare)?.meta.supersededBy;
  return rules
    .filter(
      ({ meta }) =>
        meta.id === bare || meta.id === other || meta.supersededBy === bare || (meta.aliases ?? []).includes(bare),
    )
    .map(({ meta }) => meta.id);
}

/** Whether a tool has, or had, a rule of that name. */
export function isKnownName(name: string, rules: readonly Rule[]): boolean {
  return (
    name === 'all' ||
    /^(SC[0-9]{4}|PS[A-Z]\w*)(-SC[0-9]{4})?$/.test(name) ||
    withdrawn.has(name) ||
    /^(shellcheck|powershell|tally)\//.test(name) ||
    otherNames.has(name) ||
    ruleIdsFor(name, rules).length > 0
  );
}

/** hadolint's rules of earlier versions. */
const withdrawn: ReadonlySet<string> = new Set(['DL3005', 'DL3017', 'DL3031', 'DL3039', 'DL4002', 'DL1000']);

/** Checks that need what a file does not tell. */
const otherNames: ReadonlySet<string> = new Set(['InvalidBaseImagePlatform']);
