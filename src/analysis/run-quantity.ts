import { type BinOptions, binSettings } from "../metrics/binned/bins";
import { hasFields } from "../metrics/definition/metric-input";
import { metricOf } from "../metrics/registry";
import type { ClassSetScores } from "./evaluated-run";
import type { Quantity } from "./quantity";

/**
 * A metric of one run on one split by itself, as tables average it over data sets; undefined where the
 * run was judged without it, or has no samples there.
 * @param quantity key of the metric
 * @param options bins of the metrics of confidence; the others are as the run was judged with
 */
export function runQuantity(
  split: ClassSetScores,
  quantity: Quantity,
  options: BinOptions = {},
): number | undefined {
  if (!hasQuantity(split, quantity)) return undefined;
  return split.values[quantity] ?? metricOf(quantity).compute(split, binSettings(options));
}

/** Whether `runQuantity` has a value, without computing it. */
export function hasQuantity(split: ClassSetScores, quantity: Quantity): boolean {
  if (split.confidence.length === 0) return false;
  return split.values[quantity] !== undefined || hasFields(split, metricOf(quantity).needs);
}
