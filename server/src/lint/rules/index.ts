// Written by tools/genRules.mjs: one line for each file of this folder. Do not edit.
// biome-ignore-all format: written by a tool
// biome-ignore-all assist/source/organizeImports: written by a tool
import { rule as MaintainerDeprecated } from './MaintainerDeprecated.ts';

/** All rules, sorted by id. */
export const rules = [
  MaintainerDeprecated,
] as const;

export type RuleId = (typeof rules)[number]['meta']['id'];
