import { randomNormal, type Random } from "../random/random";
import { tf, type Scalar, type Tensor } from "./tf";

/** Where and how finely a gradient is checked. */
export interface GradientCheckOptions {
  /** h of the differences; the default suits losses and inputs of order 1. */
  readonly step?: number;
  /** How many random directions are tried; 5 by default. */
  readonly directions?: number;
}

export interface GradientCheck {
  /** Largest difference between gradient and differences over the directions. */
  readonly error: number;
  /** What the differences themselves may be off by, estimated; a right gradient's error is of this order. */
  readonly uncertainty: number;
}

/** Share of the step within which a loss is a straight line, but for rounding. */
const STRAIGHT = 1e-3;

/**
 * Compares a gradient with differences of the loss along random directions d of length 1; for whoever
 * writes a tuner, a regulariser or a custom gradient. Both numbers are relative to the gradient's length.
 *
 * tfjs computes in float32, so differences are good to few digits, and which is said by `uncertainty`,
 * the sum of two parts:
 * - Bias. Central differences D(h) = (f(x + hd) - f(x - hd)) / 2h are off by h^2 f''' / 6. Two of them
 *   extrapolate to (4 D(h) - D(2h)) / 3, off by order h^4. The step from D(h) to that value is taken for
 *   the bias: for a smooth loss it is several times more.
 * - Rounding. The loss's own noise is measured: f at h/1000 to either side of x, against the straight line
 *   through f(x) with the gradient's slope, which it cannot leave by more than h^2 f'' / 10^6. Where it
 *   happens to be small, half a unit in the last place of f counts, 2^-24 |f|. In the extrapolated value
 *   noise grows 1.5 / h times at most.
 *
 * A wrong gradient shows as an error of 0.1 to 1. Losses of order 1 with h = 0.01 have an uncertainty of
 * about 1e-4; corners (ReLU, |x|) within 2h of x show as an error that no step makes go away.
 * @param f differentiable loss of one tensor; deterministic
 * @param random directions
 * @throws RangeError when the gradient is zero or not finite, which proves nothing
 */
export function checkGradient(
  f: (x: Tensor) => Scalar,
  x: Tensor,
  random: Random,
  { step = 1e-2, directions = 5 }: GradientCheckOptions = {},
): GradientCheck {
  return tf.tidy(() => {
    const gradient = tf.grad(f)(x);
    const length = tf.norm(gradient).dataSync()[0]!;
    if (!(length > 0 && length < Infinity)) {
      throw new RangeError(
        `gradient check: expected a gradient, got one of length ${length}`,
      );
    }
    const value = f(x).dataSync()[0]!;
    const found = Array.from({ length: directions }, () => {
      const raw = tf.tensor(randomNormal(x.size, 1, random), x.shape);
      const direction = tf.div(raw, tf.norm(raw));
      const at = (h: number): number => f(tf.add(x, tf.mul(direction, h))).dataSync()[0]!;
      const central = (h: number): number => (at(h) - at(-h)) / (2 * h);
      const [near, far] = [central(step), central(2 * step)];
      const numeric = (4 * near - far) / 3;
      const analytic = tf.sum(tf.mul(gradient, direction)).dataSync()[0]!;
      const off = [-STRAIGHT * step, STRAIGHT * step].map((h) =>
        Math.abs(at(h) - value - h * analytic),
      );
      const noise = Math.max(...off, 2 ** -24 * Math.abs(value));
      return {
        error: Math.abs(numeric - analytic) / length,
        uncertainty: (Math.abs(numeric - near) + (1.5 * noise) / step) / length,
      };
    });
    return {
      error: Math.max(...found.map(({ error }) => error)),
      uncertainty: Math.max(...found.map(({ uncertainty }) => uncertainty)),
    };
  });
}

/** `checkGradient`'s error alone, for a bound that is known beforehand. */
export function relativeGradientError(
  f: (x: Tensor) => Scalar,
  x: Tensor,
  random: Random,
  options: GradientCheckOptions = {},
): number {
  return checkGradient(f, x, random, options).error;
}
