import { tf, type Tensor2D } from "../tf";

import type { Activation } from "./activation-name";

export type { Activation };

/** OpenAI CLIP's constant in x * sigmoid(1.702 x). */
export const QUICK_GELU_SLOPE = 1.702;

/**
 * QuickGELU, x * sigmoid(1.702 x), the activation of OpenAI's CLIP.
 * @param x any shape; the result has the same
 */
export function quickGelu(x: Tensor2D): Tensor2D {
  return tf.customGrad((input, save) => {
    const gate = tf.sigmoid(tf.mul(input as Tensor2D, QUICK_GELU_SLOPE));
    const y = tf.mul(input as Tensor2D, gate);
    (save as tf.GradSaveFunc)([gate, y]);
    return {
      value: y,
      // y' = g + 1.702 x g (1 - g) = g + 1.702 y (1 - g)
      gradFunc: (dy, [g, out]) =>
        tf.mul(
          dy as Tensor2D,
          tf.add(g!, tf.mul(out!, tf.sub(QUICK_GELU_SLOPE, tf.mul(g!, QUICK_GELU_SLOPE)))),
        ),
    };
  })(x) as Tensor2D;
}

/** Exact GELU, x * Phi(x), used by CLIP models that open_clip trained. */
export function gelu(x: Tensor2D): Tensor2D {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** The activation function of a name. */
export function activationOf(name: Activation): (x: Tensor2D) => Tensor2D {
  return name === "quick_gelu" ? quickGelu : gelu;
}
