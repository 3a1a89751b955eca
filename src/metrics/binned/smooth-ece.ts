import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "../calibration-input";
import { groupMetric } from "../definition/group-metric";
import type { SampleGroups } from "../intervals/sample-groups";

/** A smooth calibration error with the kernel width it was found at. */
export interface SmoothEce extends MetricResult {
  /** Standard deviation of the kernel, in units of confidence; equals the value. */
  readonly bandwidth: number;
}

/** Points of confidence at which residuals are gathered and the smoothed curve is evaluated, less one. */
const STEPS = 1000;
const POINTS = STEPS + 1;
/** Smaller kernel widths count as this one. */
const NARROWEST = 0.002;
const TOLERANCE = 1e-7;

/**
 * Smooth ECE (Blasiok and Nakkiran 2024), a fraction in [0, 1]: residuals y - f are smoothed over the
 * confidence by a Gaussian kernel reflected at 0 and 1; the value is the area under the smoothed
 * curve's size at the kernel width that equals it, so that nothing is left to choose. Consistent, and
 * without the jumps of bins.
 *
 * Confidences are first shared out between neighbouring points of a grid of 1/1000, and widths below
 * 0.002 count as 0.002; the value is accurate to about 0.0005.
 */
export function smoothEce(input: CalibrationInput): SmoothEce {
  checkCalibrationInput(input);
  const n = input.confidence.length;
  return { ...selfConsistent(gatherResiduals(input), n), n };
}

export const smoothEceMetric = groupMetric({
  key: "smooth_ece",
  title: "smooth ECE",
  summary: "ECE from residuals smoothed with a Gaussian kernel, without bins.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  needs: [],
  values: smoothEceWithoutGroups,
});

/** The value of all samples [0] and without each group in turn [1 ..]. */
function smoothEceWithoutGroups(
  input: CalibrationInput,
  groups: SampleGroups,
): Float64Array {
  checkCalibrationInput(input);
  const n = input.confidence.length;
  const all = gatherResiduals(input);
  if (groups.count === 0) return Float64Array.of(selfConsistent(all, n).value);
  const own = gatherResiduals(input, groups);
  const sizes = new Float64Array(groups.count);
  for (const group of groups.of) sizes[group]! += 1;
  return Float64Array.from({ length: 1 + groups.count }, (_, g) => {
    if (g === 0) return selfConsistent(all, n).value;
    const first = (g - 1) * POINTS;
    const rest = all.map((residual, j) => residual - own[first + j]!);
    return selfConsistent(rest, n - sizes[g - 1]!).value;
  });
}

/** The kernel width that equals the area under the curve it smooths, and that area. */
function selfConsistent(
  residuals: Float64Array,
  n: number,
): Pick<SmoothEce, "value" | "bandwidth"> {
  const spectrum = new CosineSpectrum(residuals.map((residual) => residual / n));
  let [low, high] = [NARROWEST, 1];
  // The area falls as the kernel widens. Wide kernels, which need few coefficients, are tried first.
  while (high - low > TOLERANCE) {
    const middle = (low + high) / 2;
    if (smoothedArea(spectrum, middle) >= middle) low = middle;
    else high = middle;
  }
  const bandwidth = low === NARROWEST ? NARROWEST : high;
  return { value: smoothedArea(spectrum, bandwidth), bandwidth };
}

/** Residuals at each point of the grid, each sample's shared by its two neighbours: [POINTS], or [groups * POINTS]. */
function gatherResiduals(
  { confidence, correct }: CalibrationInput,
  groups?: SampleGroups,
): Float64Array {
  const out = new Float64Array(POINTS * (groups?.count ?? 1));
  for (let i = 0; i < confidence.length; i++) {
    const at = confidence[i]! * STEPS;
    const below = Math.min(STEPS - 1, Math.floor(at));
    const first = (groups === undefined ? 0 : groups.of[i]! * POINTS) + below;
    const residual = correct[i]! - confidence[i]!;
    out[first]! += residual * (1 - (at - below));
    out[first + 1]! += residual * (at - below);
  }
  return out;
}

/** cos(pi * j / STEPS) for a whole period. */
const COSINE = Float64Array.from({ length: 2 * STEPS }, (_, j) =>
  Math.cos((Math.PI * j) / STEPS),
);

/**
 * Coefficients of cos(pi k t), k = 0..STEPS, each computed when it is first asked for. Reflection at 0
 * and 1 makes the residuals even with period 2, where a Gaussian kernel only damps each coefficient by
 * exp(-(pi k width)^2 / 2).
 */
class CosineSpectrum {
  private readonly known: number[] = [];

  constructor(private readonly residuals: Float64Array) {}

  at(k: number): number {
    return (this.known[k] ??= this.coefficient(k));
  }

  private coefficient(k: number): number {
    let sum = 0;
    for (let j = 0; j <= STEPS; j++)
      sum += this.residuals[j]! * COSINE[(k * j) % (2 * STEPS)]!;
    return k === 0 ? sum : 2 * sum;
  }
}

/** The integral over [0, 1] of the smoothed residuals' size, by trapezoids. */
function smoothedArea(spectrum: CosineSpectrum, width: number): number {
  const damped: number[] = [];
  for (let k = 0; k <= STEPS; k++) {
    const damping = Math.exp(-((Math.PI * k * width) ** 2) / 2);
    if (damping < 1e-12) break;
    damped.push(spectrum.at(k) * damping);
  }
  let area = 0;
  for (let j = 0; j <= STEPS; j++) {
    let sum = 0;
    for (let k = 0; k < damped.length; k++)
      sum += damped[k]! * COSINE[(k * j) % (2 * STEPS)]!;
    area += Math.abs(sum) * (j === 0 || j === STEPS ? 0.5 : 1);
  }
  return area / STEPS;
}
