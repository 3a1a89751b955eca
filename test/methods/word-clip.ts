import { assembleClip, type ClipModel } from "../../src/encoders/towers/clip-model";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { randomNormal, seededRandom } from "../../src/random/random";
import { randomWeights, TINY } from "../encoders/random-clip";

export const TOKENIZER = clipTokenizer();
export const TEMPLATE = "a photo of a {}.";
export const CLASSES = ["dog", "sea_horse", "cup", "airplane"];

/** The tiny random CLIP with CLIP's whole vocabulary, so that it reads words. */
export function wordClip(seed: string): ClipModel {
  const sizes = { ...TINY, vocab_size: 49408, context_length: 16 };
  return assembleClip(randomWeights(seed), sizes);
}

/** Random unit rows, flat [n, dimension]. */
export function unitFeatures(n: number, dimension: number, seed: string): Float32Array {
  const rows = randomNormal(n * dimension, 1, seededRandom("features", seed));
  for (let at = 0; at < rows.length; at += dimension) {
    const row = rows.subarray(at, at + dimension);
    const length = Math.hypot(...row);
    row.forEach((value, i) => (row[i] = value / length));
  }
  return rows;
}
