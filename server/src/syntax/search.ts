/** Binary search, the one that texts need: which piece holds a place. */

/** The index of the last item whose value is at most the wanted one; 0 when none is. The values ascend. */
export function lastAtMost<Item>(items: readonly Item[], wanted: number, valueOf: (item: Item) => number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valueOf(items[middle]!) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
