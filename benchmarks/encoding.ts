import type { ClipModel } from "../src/encoders/clip-model";
import { handWrittenFeatures } from "../src/encoders/hand-written-prompts";
import { imageFeatures } from "../src/encoders/image-tower";
import type { Tokenizer } from "../src/encoders/tokenizer";
import { tf, type Tensor4D } from "../src/engine/tf";
import { randomNormal, seededRandom } from "../src/numeric/random";
import { usableNouns } from "../src/outliers/candidates";
import { wordnetNouns } from "../src/outliers/wordnet";
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
      handWrittenFeatures(model, tokenizer, some, "a photo of a {}.").dataSync();
    }),
  );
  return [
    perSecond(`image features, batches of ${IMAGES}`, backend, "images", IMAGES, images),
    perSecond("text features, nouns in a prompt", backend, "texts", TEXTS, texts),
  ];
}
