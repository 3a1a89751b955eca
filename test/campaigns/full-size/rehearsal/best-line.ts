import type { MeasuredMethod } from "../../../../src/experiments/sweep/forecast/measurements";
import { leastSquares } from "../../../../src/numeric/least-squares";

/** Times that grow with the classes in a straight line. */
const QUANTITIES = ["step", "prediction", "image"] as const;

/**
 * What a method takes with the fewest and with the most classes that it was measured with, on the straight line that fits
 * all measurements best. The line through two of about as many classes would be one through their noise.
 * @param measured at least one
 * @returns nothing where all have as many classes: how the times grow with them is not known
 */
export function onBestLine(measured: readonly MeasuredMethod[]): readonly MeasuredMethod[] {
  const classes = measured.map((one) => one.classes);
  const ends = [Math.min(...classes), Math.max(...classes)];
  if (ends[0] === ends[1]) return [];
  const lines = QUANTITIES.map((quantity) => {
    const values = measured.map((one) => one[quantity]);
    return [quantity, leastSquares(classes, values)] as const;
  });
  return ends.map((end): MeasuredMethod => {
    const values = lines.map(([quantity, { slope, intercept }]) => {
      return [quantity, Math.max(0, intercept + slope * end)];
    });
    return { ...measured[0]!, classes: end, ...Object.fromEntries(values) };
  });
}
