import { onNative } from "../wasm/wasm-backend";
import { tf, type Tensor1D, type Tensor2D } from "../tf";
import { onWasm } from "../wasm/wasm-heap";
import { wasmProduct } from "../wasm/wasm-product";

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
  /** The weight's transpose, shape [out, in]: made at the first call, freed with the map. */
  transposed(): Tensor2D;
  /** Frees weight, bias and what was made of them. */
  dispose(): void;
}

/** Whether a linear map is frozen. */
export function isFrozen(linear: Linear): linear is FrozenLinear {
  return "dispose" in linear;
}

/**
 * A linear map whose weights never change. No weight gradient is computed. The order in which a product
 * reads its second matrix decides its time: the wasm backend takes about eight times as long for a
 * transposed one; TensorFlow up to twice as long for one that is not (rows of a multiple of a page, as
 * CLIP's are, push each other out of the cache).
 */
export function frozenLinear(weight: Tensor2D, bias?: Tensor1D): FrozenLinear {
  let made: Tensor2D | undefined;
  const transposed = (): Tensor2D => (made ??= tf.keep(tf.transpose(weight)));
  const value = (x: Tensor2D): Tensor2D =>
    onNative()
      ? withBias(tf.matMul(x, transposed(), false, true), bias)
      : product(x, weight, bias);
  const gradient = (dy: Tensor2D): Tensor2D =>
    onWasm() ? product(dy, transposed()) : tf.matMul(dy, weight, false, true);
  const apply = (x: Tensor2D): Tensor2D =>
    tf.customGrad((input) => ({
      value: value(input as Tensor2D),
      gradFunc: (dy) => gradient(dy as Tensor2D),
    }))(x) as Tensor2D;
  const dispose = (): void =>
    tf.dispose([weight, bias, made].filter((part) => part !== undefined));
  const map = { weight, transposed, apply, dispose };
  return bias === undefined ? map : { ...map, bias };
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
