import { binMeans } from "./bin-means";
import { type Bin, type BinOptions, assignBins } from "./bins";
import { type CalibrationInput, checkCalibrationInput } from "../calibration-input";

/**
 * The bins of a reliability diagram, empty ones included, in rising order.
 * @example
 * const input = { confidence: Float64Array.of(0.6, 0.8, 0.9), correct: Uint8Array.of(1, 0, 1) };
 * const [low, high] = reliabilityBins(input, { bins: 2 });
 * low.n; // => 0
 * [high.n, high.accuracy, high.confidence]; // => [3, 0.6667, 0.7667]
 */
export function reliabilityBins(
  input: CalibrationInput,
  options: BinOptions = {},
): readonly Bin[] {
  checkCalibrationInput(input);
  return binMeans(input, assignBins(input.confidence, options));
}
