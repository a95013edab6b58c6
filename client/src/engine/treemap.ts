/** A rectangle in any unit. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A tile for each weight (biggest first, all above zero), which together fill the rectangle and are about as wide as high:
 * "Squarified Treemaps" of Bruls, Huizing and van Wijk. The function stands alone, because the web view gets its source.
 */
export function squarify(weights: readonly number[], width: number, height: number): Tile[] {
  const tiles: Tile[] = [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0) || !(width > 0) || !(height > 0)) return weights.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  const areas = weights.map(weight => (weight / total) * width * height);
  let x = 0;
  let y = 0;
  let at = 0;
  while (at < areas.length) {
    const restWidth = width - x;
    const restHeight = height - y;
    const side = Math.max(Math.min(restWidth, restHeight), 1e-9);
    // A row takes tiles as long as that makes the worst of them better.
    let sum = 0;
    let end = at;
    let worst = Number.POSITIVE_INFINITY;
    while (end < areas.length) {
      const area = sum + (areas[end] ?? 0);
      const thickness = area / side;
      const longest = (areas[at] ?? 0) / thickness;
      const shortest = (areas[end] ?? 0) / thickness;
      const next = Math.max(longest / thickness, thickness / longest, thickness / shortest, shortest / thickness);
      if (next > worst) break;
      worst = next;
      sum = area;
      end++;
    }
    const thickness = sum / side;
    let along = 0;
    for (; at < end; at++) {
      const length = (areas[at] ?? 0) / thickness;
      if (restWidth >= restHeight) tiles.push({ x, y: y + along, width: thickness, height: length });
      else tiles.push({ x: x + along, y, width: length, height: thickness });
      along += length;
    }
    if (restWidth >= restHeight) x += thickness;
    else y += thickness;
  }
  return tiles;
}
