import { tf, type Tensor1D, type Tensor2D } from "./tf";
import { onWasm } from "./wasm-heap";
import { wasmProduct } from "./wasm-product";

/** y = x W + b, with W of shape [in, out] (the transpose of PyTorch's layout). */
export interface Linear {
  readonly weight: Tensor2D;
  /** Shape [out]; none for CLIP's patch embedding and projections. */
  readonly bias?: Tensor1D;
  /** @param x shape [rows, in]; returns [rows, out] */
  apply(x: Tensor2D): Tensor2D;
}

/** A frozen linear map: also holds W transposed, shape [out, in], for its input gradient. */
export interface FrozenLinear extends Linear {
  readonly transposed: Tensor2D;
}

/**
 * A linear map whose weights never change. No weight gradient is computed, and the input gradient
 * uses a transpose made once: on the wasm backend a transposed product is about eight times slower.
 */
export function frozenLinear(weight: Tensor2D, bias?: Tensor1D): FrozenLinear {
  const transposed = tf.transpose(weight);
  const apply = (x: Tensor2D): Tensor2D =>
    tf.customGrad((input) => ({
      value: product(input as Tensor2D, weight, bias),
      gradFunc: (dy) => product(dy as Tensor2D, transposed),
    }))(x) as Tensor2D;
  return bias === undefined
    ? { weight, transposed, apply }
    : { weight, bias, transposed, apply };
}

/** A linear map with gradients for weight and bias, for pretraining. */
export function trainableLinear(weight: Tensor2D, bias?: Tensor1D): Linear {
  const apply = (x: Tensor2D): Tensor2D => withBias(tf.matMul(x, weight), bias);
  return bias === undefined ? { weight, apply } : { weight, bias, apply };
}

/** x W (+ b) in one operation, off the tape. */
function product(x: Tensor2D, weight: Tensor2D, bias?: Tensor1D): Tensor2D {
  if (onWasm()) return wasmProduct(x, weight, bias);
  return bias === undefined
    ? tf.matMul(x, weight)
    : (tf.fused.matMul({ a: x, b: weight, bias }) as Tensor2D);
}

function withBias(x: Tensor2D, bias: Tensor1D | undefined): Tensor2D {
  return bias === undefined ? x : tf.add(x, bias);
}
