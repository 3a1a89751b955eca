import type { MetricDefinition } from "./definition/definition";

/**
 * The one figure for base and new classes together, of accuracies: the harmonic mean 2bn / (b + n)
 * (Zhou et al. 2022, CoCoOp); 0 when both are 0.
 * @example
 * harmonicMean(69.34, 74.22); // => 71.7
 */
export function harmonicMean(base: number, novel: number): number {
  return base + novel === 0 ? 0 : (2 * base * novel) / (base + novel);
}

/**
 * The one figure for base and new classes together, of errors such as ECE: the plain mean. The
 * paper's column "HM" of ECE is this one; (3.07 + 14.58) / 2 = 8.825 is printed there as 8.82.
 */
export function arithmeticMean(base: number, novel: number): number {
  return (base + novel) / 2;
}

/** Joins a metric's values on base and new classes, by the mean that its definition names. */
export function joinBaseNew(
  { baseNewMean }: Pick<MetricDefinition, "baseNewMean">,
  base: number,
  onNew: number,
): number {
  return (baseNewMean === "harmonic" ? harmonicMean : arithmeticMean)(base, onNew);
}
