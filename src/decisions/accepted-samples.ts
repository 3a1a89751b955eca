import { PromptcalError } from "../errors/promptcal-error";
import { type CalibrationInput, checkCalibrationInput } from "../metrics/calibration-input";

/** What a user gets who refuses the least confident predictions. */
export interface AcceptedSamples {
  /** Share of the accepted predictions that is right. */
  readonly accuracy: number;
  /** Mean confidence of the accepted predictions: the accuracy that the user is promised. */
  readonly confidence: number;
}

/**
 * Accuracy and mean confidence of the predictions that remain when a share of them, the least confident, is refused.
 * Samples of equal confidence are refused in random order; the value is the expectation. A share that is no whole
 * number of samples counts the last one in part.
 * @param refused share in [0, 1)
 * @throws PromptcalError for a share outside [0, 1), or as `checkCalibrationInput` does
 * @example
 * const confidence = Float64Array.of(0.5, 0.75, 1, 0.25);
 * const correct = Uint8Array.of(0, 1, 1, 1);
 * acceptedSamples({ confidence, correct }, 0.5); // => { accuracy: 1, confidence: 0.875 }
 */
export function acceptedSamples(input: CalibrationInput, refused: number): AcceptedSamples {
  checkCalibrationInput(input);
  if (!(refused >= 0 && refused < 1)) {
    throw new PromptcalError(`refused share: expected a number in [0, 1), got ${refused}`);
  }
  const { confidence, correct } = input;
  const order = Array.from(confidence.keys()).sort(
    (a, b) => confidence[b]! - confidence[a]!,
  );
  const accepted = (1 - refused) * order.length;
  let [left, right, mass] = [accepted, 0, 0];
  for (let from = 0; from < order.length && left > 0;) {
    const value = confidence[order[from]!]!;
    let [to, rightOfGroup] = [from, 0];
    for (; to < order.length && confidence[order[to]!] === value; to++) {
      rightOfGroup += correct[order[to]!]!;
    }
    const taken = Math.min(left, to - from);
    right += (taken * rightOfGroup) / (to - from);
    mass += taken * value;
    left -= taken;
    from = to;
  }
  return { accuracy: right / accepted, confidence: mass / accepted };
}
