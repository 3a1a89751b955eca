import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { tf, type Tensor, type Tensor2D } from "../tf";

/** Whether tensors live in the memory of the WebAssembly module, where plain loops can reach them. */
export function onWasm(): boolean {
  return tf.getBackend() === "wasm";
}

/**
 * A tensor's values: on wasm in place, without a copy; elsewhere a copy. The view is dead as soon as
 * another tensor is made (memory may grow): make all outputs first, then take the views.
 */
export function heapView(x: Tensor): Float32Array {
  if (!onWasm()) return x.dataSync<"float32">();
  return (tf.backend() as BackendWasm).typedArrayFromHeap(x) as Float32Array;
}

/** A new tensor with arbitrary values, to be written through `heapView`. */
export function heapMatrix(rows: number, columns: number): Tensor2D {
  const info = (tf.backend() as BackendWasm).makeOutput([rows, columns], "float32");
  return tf.engine().makeTensorFromTensorInfo(info) as Tensor2D;
}
