import { sha256 } from "../files/hash";

/** Captioned icons for pretraining, in memory. */
export interface Corpus {
  /** Side of the square RGB images, pixels. */
  readonly size: number;
  /** count * size * size * 3 bytes, row, column, channel. */
  readonly images: Uint8Array;
  readonly icons: readonly CorpusIcon[];
}

export interface CorpusIcon {
  readonly set: string;
  readonly family: string;
  readonly caption: string;
}

/** One icon in this many is held out of the training, to watch the loss on unseen drawings. */
const HELD_OUT = 60;

/**
 * Indices of the icons to train on and to hold out. All drawings of one family that share a caption
 * fall on the same side.
 */
export function splitCorpus(corpus: Corpus): { training: Int32Array; heldOut: Int32Array } {
  const training: number[] = [];
  const heldOut: number[] = [];
  corpus.icons.forEach(({ family, caption }, index) => {
    const lot = parseInt(sha256(`${family}/${caption}`).slice(0, 8), 16) % HELD_OUT;
    (lot === 0 ? heldOut : training).push(index);
  });
  return { training: Int32Array.from(training), heldOut: Int32Array.from(heldOut) };
}

/** The part of a corpus that some families drew, in the same order; copies its pixels. */
export function onlyFamilies(corpus: Corpus, families: ReadonlySet<string>): Corpus {
  const bytes = corpus.size ** 2 * 3;
  const kept = corpus.icons.flatMap(({ family }, index) =>
    families.has(family) ? [index] : [],
  );
  const images = new Uint8Array(kept.length * bytes);
  kept.forEach((index, at) => images.set(iconPixels(corpus, index), at * bytes));
  return { size: corpus.size, images, icons: kept.map((index) => corpus.icons[index]!) };
}

/** Pixels of one icon. */
export function iconPixels(corpus: Corpus, index: number): Uint8Array {
  const bytes = corpus.size ** 2 * 3;
  return corpus.images.subarray(index * bytes, (index + 1) * bytes);
}
