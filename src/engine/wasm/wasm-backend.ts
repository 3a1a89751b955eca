import { tf } from "../tf";
import { onWasm } from "./wasm-heap";

/** Whether the active backend is one beside which the kernels compute: it has the same memory to hand. */
export function onWasmKernels(): boolean {
  return onWasm() || onNative();
}

/** Whether TensorFlow computes on the processor. */
export function onNative(): boolean {
  if (tf.getBackend() !== "tensorflow") return false;
  const backend: unknown = tf.backend();
  return !(backend as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice;
}
