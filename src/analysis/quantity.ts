import type { MetricKey } from "../metrics/registry";

/** A metric by its key: what claims and tables can speak of. */
export type Quantity = MetricKey;

/** Quantities that a resample of test images changes; the others are known per run only. */
export type SampleQuantity = "accuracy" | "gap" | "ece";
