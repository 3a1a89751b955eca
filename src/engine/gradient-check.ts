import { randomNormal, type Random } from "../numeric/random";
import { tf, type Scalar, type Tensor } from "./tf";

/**
 * Compares a gradient with central differences along random directions d of length 1:
 * (f(x + h d) - f(x - h d)) / 2h against grad f . d.
 * @param f differentiable function of one tensor
 * @param step h; float32 leaves about three digits near the default
 * @returns the largest difference over `directions`, relative to the gradient's length
 */
export function relativeGradientError(
  f: (x: Tensor) => Scalar,
  x: Tensor,
  random: Random,
  { step = 1e-2, directions = 5 }: { step?: number; directions?: number } = {},
): number {
  return tf.tidy(() => {
    const gradient = tf.grad(f)(x);
    const length = tf.norm(gradient).dataSync()[0]!;
    let worst = 0;
    for (let i = 0; i < directions; i++) {
      const raw = tf.tensor(randomNormal(x.size, 1, random), x.shape);
      const direction = tf.div(raw, tf.norm(raw));
      const at = (h: number): number => f(tf.add(x, tf.mul(direction, h))).dataSync()[0]!;
      const numeric = (at(step) - at(-step)) / (2 * step);
      const analytic = tf.sum(tf.mul(gradient, direction)).dataSync()[0]!;
      worst = Math.max(worst, Math.abs(numeric - analytic) / length);
    }
    return worst;
  });
}
