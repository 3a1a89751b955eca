import type { LoadedRun } from "../experiments/load";
import type { SplitPredictions } from "../experiments/predictions";
import { predictFromLogits } from "../metrics/confidence";
import { centroidSpread, featureDivergence } from "../metrics/divergence";
import { oneOf } from "../numeric/errors";
import { methods, type JudgedRun, type JudgedSplit } from "../report/judged-run";

/** A finished run as claims and result tables judge it. */
export function judgedRun({ id, spec, method, predictions }: LoadedRun): JudgedRun {
  return {
    runId: id,
    dataset: spec.dataset,
    seed: spec.seed,
    method: oneOf(method, methods, "method of the claims"),
    base: judgedSplit(predictions.base),
    new: judgedSplit(predictions.new),
  };
}

function judgedSplit(predictions: SplitPredictions): JudgedSplit {
  const { logits, labels, classNames, textFeatures } = predictions;
  const { confidence, correct } = predictFromLogits(logits, labels);
  const dimension = textFeatures.length / classNames.length;
  return {
    confidence,
    correct,
    fd: featureDivergence(textFeatures, dimension).value,
    centroidSpread: centroidSpread(textFeatures, dimension).value,
  };
}
