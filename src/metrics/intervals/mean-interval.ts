import { type CellBootstrapOptions, bootstrapCells } from "../../numeric/cell-bootstrap";

/** Values are gathered in this many cells of equal width, beyond that many values. */
const CELLS = 1000;

/**
 * Bootstrap interval (BCa) of a mean, for instance of the NLL of samples. Of more than 1000 values, those
 * within a thousandth of the range count as their mean, which leaves the mean exact.
 * @param values finite, at least one
 */
export function meanInterval(
  values: Float64Array,
  options: CellBootstrapOptions,
): readonly [number, number] {
  const n = values.length;
  const low = values.reduce((min, value) => Math.min(min, value), Infinity);
  const range = values.reduce((max, value) => Math.max(max, value), -Infinity) - low;
  const cells = Math.min(n, CELLS);
  const counts = new Float64Array(cells);
  const sums = new Float64Array(cells);
  for (let i = 0; i < n; i++) {
    const cell =
      n <= CELLS
        ? i
        : Math.min(cells - 1, Math.floor(((values[i]! - low) / (range || 1)) * cells));
    counts[cell]! += 1;
    sums[cell]! += values[i]!;
  }
  const means = sums.map((sum, cell) => sum / Math.max(1, counts[cell]!));
  const [interval] = bootstrapCells(
    counts,
    (counts) => {
      let [sum, total] = [0, 0];
      for (let cell = 0; cell < cells; cell++) {
        sum += counts[cell]! * means[cell]!;
        total += counts[cell]!;
      }
      return [sum / total];
    },
    options,
  );
  return interval!;
}
