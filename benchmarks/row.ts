import type { Timing } from "./measure";

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The value that the median of the processor time gives, in the same unit. */
  readonly processor: number;
  /** 0 for values that are computed from others. */
  readonly repeats: number;
}

/** Time of one call, in milliseconds. */
export function milliseconds(what: string, timing: Timing): Row {
  const { repeats } = timing;
  return {
    what,
    unit: "ms",
    median: timing.median * 1000,
    min: timing.min * 1000,
    max: timing.max * 1000,
    processor: timing.processor * 1000,
    repeats,
  };
}

/** Things per second, of `count` things per call. */
export function perSecond(what: string, unit: string, count: number, timing: Timing): Row {
  return {
    what,
    unit: `${unit}/s`,
    median: count / timing.median,
    min: count / timing.max,
    max: count / timing.min,
    processor: count / timing.processor,
    repeats: timing.repeats,
  };
}
