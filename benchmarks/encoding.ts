import type { ClipModel } from "../src/encoders/towers/clip-model";
import { templateFeatures } from "../src/encoders/prompts/prompt-templates";
import { imageFeatures } from "../src/encoders/towers/image-tower";
import type { Tokenizer } from "../src/encoders/tokens/tokenizer";
import { tf, type Tensor4D } from "../src/engine/tf";
import { randomNormal, seededRandom } from "../src/random/random";
import { usableNouns } from "../src/regularisers/outliers/candidates";
import { wordnetNouns } from "../src/regularisers/outliers/wordnet";
import { measure } from "./measure";
import { perSecond, type Row } from "./row";

const IMAGES = 32;
const TEXTS = 256;

/** Features per second on the active backend, without decoding of images. */
export function encodingRows(
  model: ClipModel,
  tokenizer: Tokenizer,
  backend: string,
): readonly Row[] {
  const { image_resolution: side } = model.architecture;
  const pixels = randomNormal(IMAGES * 3 * side * side, 1, seededRandom("pixels"));
  const images = measure(() =>
    tf.tidy(() => {
      const batch = tf.tensor4d(pixels, [IMAGES, 3, side, side]) as Tensor4D;
      imageFeatures(model.imageTower, batch).dataSync();
    }),
  );
  const { names } = usableNouns(wordnetNouns(), tokenizer, { maxWords: 3 });
  const stride = Math.floor(names.length / TEXTS);
  const some = Array.from({ length: TEXTS }, (_, i) => names[i * stride]!);
  const texts = measure(() =>
    tf.tidy(() => {
      templateFeatures(model, tokenizer, some, "a photo of a {}.").dataSync();
    }),
  );
  return [
    perSecond(`image features, batches of ${IMAGES}`, backend, "images", IMAGES, images),
    perSecond("text features, nouns in a prompt", backend, "texts", TEXTS, texts),
  ];
}
