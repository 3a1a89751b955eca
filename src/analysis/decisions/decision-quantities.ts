import type { ConformalScore } from "../../decisions/conformal-score";
import type { Quantity } from "../quantity";

/** Coverages that prediction sets are made for. */
export const COVERAGE_LEVELS = [0.9, 0.95] as const;

/** Shares of predictions that a user refuses; 0 is a user who takes all. */
export const REFUSED_SHARES = [0, 0.1, 0.2, 0.5] as const;

/** Coverage of the sets minus their level. */
export function coverageGap({ name }: ConformalScore, level: number): Quantity {
  return `coverage_gap_${name}_${level}`;
}

/** The coverage gap that exchangeable images would have: the threshold is one of few scores. */
export function expectedCoverageGap(level: number): Quantity {
  return `expected_coverage_gap_${level}`;
}

/** Mean number of classes in a set. */
export function setSize({ name }: ConformalScore, level: number): Quantity {
  return `set_size_${name}_${level}`;
}

/** Accuracy of the predictions that are not refused. */
export function acceptedAccuracy(refused: number): Quantity {
  return `accepted_accuracy_${refused}`;
}

/** Mean confidence minus accuracy of the predictions that are not refused. */
export function acceptedGap(refused: number): Quantity {
  return `accepted_gap_${refused}`;
}
