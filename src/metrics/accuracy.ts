import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "./calibration-input";

/** Share of right predictions, a fraction in [0, 1]. */
export function accuracy(input: CalibrationInput): MetricResult {
  checkCalibrationInput(input);
  const { correct } = input;
  let right = 0;
  for (let i = 0; i < correct.length; i++) right += correct[i]!;
  return { value: right / correct.length, n: correct.length };
}
