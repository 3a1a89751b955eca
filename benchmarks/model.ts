import { existsSync } from "node:fs";
import {
  architecture,
  assembleClip,
  loadClip,
  type ClipModel,
} from "../src/encoders/towers/clip-model";
import { suiteNamed } from "../src/experiments/suites/suite";
import { checkedWeightsHash } from "../src/experiments/weights/weights-file";
import { randomWeights } from "../test/encoders/random-clip";

/** The icons suite's CLIP, or one of its size with random weights where there are none. */
export function benchmarkModel(): { model: ClipModel; weights: string } {
  const suite = suiteNamed("icons");
  const sizes = architecture(suite.model.architecture);
  if (existsSync(suite.model.weights)) {
    const model = loadClip(suite.model.weights, sizes, checkedWeightsHash(suite));
    return { model, weights: `SHA-256 ${model.weightsHash.slice(0, 12)}` };
  }
  return { model: assembleClip(randomWeights("benchmark"), sizes), weights: "random" };
}
