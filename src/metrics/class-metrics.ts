import { type SampleGroups, binMeansWithoutGroups, meanGap } from "./bin-means";
import { type BinOptions, assignBins } from "./bins";
import { type BrierParts, brierPartNames, brierParts } from "./brier-decomposition";
import { classQuestions } from "./one-versus-rest";
import type { Reals } from "./softmax";
import { thresholdedGaps } from "./thresholded-ace";

/** Values of the whole [0] and without each group [1 ..], of each metric. */
export type WithoutGroups<Name extends string> = Readonly<Record<Name, Float64Array>>;

/**
 * The metrics that ask about each class (`classwiseEce`, `thresholdedAce`, `brierDecomposition`), from
 * one pass over the classes: picking a class's column out of a large array costs more than what is
 * computed from it.
 * @param probabilities flat [n, c], checked by the caller
 * @param labels true classes, shape [n]
 * @param groups left out in turn; bins keep the edges that all samples gave
 */
export function classMetrics(
  probabilities: Reals,
  labels: Int32Array,
  options: BinOptions,
  groups: SampleGroups,
): WithoutGroups<"classwise" | "thresholded" | keyof BrierParts> {
  const classes = probabilities.length / labels.length;
  const zeros = () => new Float64Array(1 + groups.count);
  const classwise = zeros();
  const thresholded = zeros();
  const brier = { reliability: zeros(), resolution: zeros(), uncertainty: zeros() };
  for (const question of classQuestions(probabilities, labels)) {
    const binning = assignBins(question.confidence, options);
    const bins = binMeansWithoutGroups(question, binning, groups);
    const closed = { ...binning, meanBin: binning.weightBin };
    const closedBins =
      binning.meanBin === binning.weightBin
        ? bins
        : binMeansWithoutGroups(question, closed, groups);
    bins.forEach((each, g) => (classwise[g]! += meanGap(each) / classes));
    closedBins.forEach((each, g) => {
      const parts = brierParts(each);
      for (const name of brierPartNames) brier[name][g]! += parts[name];
    });
    thresholdedGaps(question, options, groups).forEach(
      (gap, g) => (thresholded[g]! += gap / classes),
    );
  }
  return { classwise, thresholded, ...brier };
}
