import { binMeans } from "./bin-means";
import { type Bin, type BinOptions, assignBins } from "./bins";
import { type CalibrationInput, checkCalibrationInput } from "./calibration-input";

/** The bins of a reliability diagram, empty ones included, in rising order. */
export function reliabilityBins(
  input: CalibrationInput,
  options: BinOptions = {},
): readonly Bin[] {
  checkCalibrationInput(input);
  return binMeans(input, assignBins(input.confidence, options));
}
