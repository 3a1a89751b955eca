import { equalWidthEdges } from "../../metrics/binned/bins";

/** Fewest and most bins that the explorer offers. */
export const MIN_BINS = 5;
export const MAX_BINS = 50;

/** Every edge of every number of bins from `MIN_BINS` to `MAX_BINS`, rising, each once. */
const EDGES: Float64Array = Float64Array.from(
  new Set(
    Array.from({ length: MAX_BINS - MIN_BINS + 1 }, (_, i) => [
      ...equalWidthEdges(MIN_BINS + i),
    ]).flat(),
  ),
).sort();

/**
 * Number of cells of the grid. Cell 2 i is the edge i itself and cell 2 i + 1 the open interval behind it, so that all
 * confidences of a cell are in the same bin, whatever the number of bins and the edge rule.
 */
export const CELLS = 2 * EDGES.length - 1;

/** The cell of a confidence in [0, 1]. */
export function cellOf(confidence: number): number {
  let [low, high] = [0, EDGES.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (confidence >= EDGES[middle]!) low = middle;
    else high = middle - 1;
  }
  return confidence === EDGES[low] ? 2 * low : 2 * low + 1;
}

/** Ends of a cell; equal where it is an edge. */
export function cellEnds(cell: number): readonly [low: number, high: number] {
  return [EDGES[cell >> 1]!, EDGES[(cell + 1) >> 1]!];
}

/** A confidence of each cell, shape [CELLS]: where it is binned, all of the cell are. */
export function cellCentres(): Float64Array {
  return Float64Array.from({ length: CELLS }, (_, cell) => {
    const [low, high] = cellEnds(cell);
    return low + (high - low) / 2;
  });
}
