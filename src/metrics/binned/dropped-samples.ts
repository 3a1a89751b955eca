import { type BinOptions, binSettings } from "./bins";

/**
 * How many samples have a confidence of exactly 1 and so enter no bin's mean under `left-closed-drop-1`
 * edges: they lower the ECE however wrong they are. 0 under `right-closed` ones.
 * @param confidence shape [n]
 */
export function droppedSamples(confidence: Float64Array, options: BinOptions = {}): number {
  if (binSettings(options).rule === "right-closed") return 0;
  let dropped = 0;
  for (const value of confidence) if (value === 1) dropped += 1;
  return dropped;
}
