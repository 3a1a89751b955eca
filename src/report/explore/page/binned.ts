import { cellCentres } from "../../../analysis/explore/confidence-grid";
import type { ExplorerSet } from "../../../analysis/explore/explorer-data";
import { meanGap } from "../../../metrics/binned/bin-means";
import {
  assignBins,
  type Bin,
  type BinOptions,
  type Binning,
} from "../../../metrics/binned/bins";
import { meanDeviation } from "../../../numeric/poisson-binomial";
import type { Records } from "./records";

const CENTRES = cellCentres();

/** The bin of each cell of the grid. */
export function binCells(options: BinOptions): Binning {
  return assignBins(CENTRES, options);
}

/** Sums over the samples of each bin, shape [bins] each. */
export interface BinSums {
  readonly n: Float64Array;
  /** Samples that enter the means. */
  readonly members: Float64Array;
  readonly right: Float64Array;
  readonly confidence: Float64Array;
}

/** No samples in as many bins as the binning has. */
export function emptySums({ edges }: Binning): BinSums {
  const zeros = () => new Float64Array(edges.length - 1);
  return { n: zeros(), members: zeros(), right: zeros(), confidence: zeros() };
}

/** Adds the samples of a test set to the sums. */
export function addSet(
  sums: BinSums,
  { cell, n, right, confidence }: Records,
  { first, records }: ExplorerSet,
  { weightBin, meanBin }: Binning,
): BinSums {
  for (let i = first; i < first + records; i++) {
    sums.n[weightBin[cell[i]!]!]! += n[i]!;
    const bin = meanBin[cell[i]!]!;
    if (bin < 0) continue;
    sums.members[bin]! += n[i]!;
    sums.right[bin]! += right[i]!;
    sums.confidence[bin]! += n[i]! * confidence[i]!;
  }
  return sums;
}

/** The sums as the library's bins. */
export function binsOf(sums: BinSums, { edges }: Binning): readonly Bin[] {
  return Array.from(sums.n, (n, b) => ({
    low: edges[b]!,
    high: edges[b + 1]!,
    n,
    members: sums.members[b]!,
    accuracy: sums.right[b]! / Math.max(1, sums.members[b]!),
    confidence: sums.confidence[b]! / Math.max(1, sums.members[b]!),
  }));
}

/** ECE of a test set, a fraction. */
export function setEce(records: Records, set: ExplorerSet, binning: Binning): number {
  return meanGap(binsOf(addSet(emptySums(binning), records, set, binning), binning));
}

/** Expected ECE of a calibrated model with the same confidences, a fraction (`eceFloor`, on the cells' means). */
export function setFloor(
  { cell, n, confidence }: Records,
  { first, records }: ExplorerSet,
  { edges, weightBin, meanBin }: Binning,
): number {
  const members: number[][] = Array.from({ length: edges.length - 1 }, () => []);
  const weights = members.map(() => 0);
  let total = 0;
  for (let i = first; i < first + records; i++) {
    total += n[i]!;
    weights[weightBin[cell[i]!]!]! += n[i]!;
    const bin = members[meanBin[cell[i]!]!];
    for (let k = 0; bin !== undefined && k < n[i]!; k++) bin.push(confidence[i]!);
  }
  return members.reduce(
    (sum, own, b) =>
      own.length === 0
        ? sum
        : sum +
          (weights[b]! / total) * (meanDeviation(Float64Array.from(own)) / own.length),
    0,
  );
}
