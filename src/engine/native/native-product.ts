import type { WasmKernels, Pointer } from "../wasm/wasm-module";
import { readInto } from "./native-read";
import { tf, type Tensor2D } from "../tf";

/**
 * y = x W' + b, or y += x W' + b, by TensorFlow's product between rows in kernel memory: the large part
 * of a step on all cores and the processor's widest vectors, the small parts in the kernels' fused passes.
 *
 * By tfjs' own call, TensorFlow's BatchMatMulV2, and not by MatMul or _FusedMatMul, which are no slower:
 * the code that these run has its stack pointer in the heap while it multiplies, so that any signal the
 * process handles then (a profiler's, SIGTERM, a resized terminal) overwrites what lies there. Seen with
 * TensorFlow 2.17.1 on a processor with AVX-512.
 * @param x shape [rows, inputs]
 * @param weight W, shape [outputs, inputs]
 * @param bias 0 for none
 */
export function nativeProduct(
  kernels: WasmKernels,
  x: Pointer,
  weight: Tensor2D,
  bias: Pointer,
  y: Pointer,
  rows: number,
  accumulate: boolean,
): void {
  if (rows === 0) return;
  const [outputs, inputs] = weight.shape;
  const mark = kernels.mark();
  const from = isShared(x) ? kernels.store(kernels.floats(x, rows * inputs)) : x;
  const product = tf.tidy(() => {
    const a = tf.tensor2d(kernels.floats(from, rows * inputs), [rows, inputs]);
    return tf.matMul(a, weight, false, true);
  });
  const added = accumulate ? kernels.matrix(rows, outputs) : 0;
  readInto(product, kernels.floats(accumulate ? added : y, rows * outputs));
  product.dispose();
  if (accumulate || bias !== 0) kernels.call.addRows(added, bias, y, rows, outputs);
  kernels.release(mark);
}

/** Whether TensorFlow would share values at an address in place of copying them (see kernels.ts). */
function isShared(at: Pointer): boolean {
  return at % 64 === 0;
}
