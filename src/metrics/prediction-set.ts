import { predictFromProbabilities } from "./probability/confidence";
import type { InputWith } from "./definition/metric-input";
import { type Reals, classCount, softmax } from "./probability/softmax";

/** Predictions of any model. */
export interface PredictionSet {
  readonly kind: "logits" | "probabilities";
  /** Flat [n, c]; logits already scaled. */
  readonly values: Reals;
  /** True classes, shape [n]. */
  readonly labels: Int32Array;
}

/** Confidence and correctness alone, from which metrics of the predicted class can be computed. */
export interface ConfidenceSet {
  readonly kind: "confidences";
  /** Confidence of the predicted class, shape [n], each in [0, 1]. */
  readonly confidence: Float64Array;
  /** 1 where the prediction was right, else 0; shape [n]. */
  readonly correct: Uint8Array;
}

/**
 * What metrics read of predictions.
 * @throws PromptcalError for shapes that do not fit, labels out of range, or values that are not finite
 */
export function metricInput({
  kind,
  values,
  labels,
}: PredictionSet): InputWith<"prediction" | "labels" | "probabilities"> {
  const classes = classCount(values, labels, kind);
  const probabilities = kind === "logits" ? softmax(values, classes) : values;
  const predicted = predictFromProbabilities(probabilities, labels);
  const input = { ...predicted, labels, probabilities };
  return kind === "logits" ? { ...input, logits: values } : input;
}
