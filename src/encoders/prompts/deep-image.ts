import { activationOf } from "../../engine/layers/activation";
import { layerNorm } from "../../engine/layers/layer-norm";
import type { FrozenLinear } from "../../engine/layers/linear";
import { tf, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { imageFeaturesOnWasm } from "../wasm/wasm-image";
import { applyBlock } from "../towers/transformer";
import type { VisionTransformer } from "../towers/vision-transformer";

/**
 * Image features with learned visual prompts, before normalisation. Prompts stand behind the patches,
 * have no positions, and pass the tower's first norm like them (VPT, Jia et al. 2022, as MaPLe's and
 * PromptSRC's code has it). What the frozen rows of an image bring into the first block carries no
 * gradient.
 * @param frozen what the first block is given of the images (`firstRows`), shape [n * (1 + patches), width]
 * @param prompts shapes [prompts, width]: the first enters with the patches, each further one takes
 *   its place before the second block, the third and so on; without any, the plain features
 * @returns shape [n, embed]
 * @throws PromptcalError if there are more prompts than blocks
 */
export function imageFeaturesWithPrompts(
  tower: VisionTransformer<FrozenLinear>,
  frozen: Tensor2D,
  prompts: readonly Tensor2D[],
): Tensor2D {
  checkDepth("visual prompts", prompts.length, tower.blocks.length);
  return tf.tidy(() => {
    const [own, width] = tower.positions.shape;
    const n = frozen.shape[0] / own;
    const flat = (x: Tensor3D): Tensor2D => tf.reshape(x, [-1, width]);
    const behind = (rows: Tensor2D, prompt: Tensor2D): Tensor2D =>
      flat(tf.concat([tf.reshape(rows, [n, own, width]), repeated(prompt, n)], 1));
    const count = prompts[0]?.shape[0] ?? 0;
    const length = own + count;
    if (count > 0) {
      const deep = [layerNorm(prompts[0]!, tower.lnPre), ...prompts.slice(1)];
      const features = imageFeaturesOnWasm(tower, frozen, deep);
      if (features !== undefined) return features;
    }
    const shape = { batch: n, length, heads: tower.heads };
    const activation = activationOf(tower.activation);
    let x = frozen;
    tower.blocks.forEach((block, index) => {
      const prompt = prompts[index];
      if (prompt !== undefined) {
        x =
          index === 0
            ? behind(frozen, layerNorm(prompt, tower.lnPre))
            : behind(ownRows(x, [n, length, width], own), prompt);
      }
      x = applyBlock(x, block, shape, activation);
    });
    const pooled = ownRows(x, [n, length, width], 1);
    return tower.projection.apply(layerNorm(pooled, tower.lnPost));
  });
}

/** @throws PromptcalError unless every prompt has a block to enter */
export function checkDepth(what: string, depth: number, blocks: number): void {
  if (depth <= blocks) return;
  throw mismatch({
    what: `depth of ${what}`,
    expected: `at most ${blocks}, the tower's blocks`,
    got: String(depth),
  });
}

/** The first rows of each image, shape [n * count, width]. */
function ownRows(
  x: Tensor2D,
  [n, length, width]: [number, number, number],
  count: number,
): Tensor2D {
  const rows = tf.slice(tf.reshape(x, [n, length, width]), [0, 0, 0], [n, count, width]);
  return tf.reshape(rows, [n * count, width]);
}

/**
 * The same rows for each of n images, shape [n, rows, width]. Its gradient is one sum, where that of
 * `tf.tile` takes a slice and an addition per image.
 */
function repeated(rows: Tensor2D, n: number): Tensor3D {
  return tf.customGrad((x) => ({
    value: tf.tile(tf.expandDims(x as Tensor2D, 0), [n, 1, 1]) as Tensor3D,
    gradFunc: (dy) => tf.sum(dy as Tensor3D, 0),
  }))(rows) as Tensor3D;
}
