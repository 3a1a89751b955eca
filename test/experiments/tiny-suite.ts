import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { startBackend } from "../../src/engine/backend";
import type { TransformerArchitecture } from "../../src/encoders/towers/architecture";
import { suiteNamed } from "../../src/experiments/suites/suite";
import { planRuns } from "../../src/experiments/sweep/plan-runs";
import type { RunSpec } from "../../src/experiments/spec/spec";
import { recordWeightsHash } from "../../src/experiments/weights/weights-file";
import { writeJsonAtomic } from "../../src/files/atomic-file";
import { seededRandom } from "../../src/random/random";
import { writeSafetensors } from "../../src/files/tensors/safetensors";
import { initialiseClip } from "../../src/pretraining/parameters";

const SIZES: TransformerArchitecture = {
  image_resolution: 8,
  vision_patch_size: 4,
  vision_width: 16,
  vision_layers: 1,
  vision_heads: 2,
  transformer_width: 16,
  transformer_layers: 2,
  transformer_heads: 2,
  embed_dim: 16,
  context_length: 32,
  vocab_size: 49408,
  activation: "quick_gelu",
};
const CLASSES = ["apple", "bread", "cup", "dog", "egg", "fish"];
const IMAGES = { train: 3, val: 1, test: 3 };

/** Names of the tiny suite's data sets. */
export const TINY_DATASETS = ["colours", "shades"];

/**
 * A suite of its own in a folder: CLIP's architecture at toy size with random weights, and two data
 * sets of plain coloured squares. For PROMPTCAL_SUITES; its name is `tiny`.
 */
export async function makeTinySuite(folder: string): Promise<void> {
  await startBackend("wasm");
  const { parameters } = initialiseClip(SIZES, SIZES.vocab_size, 1);
  const tensors = Object.fromEntries(
    Object.entries(parameters).map(([name, variable]) => [
      name,
      { shape: variable.shape, data: variable.dataSync() as Float32Array },
    ]),
  );
  const logitScale = { shape: [1], data: Float32Array.of(Math.log(10)) };
  const weights = join(folder, "tiny-clip.safetensors");
  writeSafetensors(weights, { ...tensors, logit_scale: logitScale });
  for (const variable of Object.values(parameters)) variable.dispose();
  recordWeightsHash(weights);
  writeJsonAtomic(join(folder, "architectures", "tiny.json"), SIZES);
  for (const name of TINY_DATASETS) await makeDataset(join(folder, "data", name), name);
  mkdirSync(join(folder, "suites"), { recursive: true });
  writeJsonAtomic(join(folder, "suites", "tiny.json"), {
    name: "tiny",
    about: "random weights and coloured squares",
    model: {
      weights: "../tiny-clip.safetensors",
      architecture: "../architectures/tiny.json",
      restore: "make it again",
    },
    template: "a photo of a {}.",
    datasets: {
      format: "folder",
      root: "../data",
      names: [...TINY_DATASETS],
      restore: "make it again",
    },
  });
}

/** Another suite in the folder of the tiny one: its model, and data sets whose images and class names are their own. */
export async function makeSiblingSuite(
  folder: string,
  suite: string,
  names: readonly string[],
): Promise<void> {
  // Enough validation images for the proximities of PIECE.
  const images = { ...IMAGES, val: 2 };
  for (const name of names) {
    const classNames = CLASSES.map((className) => `${className} of ${name}`);
    await makeDataset(join(folder, "data", name), name, classNames, images);
  }
  const tiny = JSON.parse(
    readFileSync(join(folder, "suites", "tiny.json"), "utf8"),
  ) as Readonly<Record<string, object>>;
  writeJsonAtomic(join(folder, "suites", `${suite}.json`), {
    ...{ ...tiny, name: suite },
    datasets: { ...tiny["datasets"], names },
  });
}

/** Four runs of it, two methods with two seeds; the suite has to be in PROMPTCAL_SUITES. */
export function tinyRuns(): Promise<readonly RunSpec[]> {
  return planRuns({
    suite: suiteNamed("tiny"),
    datasets: ["colours"],
    tuners: ["zeroshot", "coop"],
    regularisers: ["none"],
    seeds: [1, 2],
    set: { epochs: 2, shots: 2 },
  });
}

async function makeDataset(
  folder: string,
  name: string,
  classNames: readonly string[] = CLASSES,
  images: typeof IMAGES = IMAGES,
): Promise<void> {
  const random = seededRandom("tiny data set", name);
  const split: Record<string, [string, number, string][]> = {};
  for (const [part, count] of Object.entries(images)) {
    split[part] = [];
    for (const [label, className] of classNames.entries()) {
      mkdirSync(join(folder, "images", className), { recursive: true });
      for (let i = 0; i < count; i++) {
        const path = `${className}/${part}-${i}.png`;
        const [r, g, b] = [0, 1, 2].map(() => Math.floor(256 * random()));
        const background = { r: r!, g: g!, b: b! };
        await sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toFile(join(folder, "images", path));
        split[part].push([path, label, className]);
      }
    }
  }
  writeJsonAtomic(join(folder, `split_zhou_${name}.json`), split);
}
