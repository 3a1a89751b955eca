import { templateFeatures } from "../../encoders/prompts/prompt-templates";
import type { ClipModel } from "../../encoders/towers/clip-model";
import { imageFeatures } from "../../encoders/towers/image-tower";
import { unitRows } from "../../encoders/towers/text-tower";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { tf, type Tensor2D } from "../../engine/tf";
import { normalised } from "../../images/preprocess";

/**
 * Classifies pictures that are in memory and have the model's size, one at a time. Features are remembered, so
 * that the same pictures can be asked for among other classes.
 * @param template prompt with `{}` for the class name
 * @returns the index of the class whose text is nearest
 */
export function zeroShotOnPixels(
  model: ClipModel,
  tokenizer: Tokenizer,
  template: string,
): (pixels: Uint8Array, classNames: readonly string[]) => number {
  const side = model.architecture.image_resolution;
  const images = new WeakMap<Uint8Array, Float32Array>();
  const texts = new Map<string, Float32Array>();
  const imageOf = (pixels: Uint8Array): Float32Array => {
    const known = images.get(pixels);
    if (known !== undefined) return known;
    const values = normalised({ data: pixels, width: side, height: side, channels: 3 });
    const features = tf.tidy(() => {
      const image = tf.tensor4d(values, [1, 3, side, side]);
      const rows: Tensor2D = imageFeatures(model.imageTower, image);
      return unitRows(rows).dataSync<"float32">();
    });
    images.set(pixels, features);
    return features;
  };
  const textOf = (name: string): Float32Array => {
    const known = texts.get(name);
    if (known !== undefined) return known;
    const features = templateFeatures(model, tokenizer, [name], template);
    texts.set(name, features.dataSync<"float32">());
    features.dispose();
    return texts.get(name)!;
  };
  return (pixels, classNames) => {
    const image = imageOf(pixels);
    const cosines = classNames.map((name) =>
      textOf(name).reduce((sum, value, i) => sum + value * image[i]!, 0),
    );
    return cosines.indexOf(Math.max(...cosines));
  };
}
