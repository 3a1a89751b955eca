import type { Item } from "../../../datasets/image-dataset";
import type { ClipModel } from "../../../encoders/towers/clip-model";
import { templateFeatures } from "../../../encoders/prompts/prompt-templates";
import { visionTransformer } from "../../../encoders/towers/image-tower";
import type { BadImage } from "../../../images/read-images";
import type { Tokenizer } from "../../../encoders/tokens/tokenizer";
import { mismatch } from "../../../errors/promptcal-error";
import { seededRandom } from "../../../random/random";
import {
  nearestScores,
  outlierScores,
  selectOutliers,
  type OutlierImageChoice,
} from "../../../regularisers/outliers/select";
import type { OutlierImages } from "../../../regularisers/outlier-images";
import { tunerNamed } from "../../../methods/registry";
import type { ImageKind } from "../../../methods/tuner";
import { encodeImages, type EncodeOptions } from "./encode";
import type { HashedDataset } from "../../suites/hashed-dataset";
import { isLarge } from "./image-memory";
import { outlierPool, type OutlierPool } from "./outlier-pool";
import { outlierHashName, type RunOutlierImages } from "../../spec/outlier-image-options";
import type { RunSpec } from "../../spec/spec";
import type { Suite } from "../../suites/suite-definition";
import { withoutBadImages } from "./without-bad-images";

/** What outlier images are compared with. */
export interface OutlierImageRequest {
  readonly suite: Suite;
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  readonly template: string;
  /** Base classes. */
  readonly classNames: readonly string[];
  readonly data: HashedDataset;
  /** The few shots. */
  readonly shots: readonly Item[];
  /** Leave undecodable outliers out; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  readonly signal?: AbortSignal;
  /** Called while the pool is encoded, with the images done and all of them. */
  readonly onProgress?: EncodeOptions["onProgress"];
}

/** Outlier images, and those that were left out because they cannot be decoded. */
export interface ReadableOutliers {
  readonly outliers: OutlierImages;
  readonly bad: readonly BadImage[];
}

/**
 * Chooses the outlier images of a run out of their pool; features are cached, pixels are read when a step asks
 * for them.
 * @param options of the run's regulariser
 * @throws PromptcalError where the pool is not the spec's
 */
export async function outlierImages(
  spec: RunSpec,
  options: RunOutlierImages,
  request: OutlierImageRequest,
): Promise<ReadableOutliers> {
  const pool = await outlierPool(request.suite, spec.dataset, options);
  const expected = spec.recipe[outlierHashName(options.regulariser)];
  if (pool.hash !== expected) {
    throw mismatch({
      what: "outlier images",
      expected: `SHA-256 ${String(expected)} (the plan's)`,
      got: pool.hash,
      fix: "restore them, or make a new plan",
    });
  }
  const { model, signal, skipBadImages = false, onProgress } = request;
  const dimension = model.architecture.embed_dim;
  const encoding: EncodeOptions = { signal, onProgress };
  const { data, bad } = skipBadImages
    ? await withoutBadImages(pool, { signal })
    : { data: pool, bad: [] };
  const items = data.dataset.train;
  const encoded = (kind: ImageKind): Promise<Float32Array> =>
    bad.length === 0
      ? poolFeatures(pool, model, { ...encoding, kind })
      : encodeImages(model, data, items, { ...encoding, kind });
  const features = await encoded("features");
  const chosen = await choose(spec.seed, options, request, features);
  const kind = tunerNamed(spec.tuner).imageInput;
  const ofChosen = (indices: Int32Array): Item[] =>
    Array.from(indices, (at) => items[chosen[at]!]!);
  const all = Int32Array.from(chosen, (_, at) => at);
  // Features of the whole pool are cached for all runs, patches only of what a run chose.
  const held = !isLarge({ kind })
    ? rowsOf(await encoded(kind), chosen, dimension)
    : isHeld(kind, model, chosen.length)
      ? await encodeImages(model, pool, ofChosen(all), { ...encoding, kind })
      : undefined;
  const outliers: OutlierImages = {
    count: chosen.length,
    features: rowsOf(features, chosen, dimension),
    images: async (indices) =>
      held === undefined
        ? encodeImages(model, pool, ofChosen(indices), { signal, kind, cache: null })
        : rowsOf(held, indices, held.length / chosen.length),
    report: reportOf(pool, chosen.length),
  };
  return { outliers, bad };
}

/** Whether the patches of all chosen images are kept: up to 256 MiB. */
function isHeld(kind: ImageKind, { imageTower }: ClipModel, count: number): boolean {
  if (kind === "pixels") return false;
  return count * visionTransformer(imageTower).positions.size <= 2 ** 26;
}

/** Features of the pool's images, flat. */
async function poolFeatures(
  { sources, kept }: OutlierPool,
  model: ClipModel,
  encoding: EncodeOptions,
): Promise<Float32Array> {
  const dimension = model.architecture.embed_dim;
  const count = sources.reduce((sum, { dataset }) => sum + dataset.train.length, 0);
  const all = new Float32Array(count * dimension);
  let at = 0;
  for (const source of sources) {
    const rows = await encodeImages(model, source, source.dataset.train, encoding);
    all.set(rows, at);
    at += rows.length;
  }
  return rowsOf(all, kept, dimension);
}

async function choose(
  seed: number,
  { choice, candidates: k }: RunOutlierImages,
  request: OutlierImageRequest,
  features: Float32Array,
): Promise<Int32Array> {
  const dimension = request.model.architecture.embed_dim;
  if (choice === "random" || choice === "oracle") {
    const scores = new Float64Array(features.length / dimension);
    return selectOutliers(scores, k, "random", seededRandom("outlier images", seed));
  }
  const scoring = choice === "near-max" ? nearestScores : outlierScores;
  const scores = scoring(features, await anchors(choice, request), dimension);
  return selectOutliers(scores, k, choice === "far" ? "far" : "near", seededRandom(""));
}

/** Unit features that outliers are near to or far from, flat. */
async function anchors(
  choice: OutlierImageChoice,
  { model, tokenizer, template, classNames, data, shots, signal }: OutlierImageRequest,
): Promise<Float32Array> {
  if (choice !== "near-text") return encodeImages(model, data, shots, { signal });
  const text = templateFeatures(model, tokenizer, classNames, template);
  const rows = text.dataSync<"float32">().slice();
  text.dispose();
  return rows;
}

function reportOf(
  { dataset, removed }: OutlierPool,
  chosen: number,
): OutlierImages["report"] {
  const left = Object.values(removed).reduce((sum, count) => sum + count, 0);
  return {
    candidates: dataset.train.length + left,
    chosen,
    removed,
    newNamesIncluded: [],
  };
}

function rowsOf(flat: Float32Array, rows: Int32Array, dimension: number): Float32Array {
  const out = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) =>
    out.set(flat.subarray(row * dimension, (row + 1) * dimension), at * dimension),
  );
  return out;
}
