import type { Tensor } from "../engine/tf";
import { COMPACT_TOKEN_IDS, TOKEN_EMBEDDING } from "../encoders/checkpoints/stored-weights";
import { mismatch } from "../errors/promptcal-error";
import { writeSafetensors, type TensorToStore } from "../files/tensors/safetensors";

/**
 * Writes a trained CLIP in OpenAI's naming, half precision, with a compact token table: only the
 * rows that occurred in training, and their ids.
 * @param parameters as they are used, see `foldNorms`
 * @param logitScale factor in front of the cosine; stored as its logarithm in float32
 * @param metadata kept in the file's header
 */
export function exportWeights(
  path: string,
  parameters: Readonly<Record<string, Tensor>>,
  tokenIds: readonly number[],
  logitScale: number,
  metadata: Readonly<Record<string, string>>,
): void {
  const rows = parameters[TOKEN_EMBEDDING]?.shape[0];
  if (rows !== tokenIds.length) {
    throw mismatch({
      what: `parameter ${TOKEN_EMBEDDING}`,
      expected: `${tokenIds.length} rows, one per token id`,
      got: String(rows),
    });
  }
  const tensors: Record<string, TensorToStore> = {
    [COMPACT_TOKEN_IDS]: { shape: [tokenIds.length], data: Int32Array.from(tokenIds) },
    logit_scale: { shape: [1], data: Float32Array.of(Math.log(logitScale)) },
  };
  for (const [name, parameter] of Object.entries(parameters)) {
    if (name === "logit_scale") continue;
    const data = parameter.dataSync<"float32">();
    tensors[name] = { shape: parameter.shape, data, dtype: "F16" };
  }
  writeSafetensors(path, tensors, metadata);
}
