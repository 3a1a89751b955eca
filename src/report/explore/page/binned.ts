import { cellCentres } from "../../../analysis/explore/confidence-grid";
import type { ExplorerSet } from "../../../analysis/explore/explorer-data";
import {
  assignBins,
  type Bin,
  type BinOptions,
  type Binning,
} from "../../../metrics/binned/bins";
import { meanDeviation } from "../../../numeric/poisson-binomial";
import type { Records } from "./records";

const CENTRES = cellCentres();

/** A binning of the cells of the grid. */
export interface CellBinning extends Binning {
  /** Runs of neighbouring cells that are in the same bin, rising. */
  readonly segments: readonly CellSegment[];
}

interface CellSegment {
  /** The cell behind its last one. */
  readonly end: number;
  readonly weightBin: number;
  readonly meanBin: number;
}

/** The bin of each cell of the grid. */
export function binCells(options: BinOptions): CellBinning {
  const binning = assignBins(CENTRES, options);
  const { weightBin, meanBin } = binning;
  const segments: CellSegment[] = [];
  for (let cell = 0; cell < CENTRES.length; cell++) {
    const [weight, member] = [weightBin[cell]!, meanBin[cell]!];
    // Past the last cell both are undefined, which ends the last segment.
    if (weight === weightBin[cell + 1] && member === meanBin[cell + 1]) continue;
    segments.push({ end: cell + 1, weightBin: weight, meanBin: member });
  }
  return { ...binning, segments };
}

/** Sums over the samples of each bin, shape [bins] each. */
export interface BinSums extends Readonly<Record<string, Float64Array>> {
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
  { cell, before }: Records,
  { first, records }: ExplorerSet,
  { segments }: CellBinning,
): BinSums {
  const last = first + records;
  let start = first;
  for (const { end, weightBin, meanBin } of segments) {
    let stop = start;
    while (stop < last && cell[stop]! < end) stop++;
    if (stop === start) continue;
    const n = before.n[stop]! - before.n[start]!;
    sums.n[weightBin]! += n;
    if (meanBin >= 0) {
      sums.members[meanBin]! += n;
      sums.right[meanBin]! += before.right[stop]! - before.right[start]!;
      sums.confidence[meanBin]! += before.confidence[stop]! - before.confidence[start]!;
    }
    start = stop;
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

/** ECE of the samples in some sums, a fraction: `meanGap` of their bins, without making them. */
export function eceOf({ n, members, right, confidence }: BinSums): number {
  let [sum, total] = [0, 0];
  for (let b = 0; b < n.length; b++) {
    total += n[b]!;
    if (members[b]! > 0)
      sum += (n[b]! * Math.abs(right[b]! - confidence[b]!)) / members[b]!;
  }
  return sum / total;
}

/**
 * Expected ECE of a calibrated model with the same confidences, a fraction: `eceFloor`, on the means of cells.
 * @param sums of the test set
 */
function floorOf(
  { n, members }: BinSums,
  records: Records,
  set: ExplorerSet,
  binning: Binning,
): number {
  let [total, first, sum] = [0, 0, 0];
  for (let b = 0; b < n.length; b++) total += n[b]!;
  const confidence = memberConfidences(total, records, set, binning);
  for (let b = 0; b < n.length; b++) {
    if (members[b] === 0) continue;
    const own = confidence.subarray(first, first + members[b]!);
    sum += (n[b]! * meanDeviation(own)) / members[b]!;
    first += members[b]!;
  }
  return sum / total;
}

/** Confidences of all samples that enter means, bin after bin, since records are in rising order. */
function memberConfidences(
  max: number,
  { cell, n, confidence }: Records,
  { first, records }: ExplorerSet,
  { meanBin }: Binning,
): Float64Array {
  const all = new Float64Array(max);
  let filled = 0;
  for (let i = first; i < first + records; i++) {
    if (meanBin[cell[i]!]! < 0) continue;
    for (let k = 0; k < n[i]!; k++) all[filled++] = confidence[i]!;
  }
  return all;
}

/** Numbers of test sets under one binning, each computed once. */
export interface BinnedSets {
  readonly binning: CellBinning;
  readonly ece: (set: ExplorerSet) => number;
  readonly floor: (set: ExplorerSet) => number;
}

/** The ECE and the floor of any test set. */
export function binnedSets(records: Records, options: BinOptions): BinnedSets {
  const binning = binCells(options);
  const sums = emptySums(binning);
  const sumsOf = (set: ExplorerSet): BinSums => {
    const { n, members, right, confidence } = sums;
    n.fill(0);
    members.fill(0);
    right.fill(0);
    confidence.fill(0);
    return addSet(sums, records, set, binning);
  };
  return {
    binning,
    ece: remembered((set) => eceOf(sumsOf(set))),
    floor: remembered((set) => floorOf(sumsOf(set), records, set, binning)),
  };
}

function remembered(compute: (set: ExplorerSet) => number): (set: ExplorerSet) => number {
  const known = new Map<ExplorerSet, number>();
  return (set) => {
    const value = known.get(set) ?? compute(set);
    known.set(set, value);
    return value;
  };
}
