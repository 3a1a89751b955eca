import { tf } from "../tf";

type Sum = (call: {
  inputs: tf.NamedTensorInfoMap;
  backend: unknown;
  attrs?: tf.NamedAttrMap;
}) => tf.TensorInfo | tf.TensorInfo[];

/**
 * Lets `tf.addN` add any number of tensors on WebGPU: tfjs binds a buffer for each, and devices promise
 * eight per program, the result's included. More are added a group at a time.
 * @param buffers that a program of this device may have
 */
export function sumInGroups(buffers: number): void {
  const registered = tf.getKernel("AddN", "webgpu");
  if (registered === undefined || registered === null) return;
  const sum = registered.kernelFunc as Sum;
  const grouped: Sum = ({ inputs, backend, ...rest }) => {
    const addends = Object.values(inputs) as tf.TensorInfo[];
    const add = (some: readonly tf.TensorInfo[]): tf.TensorInfo =>
      sum({ inputs: some as never, backend, ...rest }) as tf.TensorInfo;
    const max = buffers - 1;
    let total = add(addends.slice(0, max));
    for (let at = max; at < addends.length; at += max - 1) {
      const before = total;
      total = add([before, ...addends.slice(at, at + max - 1)]);
      (backend as tf.KernelBackend).disposeData(before.dataId);
    }
    return total;
  };
  tf.unregisterKernel("AddN", "webgpu");
  tf.registerKernel({
    kernelName: "AddN",
    backendName: "webgpu",
    kernelFunc: grouped as tf.KernelFunc,
  });
}

/**
 * Lets the gradient of a sum be spread on the device: tfjs multiplies by ones that it makes on the processor
 * and uploads, as many as there were summands.
 */
export function spreadSumGradients(): void {
  tf.unregisterGradient("Sum");
  tf.registerGradient({
    kernelName: "Sum",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => {
      const axis = attrs["axis"] as number | number[];
      const axes = tf.util.parseAxisParam(axis, x!.shape);
      const kept = x!.shape.map((size, at) => (axes.includes(at) ? 1 : size));
      return { x: () => tf.broadcastTo(tf.reshape(dy as tf.Tensor, kept), x!.shape) };
    },
  });
}
