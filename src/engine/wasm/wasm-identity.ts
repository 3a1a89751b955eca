import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { tf } from "../tf";

/**
 * Makes clones on the wasm backend share memory, as on tfjs' other backends. Its own Identity kernel
 * copies, and the tape clones every tensor that a gradient needs: a tenth of a tuning step.
 */
export function shareClonesOnWasm(): void {
  tf.unregisterKernel(tf.Identity, "wasm");
  tf.registerKernel({
    kernelName: tf.Identity,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend }) => {
      const { dataId, shape, dtype } = inputs["x"]!;
      (backend as BackendWasm).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
