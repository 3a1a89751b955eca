import { PromptcalError } from "../errors/promptcal-error";
import { mean } from "./mean";

/** A line through points, and how closely they follow it. */
export interface LineFit {
  readonly slope: number;
  /** Height of the line at x = 0. */
  readonly intercept: number;
  /** Pearson's correlation, in [-1, 1]; 0 where y is constant. */
  readonly correlation: number;
}

/**
 * The line of least squares of y on x.
 * @param x shape [n], n at least 2; @param y shape [n]
 * @returns slope NaN where x is constant
 */
export function leastSquares(x: readonly number[], y: readonly number[]): LineFit {
  if (x.length !== y.length || x.length < 2) {
    throw new PromptcalError(
      `least squares: expected two lists of the same length of at least 2, got ${x.length} and ${y.length}`,
    );
  }
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  x.forEach((value, i) => {
    const [dx, dy] = [value - mx, y[i]! - my];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  });
  const slope = xx === 0 ? NaN : xy / xx;
  return {
    slope,
    intercept: my - slope * mx,
    correlation: xx * yy === 0 ? 0 : xy / Math.sqrt(xx * yy),
  };
}
