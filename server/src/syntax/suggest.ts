/** "Did you mean": the nearest of some words, as BuildKit looks for it (util/suggest/error.go). */

/**
 * The option within an edit distance of two, or undefined; none when an option equals the word. Without `caseSensitive` the answer takes
 * the word's case.
 */
export function nearest(word: string, options: readonly string[], caseSensitive: boolean): string | undefined {
  const wanted = caseSensitive ? word : word.toLowerCase();
  let match: string | undefined;
  let smallest = 3;
  for (const option of options) {
    const candidate = caseSensitive ? option : option.toLowerCase();
    if (candidate === wanted) return undefined;
    const distance = editDistance(wanted, candidate, smallest);
    if (distance < smallest) {
      match = candidate;
      smallest = distance;
    }
  }
  if (match === undefined || caseSensitive) return match;
  return word === word.toUpperCase() && word !== word.toLowerCase() ? match.toUpperCase() : match;
}

/** Levenshtein distance; gives up (returns `limit`) when the lengths alone are that far apart. */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost));
    }
    previous = row;
  }
  return previous[b.length]!;
}
