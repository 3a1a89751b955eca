import { ADAM, adamStep } from "../../engine/optimisers/adam-arrays";
import {
  tf,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "../../engine/tf";
import type { ClassTerm } from "../tuner";
import type { LossParts } from "./view-loss";

/** How the contexts of some images are tuned; options of `tpt`. */
export interface StepOptions {
  readonly steps: number;
  /** A step on the entropy alone, then one on the terms alone, in place of `steps` on both. */
  readonly two_step: boolean;
  readonly learning_rate: number;
  readonly weight_decay: number;
}

/**
 * A context for each image after AdamW's steps from the same start (PyTorch's AdamW). Images do not mix: each has
 * its own gradient and its own moments.
 * @param start shape [M, width]
 * @param n number of images
 * @param loss summed over images, of contexts [n, M, width]
 * @returns shape [n, M, width]
 */
export function contextsAfterSteps(
  start: Tensor2D,
  n: number,
  { steps, two_step, learning_rate: rate, weight_decay: weightDecay }: StepOptions,
  terms: readonly ClassTerm[],
  loss: (contexts: Tensor3D, parts: LossParts) => Scalar,
): Tensor3D {
  const tiled = tf.tile(tf.expandDims(start, 0), [n, 1, 1]) as Tensor3D;
  const values = tiled.dataSync<"float32">().slice();
  const first = new Float32Array(values.length);
  const second = new Float32Array(values.length);
  const options = { ...ADAM, weightDecay, decoupled: true };
  lossesOf(steps, two_step, terms).forEach((parts, index) => {
    const gradient = tf.tidy(() => {
      const f = (x: Tensor): Tensor => loss(x as Tensor3D, parts);
      return tf.grad(f)(tf.tensor3d(values, tiled.shape)).dataSync<"float32">();
    });
    adamStep(values, gradient, first, second, index + 1, rate, options);
  });
  return tf.tensor3d(values, tiled.shape);
}

/** The loss of each step. C-TPT's `two_step` takes the entropy first, then the regulariser alone. */
function lossesOf(
  steps: number,
  twoStep: boolean,
  terms: readonly ClassTerm[],
): readonly LossParts[] {
  if (twoStep && terms.length > 0) {
    return [
      { entropy: true, terms: [] },
      { entropy: false, terms },
    ];
  }
  return Array.from({ length: steps }, () => ({ entropy: true, terms }));
}
