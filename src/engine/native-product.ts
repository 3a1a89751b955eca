import type { Kernels, Pointer } from "./kernels";
import { tf, type Tensor2D } from "./tf";

/** The two calls of tfjs-node's backend that this file makes. */
interface NativeCalls {
  readonly binding: {
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
  };
  executeSingleOutput(
    name: string,
    attributes: readonly { name: string; type: number; value: unknown }[],
    inputs: readonly tf.TensorInfo[],
  ): tf.TensorInfo;
}

/**
 * y = x W + b, or y += x W + b, by TensorFlow's product between rows in kernel memory: the large part
 * of a step on all cores and the processor's widest vectors, the small parts in the kernels' fused passes.
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
  const [inputs, outputs] = transpose ? [weight.shape[1], weight.shape[0]] : weight.shape;
  const backend = tf.backend() as unknown as NativeCalls;
  const { binding } = backend;
  const flag = (name: string, value: boolean) => ({
    name,
    type: binding.TF_ATTR_BOOL,
    value,
  });
  const a = tf.tensor2d(kernels.floats(x, rows * inputs), [rows, inputs]);
  const product = backend.executeSingleOutput(
    "MatMul",
    [
      flag("transpose_a", false),
      flag("transpose_b", transpose),
      { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    ],
    [a, weight],
  );
  const values = tf.backend().readSync(product.dataId) as Float32Array;
  tf.backend().disposeData(product.dataId);
  a.dispose();
  if (!accumulate) kernels.floats(y, values.length).set(values);
  if (!accumulate && bias === 0) return;
  const mark = kernels.mark();
  const added = accumulate ? kernels.store(values) : 0;
  kernels.call.addRows(added, bias, y, rows, outputs);
  kernels.release(mark);
}
