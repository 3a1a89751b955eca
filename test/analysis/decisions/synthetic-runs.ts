import type { RunToEvaluate } from "../../../src/analysis/runs/evaluate-runs";
import type { ClassSetPredictions } from "../../../src/experiments/run/predictions";

interface ClassSetOutcome {
  /** Probabilities of the classes, a row per test image. */
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** A run with given probabilities; CoOp on one data set with one seed unless `more` says otherwise. */
export function syntheticRun(
  outcome: Readonly<Record<"base" | "new", ClassSetOutcome>>,
  more: { method?: string; dataset?: string; seed?: number } = {},
): RunToEvaluate {
  const { method = "coop", dataset = "colours", seed = 1 } = more;
  const predictions = ({ rows, labels }: ClassSetOutcome): ClassSetPredictions => ({
    classNames: rows[0]!.map((_, label) => `class ${label}`),
    labels: Int32Array.from(labels),
    logits: Float32Array.from(rows.flat(), Math.log),
    textFeatures: new Float32Array(0),
    zeroShotTextFeatures: new Float32Array(0),
  });
  return {
    id: `${method} ${dataset} ${seed}`,
    method,
    spec: { dataset, seed },
    predictions: { base: predictions(outcome.base), new: predictions(outcome.new) },
  };
}
