import { tunerNamed } from "../../../methods/registry";
import { readOptions, type Options } from "../../../methods/option";
import type { EncodedOutliers } from "../../../regularisers/definition";
import { regulariserNamed } from "../../../regularisers/registry";
import { ENCODE_ALL } from "../../run/images/training-views";
import { viewOptions } from "../../spec/run-options";
import type { RunSpec } from "../../spec/spec";
import { sizeKey, type RunSize } from "./run-size";

/** Features that are computed once and kept for all runs that need them. */
export interface SharedEncoding {
  /** Equal for runs that need the same features. */
  readonly key: string;
  readonly kind: "images" | "nouns";
  readonly count: number;
}

/** What a run needs encoded before it tunes, or in its epochs, as far as the cache keeps it. */
export function sharedEncodings(spec: RunSpec, size: RunSize): readonly SharedEncoding[] {
  const { tuner, regulariser, recipe, seed, shots } = spec;
  const datasetKey = `${sizeKey(spec)} ${spec.weightsHash}`;
  const images = (what: string, count: number): SharedEncoding => ({
    key: `${datasetKey} ${what}`,
    kind: "images",
    count,
  });
  const encodings: SharedEncoding[] = [];
  const { imageInput, usesTrainingImages = true } = tunerNamed(tuner);
  // Methods that tune the image tower encode within their steps; their time is measured there.
  if (imageInput === "features" || imageInput === "raw features") {
    encodings.push(...testEncodings(spec, size, images));
    const { views, augmentation } = viewOptions(recipe);
    const shotCount = Math.min(size.train, shots * size.base.classes);
    if (usesTrainingImages && (views === null || views === 0)) {
      const all = views === null && size.train <= ENCODE_ALL;
      const what = all ? "train" : `train ${shots} ${seed}`;
      encodings.push(images(what, all ? size.train : shotCount));
    }
    const epochs = Number(recipe["epochs"] ?? 0);
    for (let index = 0; index < (views === 0 ? epochs : (views ?? 0)); index++) {
      encodings.push(images(`view ${shots} ${seed} ${augmentation} ${index}`, shotCount));
    }
  }
  const outliers = encodedOutliers(regulariser, recipe);
  if (outliers !== undefined) {
    const { kind, count, from } = outliers;
    const own = kind === "nouns" ? String(recipe["template"]) : datasetKey;
    const key = `${regulariser} ${spec.weightsHash} ${from ?? own} ${count}`;
    encodings.push({ key, kind, count });
  }
  return encodings;
}

/** Test images, or the sample of a method that tunes at test time, and the views of each that it tunes on. */
function testEncodings(
  { recipe, seed }: RunSpec,
  { base, new: novel }: RunSize,
  images: (what: string, count: number) => SharedEncoding,
): readonly SharedEncoding[] {
  const max = recipe["test_images"] ?? null;
  const most = Number(max ?? Infinity);
  const count = Math.min(most, base.tests) + Math.min(most, novel.tests);
  const sample = max === null ? "" : ` ${max} ${seed}`;
  // The first view is the image itself.
  const views = Array.from({ length: Number(recipe["test_views"] ?? 1) - 1 }, (_, i) =>
    images(`test view${sample} ${seed} ${i}`, count),
  );
  return [images(`test${sample}`, count), ...views];
}

function encodedOutliers(name: string, recipe: Options): EncodedOutliers | undefined {
  const regulariser = regulariserNamed(name);
  return regulariser?.encodes?.(readOptions(regulariser.options, recipe, `${name}.`));
}
