import { PromptcalError, mismatch } from "../errors/promptcal-error";
import { type Reals, classCount } from "../metrics/probability/softmax";

/** What a calibrator is fitted on: validation samples of the base classes. */
export interface CalibrationData {
  /** Flat [n, c], already scaled. */
  readonly logits: Reals;
  /** True classes, shape [n]. */
  readonly labels: Int32Array;
}

/**
 * Number of classes of checked data.
 * @throws PromptcalError for data that are empty, ragged or not finite, or for a single class
 */
export function checkedClasses({ logits, labels }: CalibrationData): number {
  const classes = classCount(logits, labels, "logits");
  if (classes < 2)
    throw new PromptcalError("calibrator: expected at least 2 classes, got 1");
  return classes;
}

/**
 * Refuses logits of another number of classes than the calibrator was fitted on.
 * @returns the number of samples
 */
export function checkedRows(logits: Reals, classes: number, method: string): number {
  const rows = logits.length / classes;
  if (Number.isInteger(rows)) return rows;
  throw mismatch({
    what: `logits for ${method}`,
    expected: `rows of the ${classes} classes it was fitted on`,
    got: `${logits.length} values`,
  });
}
