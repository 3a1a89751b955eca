import type { CalibrationInput } from "../../metrics/calibration-input";
import { CELLS, cellEnds, cellOf } from "./confidence-grid";

/** Predictions counted by cell of the confidence grid: six bytes per record, cells in rising order. */
export interface CellCounts {
  /** The cell; one with more than `MAX_COUNT` samples has several records. */
  readonly cell: Uint16Array;
  /** Samples. */
  readonly n: Uint8Array;
  /** Samples that were predicted rightly. */
  readonly right: Uint8Array;
  /** Mean confidence, as a 65535th of the way through the cell: off by at most 2e-7. */
  readonly offset: Uint16Array;
}

/** Most samples of a record, so that a count is one byte. */
const MAX_COUNT = 255;
const STEPS = 65535;

/** Counts the predictions of one test set. */
export function countCells({ confidence, correct }: CalibrationInput): CellCounts {
  const order = Array.from(confidence.keys()).sort(
    (a, b) => confidence[a]! - confidence[b]!,
  );
  const records: { cell: number; n: number; right: number; sum: number }[] = [];
  for (const sample of order) {
    const cell = cellOf(confidence[sample]!);
    let last = records.at(-1);
    if (last === undefined || last.cell !== cell || last.n === MAX_COUNT) {
      last = { cell, n: 0, right: 0, sum: 0 };
      records.push(last);
    }
    last.n += 1;
    last.right += correct[sample]!;
    last.sum += confidence[sample]!;
  }
  return {
    cell: Uint16Array.from(records, ({ cell }) => cell),
    n: Uint8Array.from(records, ({ n }) => n),
    right: Uint8Array.from(records, ({ right }) => right),
    offset: Uint16Array.from(records, ({ cell, n, sum }) => offsetOf(cell, sum / n)),
  };
}

/** Mean confidence of each record, shape [records]. */
export function meanConfidences({
  cell,
  offset,
}: Pick<CellCounts, "cell" | "offset">): Float64Array {
  const ends = Array.from({ length: CELLS }, (_, each) => cellEnds(each));
  return Float64Array.from(cell, (each, i) => {
    const [low, high] = ends[each]!;
    return low + ((high - low) * offset[i]!) / STEPS;
  });
}

function offsetOf(cell: number, mean: number): number {
  const [low, high] = cellEnds(cell);
  return high === low ? 0 : Math.round((STEPS * (mean - low)) / (high - low));
}
