import { tunerNamed } from "../../../methods/registry";
import { readOptions } from "../../../methods/option";
import { dorImage } from "../../../regularisers/dor-image";
import { ENCODE_ALL } from "../../run/training-views";
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

/** Usable nouns of WordNet, nearly: those of at most three words. */
const NOUNS = 116_000;

/** What a run needs encoded before it tunes, or in its epochs, as far as the cache keeps it. */
export function sharedEncodings(spec: RunSpec, size: RunSize): readonly SharedEncoding[] {
  const { tuner, regulariser, recipe, seed, shots } = spec;
  const place = `${sizeKey(spec)} ${spec.weightsHash}`;
  const images = (what: string, count: number): SharedEncoding => ({
    key: `${place} ${what}`,
    kind: "images",
    count,
  });
  const encodings: SharedEncoding[] = [];
  const { imageInput, usesTrainingImages = true } = tunerNamed(tuner);
  // Methods that tune the image tower encode within their steps; their time is measured there.
  if (imageInput === "features" || imageInput === "raw features") {
    encodings.push(images("test", size.base.tests + size.new.tests));
    const { views, augmentation } = viewOptions(recipe);
    const drawn = Math.min(size.train, shots * size.base.classes);
    if (usesTrainingImages && (views === null || views === 0)) {
      const all = views === null && size.train <= ENCODE_ALL;
      const what = all ? "train" : `train ${shots} ${seed}`;
      encodings.push(images(what, all ? size.train : drawn));
    }
    const epochs = Number(recipe["epochs"] ?? 0);
    for (let index = 0; index < (views === 0 ? epochs : (views ?? 0)); index++) {
      encodings.push(images(`view ${shots} ${seed} ${augmentation} ${index}`, drawn));
    }
  }
  if (regulariser === "dor" && recipe["dor.choice"] !== "oracle") {
    const template = recipe["dor.template"] ?? recipe["template"];
    const key = `nouns ${spec.weightsHash} ${String(template)}`;
    encodings.push({ key, kind: "nouns", count: NOUNS });
  }
  if (regulariser === "dor-image") {
    const { source, pool } = readOptions(dorImage.options, recipe, "dor-image.");
    const key = `outliers ${spec.weightsHash} ${String(source ?? place)} ${pool}`;
    encodings.push({ key, kind: "images", count: pool });
  }
  return encodings;
}
