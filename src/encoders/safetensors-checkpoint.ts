import { sha256 } from "../numeric/hash";
import { indexSafetensors, type IndexedTensor } from "../numeric/safetensors";
import type { Checkpoint, CheckpointTensor } from "./checkpoint-tensors";

/** A checkpoint in a safetensors file's bytes; float32 tensors are views of them. */
export function safetensorsCheckpoint(bytes: Uint8Array, where: string): Checkpoint {
  const { tensors, metadata } = indexSafetensors(bytes, where);
  return {
    format: "safetensors",
    tensors: new Map([...tensors].map(([name, tensor]) => [name, inFloats(tensor)])),
    metadata,
    hash: sha256(bytes),
  };
}

function inFloats({ dtype, shape, read }: IndexedTensor): CheckpointTensor {
  return {
    dtype,
    shape,
    read: () => {
      const data = read();
      return data instanceof Float32Array ? data : Float32Array.from(data);
    },
  };
}
