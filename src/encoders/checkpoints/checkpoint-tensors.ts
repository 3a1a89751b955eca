/** A tensor of a checkpoint, read when it is asked for. */
export interface CheckpointTensor {
  /** Stored type in safetensors' words: F32, F16, BF16, F64, I64 ... */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Its values as float32, row-major. @throws PromptcalError for types that hold no weights */
  readonly read: () => Float32Array;
}

/** Tensors of a checkpoint by name, in the naming of the file or, once renamed, in OpenAI's. */
export type CheckpointTensors = ReadonlyMap<string, CheckpointTensor>;

/** A checkpoint file of any kind, opened. */
export interface Checkpoint {
  readonly format: "safetensors" | "PyTorch state dict" | "TorchScript";
  readonly tensors: CheckpointTensors;
  /** Free text of a safetensors header; empty for other formats. */
  readonly metadata: Readonly<Record<string, string>>;
  /** SHA-256 of the file. */
  readonly hash: string;
}
