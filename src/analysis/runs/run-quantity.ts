import { type BinOptions, binSettings } from "../../metrics/binned/bins";
import { hasFields } from "../../metrics/definition/metric-input";
import { metricOf } from "../../metrics/registry";
import type { ClassSetScores } from "./evaluated-run";
import type { Quantity } from "../quantity";

/**
 * A metric of one run on one class set by itself, as tables average it over data sets; undefined where the
 * run was judged without it, or has no samples there.
 * @param quantity key of the metric
 * @param options bins of the metrics of confidence; the others are as the run was judged with
 */
export function runQuantity(
  scores: ClassSetScores,
  quantity: Quantity,
  options: BinOptions = {},
): number | undefined {
  if (!hasQuantity(scores, quantity)) return undefined;
  return (
    scores.values[quantity] ?? metricOf(quantity).compute(scores, binSettings(options))
  );
}

/** Whether `runQuantity` has a value, without computing it. */
export function hasQuantity(scores: ClassSetScores, quantity: Quantity): boolean {
  if (scores.confidence.length === 0) return false;
  return (
    scores.values[quantity] !== undefined || hasFields(scores, metricOf(quantity).needs)
  );
}
