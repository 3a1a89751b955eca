import { lazy } from "../../numeric/lazy";
import { binMeansWithoutGroups } from "./bin-means";
import { type Bin, type BinSettings, assignBins } from "./bins";
import type { CalibrationInput } from "../calibration-input";
import { massBinsAbove } from "./mass-bins-above";
import type { MetricInput } from "../definition/metric-input";
import { classQuestions } from "../probability/one-versus-rest";
import type { SampleGroups } from "../intervals/sample-groups";

/** The bins of one class's probability against being of the class, as metrics over classes see them. */
export interface ClassBins {
  /** Number of classes. */
  readonly classes: number;
  /** Equal-width bins. Under `left-closed-drop-1` edges, a probability of exactly 1 enters no bin's means. */
  readonly bins: readonly Bin[];
  /** Equal-width bins in which every sample counts. */
  readonly closedBins: readonly Bin[];
  /** Equal-mass bins of the samples above the threshold; none where no sample is. */
  readonly massBinsAbove: readonly Bin[];
}

/** Probabilities up to this one are left out of `massBinsAbove`. */
export const SMALL_PROBABILITY = 0.01;

/** Each kind of bins: of all samples [0] and without each group in turn [1 ..]. */
type BinsOfClass = Readonly<
  Record<Exclude<keyof ClassBins, "classes">, readonly (readonly Bin[])[]>
>;

/**
 * Sums over classes of several terms, from one pass over the classes: picking a class's column out of a
 * large array costs more than what is computed from it.
 * @param terms what one class adds to each sum
 * @param predictions probabilities flat [n, c] and labels of shape [n], checked by the caller
 * @param groups left out in turn; bins keep the edges that all samples gave
 * @returns of each term, the sum over all samples [0] and without each group [1 ..]
 */
export function sumOverClasses(
  terms: readonly ((bins: ClassBins) => number)[],
  { probabilities, labels }: Required<Pick<MetricInput, "probabilities" | "labels">>,
  settings: BinSettings,
  groups: SampleGroups,
): readonly Float64Array[] {
  const classes = probabilities.length / labels.length;
  const sums = terms.map(() => new Float64Array(1 + groups.count));
  for (const question of classQuestions(probabilities, labels)) {
    const all = binsOfClass(question, settings, groups);
    for (let g = 0; g <= groups.count; g++) {
      const own = lazy<ClassBins>({
        classes: () => classes,
        bins: () => all.bins[g]!,
        closedBins: () => all.closedBins[g]!,
        massBinsAbove: () => all.massBinsAbove[g] ?? [],
      });
      terms.forEach((term, k) => (sums[k]![g]! += term(own)));
    }
  }
  return sums;
}

/** The bins of one class by each way of binning, computed when they are first read. */
function binsOfClass(
  question: CalibrationInput,
  settings: BinSettings,
  groups: SampleGroups,
): BinsOfClass {
  const binning = assignBins(question.confidence, settings);
  const closed = { ...binning, meanBin: binning.weightBin };
  const own: BinsOfClass = lazy<BinsOfClass>({
    bins: () => binMeansWithoutGroups(question, binning, groups),
    closedBins: () =>
      binning.meanBin === binning.weightBin
        ? own.bins
        : binMeansWithoutGroups(question, closed, groups),
    massBinsAbove: () => massBinsAbove(question, settings.bins, SMALL_PROBABILITY, groups),
  });
  return own;
}
