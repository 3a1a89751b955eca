import { lazy } from "../../numeric/lazy";
import { binMeans } from "../binned/bin-means";
import {
  type BinSettings,
  type Binning,
  assignBins,
  assignBinsWithOnes,
  assignEqualMassBins,
} from "../binned/bins";
import { type CalibrationInput, checkCalibrationInput } from "../calibration-input";
import type { TiedGroups } from "../ranking/tied-groups";
import type { TopLabelSamples } from "./top-label-samples";

/**
 * Samples gathered in cells within which every top-label metric treats them alike. A cell is like a sample
 * that counts several times: it has a mean confidence and a verdict.
 */
export interface ConfidenceCells extends CalibrationInput {
  /** Samples per cell, shape [cells]; the most confident cells come first. */
  readonly counts: Float64Array;
  /** Cells of one group count as equally confident where samples are ordered; rising, shape [cells]. */
  readonly group: Int32Array;
  /** The bin of each cell; see `TopLabelSamples` for the three kinds. */
  readonly bins: Binning;
  readonly closedBins: Binning;
  readonly massBins: Binning;
}

/** Confidences within a step of 1 / STEPS share it, beyond the number of samples that have one each. */
const STEPS = 250;

interface Cell {
  readonly step: number;
  /** Its first sample. */
  readonly first: number;
  n: number;
  sum: number;
}

/**
 * Gathers samples by bin, equal-mass bin, verdict and confidence up to 1/250; sums over bins stay exact.
 * At most 250 samples keep cells of their own confidence.
 */
export function confidenceCells(
  input: CalibrationInput,
  settings: BinSettings,
): ConfidenceCells {
  checkCalibrationInput(input);
  const { bins } = settings;
  const { confidence, correct } = input;
  const width = assignBins(confidence, settings);
  const closed = assignBinsWithOnes(confidence, settings);
  const mass = assignEqualMassBins(confidence, bins);
  const few = confidence.length <= STEPS;
  const distinct = few ? Float64Array.from(new Set(confidence)).sort() : confidence;
  const cells = new Map<number, Cell>();
  for (let i = 0; i < confidence.length; i++) {
    const step = few
      ? distinct.indexOf(confidence[i]!)
      : Math.floor(confidence[i]! * STEPS);
    // A whole number below 2^53 that names step, bins and verdict.
    const key =
      (((step * bins + width.weightBin[i]!) * bins + mass.weightBin[i]!) * 2 +
        correct[i]!) *
        2 +
      (width.meanBin[i]! < 0 ? 1 : 0);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { step, first: i, n: 1, sum: confidence[i]! });
    else {
      cell.n += 1;
      cell.sum += confidence[i]!;
    }
  }
  const sorted = [...cells.values()].sort(
    (a, b) => b.step - a.step || b.sum / b.n - a.sum / a.n,
  );
  const steps = [...new Set(sorted.map(({ step }) => step))];
  const ofCells = (binning: Binning): Binning => ({
    ...binning,
    weightBin: Int32Array.from(sorted, ({ first }) => binning.weightBin[first]!),
    meanBin: Int32Array.from(sorted, ({ first }) => binning.meanBin[first]!),
  });
  return {
    counts: Float64Array.from(sorted, ({ n }) => n),
    group: Int32Array.from(sorted, ({ step }) => steps.indexOf(step)),
    confidence: Float64Array.from(sorted, ({ sum, n }) => sum / n),
    correct: Uint8Array.from(sorted, ({ first }) => correct[first]!),
    bins: ofCells(width),
    closedBins: ofCells(closed),
    massBins: ofCells(mass),
  };
}

/**
 * The samples of all cells, each cell counted as often as a resample drew it.
 * @param counts shape [cells]
 */
export function countedCells(
  cells: ConfidenceCells,
  counts: Float64Array,
): TopLabelSamples {
  return lazy<TopLabelSamples>({
    n: () => countedSum(counts),
    right: () => countedSum(counts, cells.correct),
    confidence: () => countedSum(counts, cells.confidence),
    bins: () => binMeans(cells, cells.bins, counts),
    closedBins: () => binMeans(cells, cells.closedBins, counts),
    massBins: () => binMeans(cells, cells.massBins, counts),
    tiedGroups: () => countedGroups(cells, counts),
  });
}

/** The sum of the counts, or of a number of each cell that counts as often. */
function countedSum(counts: Float64Array, values?: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++)
    sum += values === undefined ? counts[i]! : counts[i]! * values[i]!;
  return sum;
}

function countedGroups(
  { group, correct }: ConfidenceCells,
  counts: Float64Array,
): TiedGroups {
  const groups = 1 + group[group.length - 1]!;
  const size = new Array<number>(groups).fill(0);
  const wrong = size.slice();
  for (let cell = 0; cell < counts.length; cell++) {
    const [own, count] = [group[cell]!, counts[cell]!];
    size[own]! += count;
    if (correct[cell] === 0) wrong[own]! += count;
  }
  return { size, wrong };
}
