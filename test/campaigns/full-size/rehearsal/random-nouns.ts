import { join } from "node:path";
import { existsSync } from "node:fs";
import { writeCachedFeatures } from "../../../../src/encoders/feature-cache";
import type { ClipModel } from "../../../../src/encoders/towers/clip-model";
import { tokenizer } from "../../../../src/experiments/run/shared-tokenizer";
import { folderOf } from "../../../../src/files/folders";
import { randomNormal, seededRandom } from "../../../../src/random/random";
import { candidateFeaturesFile } from "../../../../src/regularisers/outliers/candidate-features";
import { usableNouns } from "../../../../src/regularisers/outliers/candidates";
import { wordnetNouns } from "../../../../src/regularisers/outliers/wordnet";

/** Rows that are drawn; the others repeat them in turn. */
const DRAWN = 4099;

/**
 * Puts random unit rows into the cache in place of the features of DOR's nouns, where there are none: which nouns are
 * chosen changes no time and no memory of a step, and encoding all of them takes minutes.
 * @param template of the nouns
 * @param maxWords most words of a noun
 */
export function cacheRandomNouns(
  model: ClipModel,
  template: string,
  maxWords: number,
): void {
  const { names } = usableNouns(wordnetNouns(), tokenizer(), { maxWords });
  const request = { model, tokenizer: tokenizer(), names, template };
  const path = candidateFeaturesFile(request, join(folderOf("cache"), "outliers"));
  if (existsSync(path)) return;
  const width = model.architecture.embed_dim;
  const drawn = randomNormal(DRAWN * width, 1, seededRandom("rehearsed nouns"));
  for (let at = 0; at < drawn.length; at += width) {
    const row = drawn.subarray(at, at + width);
    const length = Math.hypot(...row);
    row.forEach((value, i) => (row[i] = value / length));
  }
  const features = new Float32Array(names.length * width);
  for (let at = 0; at < features.length; at += drawn.length) {
    features.set(drawn.subarray(0, Math.min(drawn.length, features.length - at)), at);
  }
  writeCachedFeatures(path, [names.length, width], features);
}
