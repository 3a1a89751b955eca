import type { Kernels, Pointer } from "./kernels";
import { tf, type Tensor2D } from "./tf";

/**
 * y = x W + b, or y += x W + b, by TensorFlow's product between rows in kernel memory: the large part
 * of a step on all cores and the processor's widest vectors, the small parts in the kernels' fused passes.
 * By tfjs' own call: with TensorFlow's bare operation MatMul, processes under a profiler died of a broken heap.
 * @param x shape [rows, inputs]
 * @param weight shape [inputs, outputs]; [outputs, inputs] where `transpose` is set
 * @param bias 0 for none
 */
export function nativeProduct(
  kernels: Kernels,
  x: Pointer,
  weight: Tensor2D,
  bias: Pointer,
  y: Pointer,
  rows: number,
  { accumulate = false, transpose = false },
): void {
  if (rows === 0) return;
  const [inputs, outputs] = transpose ? [weight.shape[1], weight.shape[0]] : weight.shape;
  const mark = kernels.mark();
  const from = isShared(x) ? kernels.store(kernels.floats(x, rows * inputs)) : x;
  const product = tf.tidy(() => {
    const a = tf.tensor2d(kernels.floats(from, rows * inputs), [rows, inputs]);
    return tf.matMul(a, weight, false, transpose);
  });
  const values = product.dataSync<"float32">();
  product.dispose();
  if (!accumulate) kernels.floats(y, values.length).set(values);
  if (accumulate || bias !== 0) {
    const added = accumulate ? kernels.store(values) : 0;
    kernels.call.addRows(added, bias, y, rows, outputs);
  }
  kernels.release(mark);
}

/** Whether TensorFlow would share values at an address in place of copying them (see kernels.ts). */
function isShared(at: Pointer): boolean {
  return at % 64 === 0;
}
