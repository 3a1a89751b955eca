import { tf, type Tensor1D, type Tensor2D } from "../tf";

/**
 * Matrix product a b (+ bias) on the wasm backend by a direct call of its kernel, without the
 * reshapes and checks of `tf.matMul`, which cost as much as a small product. Not on the tape: for
 * use inside custom gradients only.
 * @param a shape [m, k]
 * @param b shape [k, n]
 * @param bias shape [n]
 */
export function wasmProduct(a: Tensor2D, b: Tensor2D, bias?: Tensor1D): Tensor2D {
  const kernel = tf.getKernel("_FusedMatMul", "wasm");
  const [m, k] = a.shape;
  const n = b.shape[1];
  const inputs = {
    a: { dataId: a.dataId, shape: [1, m, k], dtype: a.dtype },
    b: { dataId: b.dataId, shape: [1, k, n], dtype: b.dtype },
    ...(bias === undefined ? {} : { bias }),
  };
  const out = kernel.kernelFunc({
    inputs,
    backend: tf.backend(),
    attrs: {
      transposeA: false,
      transposeB: false,
      activation: "linear",
      leakyreluAlpha: 0,
    },
  }) as tf.TensorInfo;
  const shaped = { ...out, shape: [m, n] };
  return tf.engine().makeTensorFromTensorInfo(shaped) as Tensor2D;
}
