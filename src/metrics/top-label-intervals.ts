import { type CellBootstrapOptions, bootstrapCells } from "../numeric/cell-bootstrap";
import { harmonic } from "../numeric/harmonic";
import type { BinOptions } from "./bins";
import type { CalibrationInput } from "./calibration-input";
import { type ConfidenceCells, confidenceCells } from "./confidence-cells";

/** Metrics of confidence and verdict that `topLabelIntervals` resamples together. */
export const topLabelNames = [
  "accuracy",
  "confidence",
  "gap",
  "ece",
  "overconfidence",
  "underconfidence",
  "ace",
  "mce",
  "mce_weighted",
  "rms",
  "debiased",
  "aurc",
  "augrc",
] as const;

export type TopLabelName = (typeof topLabelNames)[number];

/**
 * Bootstrap intervals (BCa) of the metrics of confidence and verdict, all from the same resamples of
 * the samples. Bins keep the edges that the data gave them. Counts of bins are resampled instead of
 * samples, which is exact for accuracy and counts; confidences that lie within 1/250 of each other
 * count as their mean, which changes widths by less than one in ten thousand.
 * 10,000 resamples of 50,000 samples take a few seconds.
 */
export function topLabelIntervals(
  input: CalibrationInput,
  binning: BinOptions,
  options: CellBootstrapOptions,
): Readonly<Record<TopLabelName, readonly [number, number]>> {
  const cells = confidenceCells(input, binning);
  const intervals = bootstrapCells(cells.counts, statisticOf(cells), options);
  return Object.fromEntries(
    topLabelNames.map((name, k) => [name, intervals[k]!]),
  ) as Record<TopLabelName, readonly [number, number]>;
}

/** The metrics in the order of `topLabelNames`, from counts per cell. */
function statisticOf(cells: ConfidenceCells): (counts: Float64Array) => Float64Array {
  const { bins, step, confidence, correct, bin, left, massBin } = cells;
  const excess = confidence.map((c, i) => c - correct[i]!);
  const weight = new Float64Array(bins);
  const members = new Float64Array(bins);
  const memberExcess = new Float64Array(bins);
  const binExcess = new Float64Array(bins);
  const hits = new Float64Array(bins);
  const massExcess = new Float64Array(bins);
  return (counts) => {
    for (const sums of [weight, members, memberExcess, binExcess, hits, massExcess])
      sums.fill(0);
    let [n, right, mass, size, sizeWrong] = [0, 0, 0, 0, 0];
    let [wrongBefore, accepted, risk] = [0, 0, 0];
    for (let cell = 0; cell < counts.length; cell++) {
      const count = counts[cell]!;
      const b = bin[cell]!;
      const over = count * excess[cell]!;
      const wrong = count * (1 - correct[cell]!);
      n += count;
      right += count - wrong;
      mass += count * confidence[cell]!;
      weight[b]! += count;
      binExcess[b]! += over;
      hits[b]! += count - wrong;
      massExcess[massBin[cell]!]! += over;
      size += count;
      sizeWrong += wrong;
      if (step[cell] !== step[cell + 1]) {
        // Equally confident samples: see riskCoverage, whose sum over j this is in closed form.
        const before = n - size;
        const steps = harmonic(n) - harmonic(before);
        risk += wrongBefore * steps;
        if (size > 0) risk += sizeWrong * (1 - (before / size) * steps);
        accepted += size * (wrongBefore + sizeWrong / 2);
        wrongBefore += sizeWrong;
        [size, sizeWrong] = [0, 0];
      }
      if (left[cell] === 1) continue;
      members[b]! += count;
      memberExcess[b]! += over;
    }
    let [over, under, ace, mce, weighted, square, noise] = [0, 0, 0, 0, 0, 0, 0];
    for (let b = 0; b < bins; b++) {
      ace += Math.abs(massExcess[b]!) / n;
      if (weight[b] === 0) continue;
      const share = weight[b]! / n;
      const signed = members[b] === 0 ? 0 : (share * memberExcess[b]!) / members[b]!;
      if (signed > 0) over += signed;
      else under -= signed;
      const gap = Math.abs(binExcess[b]!) / weight[b]!;
      mce = Math.max(mce, gap);
      weighted = Math.max(weighted, gap * share);
      square += share * gap * gap;
      if (weight[b]! < 2) noise += share * gap * gap;
      else {
        const rate = hits[b]! / weight[b]!;
        noise += (share * rate * (1 - rate)) / (weight[b]! - 1);
      }
    }
    return Float64Array.of(
      right / n,
      mass / n,
      (mass - right) / n,
      over + under,
      over,
      under,
      ace,
      mce,
      weighted,
      Math.sqrt(square),
      Math.sqrt(Math.max(0, square - noise)),
      risk / n,
      accepted / (n * n),
    );
  };
}
