/** What every runner of recorded cases returns. */
export interface Disagreement {
  readonly id: string;
  readonly expected: unknown;
  readonly came: unknown;
}

export interface CaseResult {
  readonly total: number;
  readonly disagreements: readonly Disagreement[];
  /** Lines to print before the disagreements (tables of agreement by rule, outcome counts …). */
  readonly report?: readonly string[];
}

export function resultOf(
  total: number,
  disagreements: readonly Disagreement[],
  report?: readonly string[],
): CaseResult {
  return report ? { total, disagreements, report } : { total, disagreements };
}
