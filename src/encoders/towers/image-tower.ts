import { isFrozen, type FrozenLinear, type Linear } from "../../engine/layers/linear";
import { tf, type Tensor2D, type Tensor4D } from "../../engine/tf";
import { PromptcalError } from "../../errors/promptcal-error";
import { imageFeaturesOnWasm } from "../wasm/wasm-image";
import { inPortions } from "./in-portions";
import { resNetFeatures, type ModifiedResNet } from "./modified-resnet";
import {
  firstRows,
  rowFeatures,
  transformerFeatures,
  type VisionTransformer,
} from "./vision-transformer";

/** CLIP's image encoder, of either kind. */
export type ImageTower<L extends Linear = Linear> = VisionTransformer<L> | ModifiedResNet;

/**
 * Image features before normalisation.
 * @param images shape [n, 3, size, size], normalised with CLIP's mean and deviation
 * @returns shape [n, embed]
 */
export function imageFeatures(tower: ImageTower, images: Tensor4D): Tensor2D {
  if (tower.kind !== "transformer") return resNetFeatures(tower, images);
  if (!isFrozenTower(tower)) return transformerFeatures(tower, images);
  return tf.tidy(() => {
    const rows = firstRows(tower, images);
    const ours = isPlain(tower) ? imageFeaturesOnWasm(tower, rows) : undefined;
    return ours ?? featuresInPortions(tower, rows);
  });
}

function isFrozenTower(tower: VisionTransformer): tower is VisionTransformer<FrozenLinear> {
  return isFrozen(tower.projection);
}

/**
 * Values of a portion's widest matrix: a bound on memory, since each portion reads all weights again and, on a
 * graphics card, waits for its commands.
 */
const PORTION_VALUES = { processor: 2 ** 23, card: 2 ** 26 };

function featuresInPortions(
  tower: VisionTransformer<FrozenLinear>,
  rows: Tensor2D,
): Tensor2D {
  const own = tower.positions.shape[0];
  const widest = Math.max(...tower.blocks.map(({ fc }) => fc.weight.shape[1]));
  const values = PORTION_VALUES[tf.getBackend() === "webgpu" ? "card" : "processor"];
  const max = Math.max(1, Math.floor(values / (own * widest)));
  return inPortions(rows, own, max, (some) => rowFeatures(tower, some, "class tokens"));
}

/**
 * Whether a tower is CLIP's own, so that the kernels may compute it. The icons suite's miniature, known by
 * its stem, stays with tfjs, whose bits its stored features have.
 */
function isPlain({ patchEmbedding }: VisionTransformer): boolean {
  return patchEmbedding.kind === "linear";
}

/**
 * The vision transformer of a model, for methods with prompts among an image's patches.
 * @throws PromptcalError for a ResNet, which has none
 */
export function visionTransformer<L extends Linear>(
  tower: ImageTower<L>,
): VisionTransformer<L> {
  if (tower.kind === "transformer") return tower;
  throw new PromptcalError(
    "visual prompts: expected a vision transformer, got a ResNet, which has no rows to stand among; " +
      "take a ViT, or a method that learns on the text side only",
  );
}
