import { PromptcalError } from "../errors/promptcal-error";

/** Samples of one label set: a score per class, and the true classes. */
export interface ScoreGroup {
  /** Flat [n, classes]: cosines, or logits of some scale. */
  readonly scores: Float32Array | Float64Array;
  /** Shape [n]. */
  readonly labels: Int32Array;
}

/** A scale s, the mean NLL (nats) it reaches, and the number of samples. */
export interface ScaleFit {
  readonly scale: number;
  readonly nll: number;
  readonly n: number;
}

const ITERATIONS = 200;
const TOLERANCE = 1e-13;

/**
 * The scale s in logits = s * scores with the least mean negative log-likelihood: the root of its slope,
 * which rises with s, by Newton steps kept inside a bracket.
 * @param groups label sets may differ in size; each sample counts once
 * @param range the smallest and the largest s; one of them is returned where the NLL falls towards it
 * @throws PromptcalError without samples
 */
export function leastNllScale(
  groups: readonly ScoreGroup[],
  range: readonly [number, number],
): ScaleFit {
  const n = groups.reduce((sum, { labels }) => sum + labels.length, 0);
  if (n === 0)
    throw new PromptcalError("logit scale: expected samples to fit on, got none");
  let [low, high] = range;
  if (nllAt(groups, low, n).slope >= 0) high = low;
  if (nllAt(groups, high, n).slope <= 0) low = high;
  let scale = Math.sqrt(low * high);
  for (let i = 0; i < ITERATIONS && high - low > TOLERANCE * high; i++) {
    const { slope, curvature } = nllAt(groups, scale, n);
    if (slope > 0) high = scale;
    else low = scale;
    const newton = scale - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - scale) <= TOLERANCE * scale) break;
    scale = next;
  }
  return { scale, nll: nllAt(groups, scale, n).nll, n };
}

/** Mean NLL at a scale, with its first and second derivative by the scale. */
function nllAt(groups: readonly ScoreGroup[], scale: number, n: number) {
  let [nll, slope, curvature] = [0, 0, 0];
  for (const { scores, labels } of groups) {
    const classes = scores.length / labels.length;
    for (let i = 0; i < labels.length; i++) {
      const from = i * classes;
      let largest = -Infinity;
      for (let k = from; k < from + classes; k++) largest = Math.max(largest, scores[k]!);
      let [mass, first, second] = [0, 0, 0];
      for (let k = from; k < from + classes; k++) {
        const below = scores[k]! - largest;
        const weight = Math.exp(scale * below);
        mass += weight;
        first += weight * below;
        second += weight * below * below;
      }
      const own = scores[from + labels[i]!]! - largest;
      const mean = first / mass;
      nll += Math.log(mass) - scale * own;
      slope += mean - own;
      curvature += second / mass - mean * mean;
    }
  }
  return { nll: nll / n, slope: slope / n, curvature: curvature / n };
}
