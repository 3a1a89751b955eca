import { mismatch } from "../../errors/promptcal-error";
import type { Tensor } from "../tf";
import { nodeBackend } from "./node-backend";

/**
 * Copies the values of a float32 tensor of the native backend to where they are wanted. An addon that was not built
 * here copies them twice, by way of an array of its own.
 * @param to as many values as the tensor has
 * @throws PromptcalError if it has others
 */
export function readInto(tensor: Tensor, to: Float32Array): void {
  if (to.length !== tensor.size) {
    const [expected, got] = [`${tensor.size} values`, String(to.length)];
    throw mismatch({ what: "room for a tensor", expected, got });
  }
  const { binding, tensorMap } = nodeBackend();
  const { id, values } = tensorMap.get(tensor.dataId);
  // A tensor that no operation has seen yet still lies in JavaScript's memory.
  if (binding.readTensor === undefined || values !== null) {
    to.set(tensor.dataSync<"float32">());
  } else binding.readTensor(id, to);
}
