import { isResNet, patchCount } from "./architecture";
import type { ClipModel } from "./clip-model";

/** Images per pass of a small tower: large enough to be fast. */
const MAX_IMAGES = 32;
/** Images per pass of a ResNet of photographs' size, a second or two on one core. */
const RESNET_IMAGES = 4;
/** Floating point operations of a pass, at most: a second or two on one core, for a stop waits for a pass. */
const MAX_OPERATIONS = 1.5e11;

/** Images that go through an image tower together: a power of two, fewer the larger the tower. */
export function imagesPerPass({ architecture }: Pick<ClipModel, "architecture">): number {
  if (isResNet(architecture)) return RESNET_IMAGES;
  const { vision_width: width, vision_layers: layers } = architecture;
  // Twelve products of width x width a row and block: attention's four, the MLP's eight.
  const ofImage = 2 * 12 * width ** 2 * layers * (patchCount(architecture) + 1);
  const fitting = Math.min(MAX_IMAGES, Math.max(1, MAX_OPERATIONS / ofImage));
  return 2 ** Math.floor(Math.log2(fitting));
}
