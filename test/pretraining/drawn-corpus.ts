import type { Corpus } from "../../src/pretraining/corpus";

const WORDS = ["red", "green", "blue", "black"];
const COLOURS = [
  [220, 30, 30],
  [30, 160, 30],
  [30, 30, 220],
  [20, 20, 20],
];
const SHAPES = ["bar", "column", "square", "cross"];

/**
 * Sixteen icons on white, one per colour and shape, for each of `families` families; a family draws
 * its shapes a pixel further. The caption says what is drawn.
 */
export function drawnCorpus(size: number, families: number): Corpus {
  const icons: Corpus["icons"][number][] = [];
  const images = new Uint8Array(families * 16 * size * size * 3).fill(255);
  for (let family = 0; family < families; family++) {
    WORDS.forEach((word, colour) => {
      SHAPES.forEach((shape, kind) => {
        const at = icons.length * size * size * 3;
        icons.push({
          set: `set-${family}`,
          family: `family-${family}`,
          caption: `${word} ${shape}`,
        });
        const thick = Math.max(1, size / 4);
        const from = size / 4 + family;
        const inside = (i: number): boolean => i >= from && i < from + thick;
        for (let row = 0; row < size; row++) {
          for (let column = 0; column < size; column++) {
            const inked = [
              inside(row),
              inside(column),
              inside(row) && inside(column),
              inside(row) || inside(column),
            ][kind];
            if (inked) images.set(COLOURS[colour]!, at + (row * size + column) * 3);
          }
        }
      });
    });
  }
  return { size, images, icons };
}
