import type { Tensor1D } from "../tf";

/** CLIP's and PyTorch's epsilon inside the square root. */
export const LAYER_NORM_EPSILON = 1e-5;

export interface LayerNorm {
  /** Learned gain, shape [width]. */
  readonly gain: Tensor1D;
  /** Learned bias, shape [width]. */
  readonly bias: Tensor1D;
  /** Whether gain and bias get gradients; a frozen norm skips that work. */
  readonly trainable: boolean;
}
