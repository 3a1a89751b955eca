import { type MetricKey, metricOf } from "../../metrics/registry";
import type { PaperColumn } from "./paper-table";

/** Heading, direction and print of a metric's columns. */
export type Head = Pick<PaperColumn, "group" | "better" | "signed" | "scale" | "digits">;

/** The heading of a metric's columns, as its definition has it. */
export function headOf(key: MetricKey): Head {
  const { group, better, range, scale, digits } = metricOf(key);
  return { group, better, signed: range[0] < 0, scale, digits };
}
