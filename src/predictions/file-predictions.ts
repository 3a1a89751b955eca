/** Predictions of any model, as a file holds them. */
export type FilePredictions = ClassScores | Confidences;

/** A score for every class. */
export interface ClassScores extends WithNotes {
  readonly kind: "logits" | "probabilities";
  /** Flat [n, c]; probabilities lie in [0, 1], and their rows sum to 1. */
  readonly values: Float64Array;
  /** True classes, shape [n]. */
  readonly labels: Int32Array;
  readonly classes: number;
}

/** Confidence and correctness alone, from which metrics of the predicted class can be computed. */
export interface Confidences extends WithNotes {
  readonly kind: "confidences";
  /** Confidence of the predicted class, shape [n], each in [0, 1]. */
  readonly confidence: Float64Array;
  /** 1 where the prediction was right, else 0; shape [n]. */
  readonly correct: Uint8Array;
}

interface WithNotes {
  /** What was assumed or changed in reading, a sentence each. */
  readonly notes: readonly string[];
}

/** Names a row of a file for errors; rows are counted from 0. */
export type RowLocation = (row: number) => string;
