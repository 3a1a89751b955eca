import type { TraceMethod } from "./parse-traces";

/** Difference that is allowed: absolute, or relative to the largest expected value. */
export interface Tolerance {
  readonly absolute?: number;
  readonly relative?: number;
}

/** Float32 through a whole network, relative to the largest value: allowed whatever the reference's figure. */
const FLOAT32 = 1e-5;

/** The same where the reference gives no figure. */
const UNKNOWN = 3e-4;

/** Absolute difference of unit features that is always allowed. */
const FEATURES = 1e-5;

/**
 * Tolerances of a trace. The reference says how far its own code strays in float32. Errors grow along a
 * trajectory, and a single step's figure can be small by chance; so losses at step t may differ by ten times
 * the largest figure up to t, parameters and logits by ten times the largest figure up to the end.
 */
export const TRACE_TOLERANCES = {
  /** Starts are copied, not computed. */
  start: { relative: 1e-6 } satisfies Tolerance,
  gradient: { relative: 1e-4 } satisfies Tolerance,
  /** @param step from 0 */
  loss: (trace: TraceMethod, step: number) => tenfold(trace, ["loss"], step),
  parameters: (trace: TraceMethod) => tenfold(trace, ["last_iterate", "final"]),
  logits: (trace: TraceMethod) => tenfold(trace, ["logits"]),
  /** Unit features. */
  features: (trace: TraceMethod, kind: "image_features" | "text_features"): Tolerance => ({
    absolute: Math.max(FEATURES, tenfold(trace, [kind]).absolute ?? 0),
  }),
};

/** The larger of both allowances. @param largest expected value, unsigned */
export function allowed(
  { absolute = 0, relative = 0 }: Tolerance,
  largest: number,
): number {
  return Math.max(absolute, relative * largest);
}

/** Ten times the largest figure of some quantities. @param last step whose figure counts */
function tenfold(
  { float32_max_abs_deviation: own }: TraceMethod,
  quantities: readonly string[],
  last = Infinity,
): Tolerance {
  const figures = quantities.flatMap((quantity) =>
    [own[quantity] ?? []].flat().filter((_, step) => step <= last),
  );
  if (figures.length === 0) return { relative: UNKNOWN };
  return { relative: FLOAT32, absolute: 10 * Math.max(...figures) };
}
