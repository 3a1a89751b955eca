import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  architecture,
  assembleClip,
  checkWeights,
} from "../../src/encoders/towers/clip-model";
import { rawTemplateFeatures } from "../../src/encoders/prompts/prompt-templates";
import { imageFeatures } from "../../src/encoders/towers/image-tower";
import { openCheckpoint } from "../../src/encoders/checkpoints/open-checkpoint";
import { checkpointWeights } from "../../src/encoders/checkpoints/stored-weights";
import { unitRows } from "../../src/encoders/towers/text-tower";
import { clipTokenizer, promptIds } from "../../src/encoders/tokens/tokenizer";
import { tf, type Tensor4D } from "../../src/engine/tf";
import { PromptcalError } from "../../src/errors/promptcal-error";
import {
  readSafetensors,
  tensorOf,
  type SafetensorsFile,
} from "../../src/files/tensors/safetensors";
import { cosineLogits } from "../../src/methods/class-loss";

/** Largest difference that counts as equal, relative to the largest value. */
export const TOLERANCE = 2e-4;

/** One quantity of one checkpoint beside one library's. */
export interface TowerRow {
  readonly checkpoint: string;
  readonly library: "open_clip" | "transformers";
  readonly quantity: "image" | "text" | "logits";
  /** Largest difference, relative to the library's largest value. */
  readonly difference: number;
}

const LIBRARIES = ["open_clip", "transformers"] as const;

/** The same random weights, as the libraries save them; the last two are rounded. */
const CHECKPOINTS = [
  ["openai.safetensors", "F32"],
  ["open_clip.safetensors", "F32"],
  ["transformers/model.safetensors", "F32"],
  ["half.pt", "F16"],
  ["transformers-bf16/model.safetensors", "BF16"],
] as const;

/**
 * Reads checkpoints of a ViT-B/16 of random weights, in every naming and type, and compares image
 * features, text features and logits on the active backend with open_clip's and transformers'. The
 * files, over 2 GB, lie in a temporary folder and are removed.
 * @param python program of the environment that `environment/setup/python-reference.cjs` makes
 * @param report receives each row as soon as it is there
 * @throws PromptcalError when Python fails, or when token ids differ
 */
export async function compareTowers(
  python: string,
  report: (row: TowerRow) => void = () => undefined,
): Promise<readonly TowerRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-towers-"));
  try {
    makeReference(python, "reference.py", [folder]);
    const path = join(folder, "expected.safetensors");
    const expected = readSafetensors(path);
    const { names, template } = JSON.parse(
      readFileSync(join(folder, "prompts.json"), "utf8"),
    ) as Prompts;
    checkIds(names, template, expected);
    const rows: TowerRow[] = [];
    for (const [checkpoint, type] of CHECKPOINTS) {
      const ours = await outputs(join(folder, checkpoint), expected, { names, template });
      for (const library of LIBRARIES) {
        for (const quantity of ["image", "text", "logits"] as const) {
          const { data } = tensorOf(expected, `${type}/${library}/${quantity}`);
          const difference = relativeDifference(ours[quantity], data);
          rows.push({ checkpoint, library, quantity, difference });
          report(rows.at(-1)!);
        }
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Prompts {
  readonly names: readonly string[];
  readonly template: string;
}

/** Runs a script of this folder. @throws PromptcalError where it fails, with the end of what it said */
export function makeReference(
  python: string,
  name: string,
  words: readonly string[],
): void {
  const script = resolve(__dirname, name);
  const { status, stderr, error } = spawnSync(python, [script, ...words], {
    encoding: "utf8",
  });
  if (error !== undefined) throw new PromptcalError(`${python}: ${error.message}`);
  if (status !== 0) {
    const last = stderr.trim().split("\n").slice(-3).join(" ");
    throw new PromptcalError(`${name} ended with ${status}: ${last}`);
  }
}

/** Our tokenizer beside open_clip's, on what the features are computed of. */
function checkIds(
  names: readonly string[],
  template: string,
  expected: SafetensorsFile,
): void {
  const { data, shape } = tensorOf(expected, "ids", [names.length, -1]);
  const length = shape[1]!;
  names.forEach((name, row) => {
    const requested = [...data.slice(row * length, (row + 1) * length)];
    const got = [
      ...promptIds(clipTokenizer(), template.replace("{}", name), {
        contextLength: length,
      }),
    ];
    while (got.length < length) got.push(0);
    if (got.join() !== requested.join()) {
      throw new PromptcalError(
        `tokens of "${name}": expected ${requested.join()}, got ${got.join()}`,
      );
    }
  });
}

/** Features and logits of the towers with the weights of a file. */
export async function outputs(
  path: string,
  expected: SafetensorsFile,
  { names, template }: Prompts,
): Promise<Record<TowerRow["quantity"], Float32Array>> {
  const sizes = architecture("ViT-B-16");
  const weights = checkpointWeights(await openCheckpoint(path), path);
  checkWeights(weights, sizes, path);
  // Frees the model too: five of them would fill wasm's memory.
  return tf.tidy(() => {
    const model = assembleClip(weights, sizes);
    const { shape, data } = tensorOf(expected, "pixels");
    const pixels = tf.tensor4d(data as Float32Array, shape as Tensor4D["shape"]);
    const image = imageFeatures(model.imageTower, pixels);
    const text = rawTemplateFeatures(model, clipTokenizer(), names, template);
    const logits = cosineLogits(unitRows(image), unitRows(text), model.logitScale);
    return {
      image: image.dataSync<"float32">(),
      text: text.dataSync<"float32">(),
      logits: logits.dataSync<"float32">(),
    };
  });
}

/** Largest difference, relative to the largest expected value. */
export function relativeDifference(got: Float32Array, expected: ArrayLike<number>): number {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < got.length; i++) {
    difference = Math.max(difference, Math.abs(got[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return got.length === expected.length ? difference / largest : Infinity;
}
