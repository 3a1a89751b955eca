import { join } from "node:path";
import { rmSync } from "node:fs";
import { expectedTensors } from "../../../../src/encoders/checkpoints/expected-tensors";
import {
  writeTorchCheckpoint,
  type TensorToSave,
} from "../../../../src/encoders/checkpoints/torch/write-torch";
import type { Architecture } from "../../../../src/encoders/towers/architecture";
import { importWeights } from "../../../../src/experiments/weights/import-weights";
import { randomNormal, seededRandom } from "../../../../src/random/random";

/** Normal numbers that all tensors are cut from; a prime number, so that no two rows are alike. */
const POOL = 1_048_573;
/** Natural logarithm of CLIP's logit scale, 100. */
const LOGIT_SCALE = 4.6052;

/**
 * Random weights of an architecture by OpenAI's names: of the sizes at which training starts, with every gain and bias
 * away from its neutral value.
 */
export function randomClip(
  sizes: Architecture,
  seed: number,
): Readonly<Record<string, TensorToSave>> {
  const pool = randomNormal(POOL, 1, seededRandom("rehearsal", seed));
  let from = 0;
  const filled = (
    shape: readonly number[],
    mean: number,
    deviation: number,
  ): TensorToSave => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let i = 0; i < data.length; i++) {
      data[i] = mean + deviation * pool[(from + i) % POOL]!;
    }
    from = (from + data.length) % POOL;
    return { shape, data };
  };
  return Object.fromEntries(
    [...expectedTensors(sizes)].map(([name, shape]) => {
      if (name === "logit_scale") return [name, filled(shape, LOGIT_SCALE, 0)];
      if (name.endsWith("running_var")) {
        const { data } = filled(shape, 0, 0.1);
        return [name, { shape, data: data.map((value) => 1 + Math.abs(value)) }];
      }
      if (name.endsWith("weight") && shape.length === 1)
        return [name, filled(shape, 1, 0.1)];
      if (shape.length === 1) return [name, filled(shape, 0, 0.02)];
      if (/embedding/.test(name)) return [name, filled(shape, 0, 0.02)];
      const inputs = shape.slice(1).reduce((a, b) => a * b, 1);
      return [name, filled(shape, 0, 1 / Math.sqrt(inputs))];
    }),
  );
}

/**
 * Writes random weights in OpenAI's file form, imports them as a user would, and removes the checkpoint.
 * @param sizes the architecture and the JSON file that it stands in
 * @returns the imported file
 */
export async function importRandomClip(
  name: string,
  sizes: { readonly file: string; readonly architecture: Architecture },
  seed: number,
  folder: string,
): Promise<string> {
  const checkpoint = join(folder, `${name}.pt`);
  await writeTorchCheckpoint(checkpoint, randomClip(sizes.architecture, seed));
  const { path } = await importWeights(checkpoint, {
    ...{ name, folder, architecture: sizes.file },
    activation: sizes.architecture.activation,
  });
  rmSync(checkpoint);
  return path;
}
