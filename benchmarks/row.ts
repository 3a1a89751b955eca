import type { Timing } from "./measure";

/** One line of the table. */
export interface Row {
  readonly work: string;
  /** Who did it: a backend of ours, or another library. */
  readonly subject: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The value that the median of the processor time gives, in the same unit. */
  readonly processor?: number;
  /** 0 for values that are computed from others. */
  readonly repeats: number;
  /** Most memory of a process that did nothing else, or of its GPU where it computes on one, bytes. */
  readonly peakBytes?: number;
  /** Floating-point operations of matrix products per second. */
  readonly rate?: number;
}

/** What a part of the benchmark gives. */
export interface Measured {
  readonly rows: readonly Row[];
  /** What could not be measured, and why. */
  readonly notes: readonly string[];
}

/** Time of one call, in seconds. */
export function seconds(work: string, subject: string, timing: Timing): Row {
  return { work, subject, unit: "s", ...timing };
}

/** Time of one call, in milliseconds. */
export function milliseconds(work: string, subject: string, timing: Timing): Row {
  const { repeats } = timing;
  return {
    work,
    subject,
    unit: "ms",
    median: timing.median * 1000,
    min: timing.min * 1000,
    max: timing.max * 1000,
    processor: timing.processor * 1000,
    repeats,
  };
}

/** Things per second, of `count` things per call. */
export function perSecond(
  work: string,
  subject: string,
  unit: string,
  count: number,
  timing: Timing,
): Row {
  return {
    work,
    subject,
    unit: `${unit}/s`,
    median: count / timing.median,
    min: count / timing.max,
    max: count / timing.min,
    processor: count / timing.processor,
    repeats: timing.repeats,
  };
}
