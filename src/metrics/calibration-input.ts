import { PromptcalError, mismatch } from "../errors/promptcal-error";

/** What every calibration metric reads: one confidence and one verdict per test sample. */
export interface CalibrationInput {
  /** Confidence of the predicted class, shape [n], each in [0, 1]. */
  readonly confidence: Float64Array;
  /** 1 where the prediction was right, else 0; shape [n]. */
  readonly correct: Uint8Array;
}

/** What every metric's result carries beside its own evidence. */
export interface MetricResult {
  /** A fraction, not percent, unless the metric says otherwise. */
  readonly value: number;
  /** Number of samples behind the value. */
  readonly n: number;
}

/**
 * Refuses inputs that no metric is defined on, so that a metric never returns NaN.
 * @throws PromptcalError for n = 0, lengths that differ, a confidence outside [0, 1] (NaN too),
 *   or a verdict that is neither 0 nor 1; the message names the first such sample
 */
export function checkCalibrationInput({ confidence, correct }: CalibrationInput): void {
  if (confidence.length === 0) {
    throw new PromptcalError("calibration input: expected at least one sample, got none");
  }
  if (confidence.length !== correct.length) {
    throw mismatch({
      what: "calibration input",
      expected: `${confidence.length} verdicts, one per confidence`,
      got: String(correct.length),
    });
  }
  for (let i = 0; i < confidence.length; i++) {
    if (!(confidence[i]! >= 0 && confidence[i]! <= 1)) {
      throw mismatch({
        what: "confidence",
        expected: "a number in [0, 1]",
        got: String(confidence[i]),
        where: `sample ${i}`,
      });
    }
    if (correct[i]! > 1) {
      throw mismatch({
        what: "correct",
        expected: "0 or 1",
        got: String(correct[i]),
        where: `sample ${i}`,
      });
    }
  }
}
