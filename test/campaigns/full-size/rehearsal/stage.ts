import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CLIP_DATASETS, clipDataset } from "../../../../src/datasets/clip/catalog";
import { parseArchitecture } from "../../../../src/encoders/towers/architecture";
import { architecture } from "../../../../src/encoders/towers/clip-model";
import { SUITES_VARIABLE } from "../../../../src/experiments/suites/suite";
import { writeJsonAtomic } from "../../../../src/files/atomic-file";
import { FOLDERS } from "../../../../src/files/folders";
import { importRandomClip } from "./random-clip";
import { makePublished, type Pictures } from "./published-layout";

/** Name of the suite that is rehearsed: `clip` with random weights. */
export const SUITE = "rehearsal";

/** The architecture of `--quick`: CLIP's form at toy size. */
export const TINY = "tiny";
const TINY_SIZES = {
  ...{ image_resolution: 32, vision_patch_size: 16, vision_width: 16, vision_layers: 12 },
  ...{
    vision_heads: 2,
    transformer_width: 16,
    transformer_layers: 12,
    transformer_heads: 2,
  },
  ...{ embed_dim: 16, context_length: 77, vocab_size: 49408, activation: "quick_gelu" },
};

/** Pictures of a data set where not the published counts are made. */
export const PICTURES: Pictures = { train: 16, validation: 4, test: 40 };

/** What stands in a rehearsal's folder. */
export interface Stage {
  readonly folder: string;
  readonly store: string;
  readonly cache: string;
  /** Of the random weights. */
  readonly weights: string;
}

/**
 * Puts weights, data sets and the suite into a folder, and points this process and those that it starts to them.
 * What stands there already stays.
 * @param name a bundled architecture, or `tiny`
 * @param isFull whether data sets get the published numbers of pictures
 */
export async function setStage(
  folder: string,
  name: string,
  isFull: boolean,
  say: (text: string) => void,
): Promise<Stage> {
  const place = join(folder, name);
  const suites = join(place, "suites");
  const sizes =
    name === TINY ? parseArchitecture(TINY_SIZES, "the tiny model") : architecture(name);
  const file = join(place, "architecture.json");
  mkdirSync(suites, { recursive: true });
  writeJsonAtomic(file, sizes);
  const weights = join(place, `${name}.safetensors`);
  if (!existsSync(`${weights}.sha256`)) {
    say(`random weights of ${name}, in OpenAI's file form`);
    rmSync(weights, { force: true });
    await importRandomClip(name, { file, architecture: sizes }, 1, place);
  }
  const data = join(folder, isFull ? "data-full" : "data");
  for (const dataset of CLIP_DATASETS) {
    const mark = join(data, `${dataset}.made`);
    if (existsSync(mark)) continue;
    const { counts } = clipDataset(dataset);
    await makePublished(dataset, data, isFull ? counts : PICTURES);
    writeJsonAtomic(mark, isFull ? counts : PICTURES);
  }
  const clip = join(__dirname, "../../../../src/experiments/suites/clip.json");
  const suite = JSON.parse(readFileSync(clip, "utf8")) as Record<string, unknown>;
  writeJsonAtomic(join(suites, `${SUITE}.json`), {
    ...suite,
    name: SUITE,
    model: { weights, architecture: file, restore: "npm run rehearse" },
  });
  const stage = {
    folder,
    store: join(place, "runs"),
    cache: join(place, "cache"),
    weights,
  };
  Object.assign(process.env, {
    [SUITES_VARIABLE]: suites,
    [FOLDERS.datasets.variable]: data,
    [FOLDERS.runs.variable]: stage.store,
    [FOLDERS.cache.variable]: stage.cache,
  });
  return stage;
}
