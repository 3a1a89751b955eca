import { type Objective, minimise } from "../numeric/lbfgs";
import type { Reals } from "../metrics/probability/softmax";
import type { CalibrationData } from "./calibration-data";
import { nllWithGradient } from "./linear-nll";

/** W, row by row, flat [c, c], and b, [c], of p = softmax(W z + b). */
export interface AffineMap {
  readonly weights: readonly number[];
  readonly intercepts: readonly number[];
}

/** Weights of the squared distances to W = I and b = 0, each summed over its entries. */
export interface AffinePenalty {
  /** Of W's diagonal to 1. */
  readonly diagonal: number;
  /** Of W's entries off the diagonal to 0. */
  readonly offDiagonal: number;
  /** Of b to 0. */
  readonly intercept: number;
}

/** W and b with the least mean NLL plus penalty, by L-BFGS from W = I and b = 0. */
export function fitAffine(data: CalibrationData, penalty: AffinePenalty): AffineMap {
  const classes = data.logits.length / data.labels.length;
  const square = classes * classes;
  const start = new Float64Array(square + classes);
  for (let k = 0; k < classes; k++) start[k * classes + k] = 1;
  const fitted = minimise(penalisedNll(data, penalty), start);
  return {
    weights: [...fitted.subarray(0, square)],
    intercepts: [...fitted.subarray(square)],
  };
}

/** Mean NLL in nats plus penalty as a function of W, row by row, and b: [c * c + c]. */
export function penalisedNll(
  { logits: given, labels }: CalibrationData,
  { diagonal, offDiagonal, intercept }: AffinePenalty,
): Objective {
  // One kind of array: a loop that meets several is several times slower.
  const logits = Float64Array.from(given);
  const classes = logits.length / labels.length;
  const square = classes * classes;
  return (x, gradient) => {
    const { nll, gradient: byLogit } = nllWithGradient(
      affineLogits(x, logits, classes),
      labels,
    );
    let loss = nll;
    gradient.fill(0);
    for (let sample = 0; sample < byLogit.length; sample += classes) {
      for (let row = 0; row < classes; row++) {
        const own = byLogit[sample + row]!;
        const from = row * classes;
        for (let j = 0; j < classes; j++) gradient[from + j]! += own * logits[sample + j]!;
        gradient[square + row]! += own;
      }
    }
    for (let at = 0; at < square + classes; at++) {
      const onDiagonal = at < square && at % (classes + 1) === 0;
      const weight = onDiagonal ? diagonal : at < square ? offDiagonal : intercept;
      const away = onDiagonal ? x[at]! - 1 : x[at]!;
      loss += weight * away ** 2;
      gradient[at]! += 2 * weight * away;
    }
    return loss;
  };
}

/**
 * W z + b of each sample.
 * @param x W, row by row, and b: [c * c + c]
 * @param logits flat [n, c]
 * @param classes c
 */
export function affineLogits(
  x: Float64Array,
  logits: Reals,
  classes: number,
): Float64Array {
  const square = classes * classes;
  const out = new Float64Array(logits.length);
  for (let sample = 0; sample < out.length; sample += classes) {
    for (let row = 0; row < classes; row++) {
      const from = row * classes;
      let sum = x[square + row]!;
      for (let j = 0; j < classes; j++) sum += x[from + j]! * logits[sample + j]!;
      out[sample + row] = sum;
    }
  }
  return out;
}
