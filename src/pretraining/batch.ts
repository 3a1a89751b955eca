import { CLIP_MEAN, CLIP_STD } from "../images/normalisation";
import { tf, type Tensor4D } from "../engine/tf";
import { randomInteger, seededRandom, type Random } from "../random/random";
import type { Encode } from "./caption-tokens";
import { AUGMENTATION, augment, type Augmentation } from "./augment";
import { iconPixels, splitCorpus, type Corpus } from "./corpus";
import type { PretrainingRecipe } from "./recipe";
import { LONG_TEMPLATES, SHORT_TEMPLATES } from "./templates";

/** A learned context of 16 tokens is well within this. */
const MAX_WORDS = 20;

const STILL: Augmentation = { rotation: 0, scale: 0, shift: 0, invert: 0, tint: 0 };

/** Draws icons with the recipe's weights per set, independently. */
export function iconSampler(
  corpus: Corpus,
  indices: Int32Array,
  { setWeights }: PretrainingRecipe,
): (count: number, random: Random) => number[] {
  const cumulative = new Float64Array(indices.length);
  let total = 0;
  indices.forEach((index, at) => {
    total += setWeights[corpus.icons[index]!.set] ?? 1;
    cumulative[at] = total;
  });
  return (count, random) =>
    Array.from({ length: count }, () => indices[firstAbove(cumulative, random() * total)]!);
}

function firstAbove(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many of a batch's texts are of which kind; the rest is short. */
export interface TextMix {
  /** Behind long templates. */
  readonly long: number;
  /** Behind arbitrary words. */
  readonly words: number;
}

/** What stands in front of a caption that is behind arbitrary words. */
export interface ArbitraryWords {
  readonly words: readonly string[];
  readonly encode: Encode;
  /** Tokens that the whole text may have. */
  readonly longest: number;
}

/** Texts of a batch: those with short templates first, then long ones, then arbitrary words. */
export function captionTexts(
  captions: readonly string[],
  { long, words }: TextMix,
  arbitrary: ArbitraryWords,
  random: Random,
): string[] {
  const [firstLong, firstWords] = [captions.length - long - words, captions.length - words];
  return captions.map((caption, at) => {
    if (at >= firstWords) return behindArbitraryWords(caption, arbitrary, random);
    const templates = at < firstLong ? SHORT_TEMPLATES : LONG_TEMPLATES;
    return templates[randomInteger(templates.length, random)]!.replace("{}", caption);
  });
}

/**
 * Any of the words in any order: they say nothing about a drawing. The first are dropped where the name
 * would be cut off.
 */
function behindArbitraryWords(
  caption: string,
  { words, encode, longest }: ArbitraryWords,
  random: Random,
): string {
  const count = 1 + randomInteger(MAX_WORDS, random);
  const text = Array.from(
    { length: count },
    () => words[randomInteger(words.length, random)]!,
  );
  text.push(`${caption}.`);
  while (text.length > 1 && encode(text.join(" ")).length > longest) text.shift();
  return text.join(" ");
}

/**
 * Augments icons and normalises them with CLIP's mean and deviation.
 * @returns [n, 3, size, size], row-major
 */
export function pixelBatch(
  corpus: Corpus,
  icons: readonly number[],
  augmented: boolean,
  random: Random,
): Float32Array {
  const { size } = corpus;
  const pixels = size * size;
  const out = new Float32Array(icons.length * 3 * pixels);
  const view = new Float32Array(3 * pixels);
  icons.forEach((icon, image) => {
    const source = iconPixels(corpus, icon);
    augment(source, size, augmented ? AUGMENTATION : STILL, random, view);
    for (let channel = 0; channel < 3; channel++) {
      const [mean, std] = [CLIP_MEAN[channel]!, CLIP_STD[channel]!];
      const at = (image * 3 + channel) * pixels;
      for (let i = 0; i < pixels; i++)
        out[at + i] = (view[i * 3 + channel]! / 255 - mean) / std;
    }
  });
  return out;
}

/** Augmented training images as the tower sees them, in batches, for `foldNorms`. */
export function trainingImages(
  corpus: Corpus,
  recipe: PretrainingRecipe,
  batches: number,
  size: number,
): Tensor4D[] {
  const random = seededRandom("norm statistics", recipe.seed);
  const draw = iconSampler(corpus, splitCorpus(corpus).training, recipe);
  const side = corpus.size;
  return Array.from({ length: batches }, () =>
    tf.tensor4d(pixelBatch(corpus, draw(size, random), true, random), [
      size,
      3,
      side,
      side,
    ]),
  );
}
