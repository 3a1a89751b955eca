import { type SampleGroups, binMeansWithoutGroups, meanGap } from "./bin-means";
import { type BinOptions, assignBins, assignEqualMassBins } from "./bins";
import { type BrierParts, brierPartNames, brierParts } from "./brier-decomposition";
import type { CalibrationInput } from "./calibration-input";
import { oneVersusRest } from "./one-versus-rest";
import type { Reals } from "./softmax";
import { DEFAULT_THRESHOLD, samplesAbove } from "./thresholded-ace";

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
  for (let k = 0; k < classes; k++) {
    const question = oneVersusRest(probabilities, labels, k);
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
    adaptiveGaps(question, options.bins, groups).forEach(
      (gap, g) => (thresholded[g]! += gap / classes),
    );
  }
  return { classwise, thresholded, ...brier };
}

/** ACE above the default threshold, of all samples and without each group; 0 where none is above. */
function adaptiveGaps(
  question: CalibrationInput,
  bins: number | undefined,
  groups: SampleGroups,
): readonly number[] {
  const kept = samplesAbove(question, DEFAULT_THRESHOLD);
  if (kept.index.length === 0) return [];
  const of = kept.index.map((sample) => groups.of[sample]!);
  const binning = assignEqualMassBins(kept.confidence, bins);
  return binMeansWithoutGroups(kept, binning, { ...groups, of }).map(meanGap);
}
