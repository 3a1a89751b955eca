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

/** A frozen linear map, with the gradient of its input only. */
export interface FrozenLinear extends Linear {
  /** Frees weight, bias and what was made of them. */
  dispose(): void;
}

/** Whether a linear map is frozen. */
export function isFrozen(linear: Linear): linear is FrozenLinear {
  return "dispose" in linear;
}

/**
 * A linear map whose weights never change. No weight gradient is computed. On the wasm backend a
 * product with a transposed matrix is about eight times slower: there the first gradient makes the
 * transpose, which then stays.
 */
export function frozenLinear(weight: Tensor2D, bias?: Tensor1D): FrozenLinear {
  let transposed: Tensor2D | undefined;
  const gradient = (dy: Tensor2D): Tensor2D => {
    if (!onWasm()) return tf.matMul(dy, weight, false, true);
    transposed ??= tf.keep(tf.transpose(weight));
    return product(dy, transposed);
  };
  const apply = (x: Tensor2D): Tensor2D =>
    tf.customGrad((input) => ({
      value: product(input as Tensor2D, weight, bias),
      gradFunc: (dy) => gradient(dy as Tensor2D),
    }))(x) as Tensor2D;
  const dispose = (): void =>
    tf.dispose([weight, bias, transposed].filter((part) => part !== undefined));
  return bias === undefined ? { weight, apply, dispose } : { weight, bias, apply, dispose };
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
