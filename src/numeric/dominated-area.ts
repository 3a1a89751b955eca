/** A point of a plane in which less is better on both axes. */
export type PlanePoint = readonly [x: number, y: number];

/**
 * Area that some points dominate up to a corner, the hypervolume of two objectives (Zitzler and Thiele 1999): all places
 * that are no better than one of the points on both axes and no worse than the corner.
 * @param corner points beyond it add nothing
 * @example
 * dominatedArea([[0, 2], [1, 1], [2, 2]], [3, 3]); // => 5
 */
export function dominatedArea(
  points: readonly PlanePoint[],
  [right, top]: PlanePoint,
): number {
  const inside = points.filter(([x, y]) => x < right && y < top).sort(([a], [b]) => a - b);
  let [area, lowest] = [0, top];
  for (const [x, y] of inside) {
    if (y >= lowest) continue;
    area += (right - x) * (lowest - y);
    lowest = y;
  }
  return area;
}
