import { normalQuantile } from "./normal";

/** A two-sided test that is planned. */
export interface PowerOptions {
  /** Level of the interval that has to exclude the null value; 0.95 by default. */
  readonly level?: number;
  /** Chance that it does; 0.8 by default. */
  readonly power?: number;
}

/**
 * Number of units with which a normal interval of a mean excludes the null value with the given chance, if the mean
 * and the variance between units stay as they are: n (z_{(1 + level) / 2} + z_power)^2 (standard error / distance)^2,
 * rounded up (Cohen 1988, section 2.4). The standard error falls with the root of the number of units.
 * @param distance of the mean from the null value, of either sign
 * @param standardError of the mean of `units` units
 * @returns Infinity for a distance of 0
 * @example
 * // One standard error away with 10 units: 10 (1.96 + 0.84)^2 = 78.5
 * requiredUnits(10, 1, 1); // => 79
 */
export function requiredUnits(
  units: number,
  distance: number,
  standardError: number,
  { level = 0.95, power = 0.8 }: PowerOptions = {},
): number {
  if (standardError === 0) return distance === 0 ? Infinity : units;
  const z = normalQuantile((1 + level) / 2) + normalQuantile(power);
  return Math.ceil(units * ((z * standardError) / distance) ** 2);
}
