import type { IndexedTensor } from "../../files/tensors/safetensors";
import { streamSafetensors } from "../../files/tensors/safetensors-stream";
import type { Checkpoint, CheckpointTensor } from "./checkpoint-tensors";

/** A checkpoint in a safetensors file of any size, read once; float32 tensors are views of its bytes. */
export function safetensorsCheckpoint(path: string): Checkpoint {
  const { tensors, metadata, hash } = streamSafetensors(path);
  return {
    format: "safetensors",
    tensors: new Map([...tensors].map(([name, tensor]) => [name, inFloats(tensor)])),
    metadata,
    hash,
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
