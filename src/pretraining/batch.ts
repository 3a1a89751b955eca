import { CLIP_MEAN, CLIP_STD } from "../encoders/normalisation";
import { randomInteger, sampleWithoutReplacement, type Random } from "../numeric/random";
import { AUGMENTATION, augment, type Augmentation } from "./augment";
import { iconPixels, type Corpus } from "./corpus";
import type { PretrainingRecipe } from "./recipe";
import { LONG_TEMPLATES, SHORT_TEMPLATES } from "./templates";

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

/** Texts of a batch: the first `short` pairs get short templates, the rest long ones. */
export function captionTexts(
  captions: readonly string[],
  short: number,
  random: Random,
): string[] {
  return captions.map((caption, at) => {
    const templates = at < short ? SHORT_TEMPLATES : LONG_TEMPLATES;
    return templates[randomInteger(templates.length, random)]!.replace("{}", caption);
  });
}

/** Normalised patches of a batch and where in the image each comes from. */
export interface PatchBatch {
  /** [n * kept, 3 * patch * patch], in the order of `patchify`. */
  readonly values: Float32Array;
  /** Patch index of each row, [n * kept]. */
  readonly places: Int32Array;
  readonly kept: number;
}

/**
 * Augments icons and cuts them into patches; with `kept` below the number of patches each image
 * keeps a random subset of its own.
 */
export function patchBatch(
  corpus: Corpus,
  icons: readonly number[],
  options: { patch: number; kept: number; augmented: boolean },
  random: Random,
): PatchBatch {
  const { patch, kept, augmented } = options;
  const side = corpus.size / patch;
  const row = 3 * patch * patch;
  const values = new Float32Array(icons.length * kept * row);
  const places = new Int32Array(icons.length * kept);
  const view = new Float32Array(corpus.size ** 2 * 3);
  icons.forEach((icon, image) => {
    augment(
      iconPixels(corpus, icon),
      corpus.size,
      augmented ? AUGMENTATION : STILL,
      random,
      view,
    );
    const chosen =
      kept < side * side
        ? sampleWithoutReplacement(side * side, kept, random).sort()
        : Int32Array.from({ length: kept }, (_, place) => place);
    places.set(chosen, image * kept);
    chosen.forEach((place, at) => {
      copyPatch(view, corpus.size, patch, place, values, (image * kept + at) * row);
    });
  });
  return { values, places, kept };
}

function copyPatch(
  view: Float32Array,
  size: number,
  patch: number,
  place: number,
  out: Float32Array,
  at: number,
): void {
  const perSide = size / patch;
  const top = Math.floor(place / perSide) * patch;
  const left = (place % perSide) * patch;
  let to = at;
  for (let channel = 0; channel < 3; channel++) {
    const [mean, std] = [CLIP_MEAN[channel]!, CLIP_STD[channel]!];
    for (let y = top; y < top + patch; y++) {
      for (let x = left; x < left + patch; x++) {
        out[to++] = (view[(y * size + x) * 3 + channel]! / 255 - mean) / std;
      }
    }
  }
}
