import { normalQuantile } from "./normal";
import type { Interval } from "./bootstrap";

/**
 * The difference of two independent effects with its normal interval: the variances of both add up.
 * @returns the first minus the second, at the level of the first
 * @example
 * // Standard errors 3 and 4 make 5, and 1 - 1.96 * 5 = -8.8.
 * const first = { effect: 2, standardError: 3, level: 0.95 };
 * const { effect, low } = independentDifference(first, { effect: 1, standardError: 4 });
 * [effect, low.toFixed(1)]; // => [1, "-8.8"]
 */
export function independentDifference(
  first: Pick<Interval, "effect" | "standardError" | "level">,
  second: Pick<Interval, "effect" | "standardError">,
): Pick<Interval, "effect" | "low" | "high"> {
  const effect = first.effect - second.effect;
  const standardError = Math.hypot(first.standardError, second.standardError);
  const half = normalQuantile((1 + first.level) / 2) * standardError;
  return { effect, low: effect - half, high: effect + half };
}
