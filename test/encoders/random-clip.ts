import type { TransformerArchitecture } from "../../src/encoders/towers/architecture";
import type { StoredWeights } from "../../src/encoders/checkpoints/stored-weights";
import { randomNormal, seededRandom } from "../../src/random/random";

/** The smallest CLIP in which every part matters: two heads, two blocks each, odd lengths. */
export const TINY: TransformerArchitecture = {
  image_resolution: 8,
  vision_patch_size: 4,
  vision_width: 12,
  vision_layers: 2,
  vision_heads: 3,
  transformer_width: 10,
  transformer_layers: 3,
  transformer_heads: 2,
  embed_dim: 6,
  context_length: 12,
  vocab_size: 16,
  activation: "quick_gelu",
};

/** Random weights of any size, made on demand; every bias and gain differs from its neutral value. */
export function randomWeights(seed: string): StoredWeights {
  return {
    lookup: (name, shape) => {
      const count = shape.reduce((a, b) => a * b, 1);
      const values = randomNormal(count, 0.3, seededRandom(seed, name));
      return /ln_\w+\.weight$/.test(name) ? values.map((v) => 1 + v) : values;
    },
    logitScale: 20,
    hash: `random weights ${seed}`,
    metadata: {},
  };
}
