import { sha256 } from "../../../files/hash";
import { ICON_SIZE } from "./render";

/** Side of the grid of a content hash. */
const COARSE = 8;
/** Levels of ink a cell of it can have. */
const LEVELS = 4;
/** Levels of ink a pixel can have for a drawing hash. */
const DRAWING_LEVELS = 16;
/** Side of the grid of a perceptual hash; one bit per cell. */
const FINE = 16;

/** Words of 32 bits in a perceptual hash. */
export const PERCEPTUAL_WORDS = FINE ** 2 / 32;

/**
 * Equal for drawings that are the same up to colour and fine detail: ink on an 8 x 8 grid, in 4
 * levels relative to the fullest cell.
 * @param pixels ICON_SIZE x ICON_SIZE RGB bytes, drawn on white
 */
export function contentHash(pixels: Uint8Array): string {
  return inkHash(pixels, COARSE, LEVELS);
}

function inkHash(pixels: Uint8Array, side: number, levels: number): string {
  const ink = inkGrid(pixels, side);
  let fullest = 0;
  for (const value of ink) fullest = Math.max(fullest, value);
  const inLevels = new Uint8Array(ink.length);
  // A loop: `Uint8Array.from` with a function takes longer than everything else here.
  for (let cell = 0; cell < ink.length; cell++) {
    inLevels[cell] = Math.round((ink[cell]! / fullest) * (levels - 1));
  }
  return sha256(inLevels).slice(0, 16);
}

/**
 * Equal for one drawing in several colours: ink of every pixel, in 16 levels relative to the fullest. Two people
 * who draw the same simple sign rarely agree in it.
 * @param pixels ICON_SIZE x ICON_SIZE RGB bytes, drawn on white
 */
export function drawingHash(pixels: Uint8Array): string {
  return inkHash(pixels, ICON_SIZE, DRAWING_LEVELS);
}

/**
 * 256 bits, row by row: whether a cell of a 16 x 16 grid has more ink than the mean cell. Drawings
 * that look alike differ in few bits.
 */
export function perceptualHash(pixels: Uint8Array): Uint32Array {
  const ink = inkGrid(pixels, FINE);
  const mean = ink.reduce((sum, value) => sum + value, 0) / ink.length;
  const bits = new Uint32Array(PERCEPTUAL_WORDS);
  ink.forEach((value, cell) => {
    if (value > mean) bits[cell >> 5]! |= 1 << (cell & 31);
  });
  return bits;
}

/** Number of bits that differ. */
export function hammingDistance(a: Uint32Array, b: Uint32Array): number {
  let distance = 0;
  for (let word = 0; word < a.length; word++) {
    let rest = (a[word]! ^ b[word]!) >>> 0;
    rest -= (rest >>> 1) & 0x55555555;
    rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
    distance += Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return distance;
}

/** Sum of darkness (255 - mean of RGB) in each cell of a `side` x `side` grid. */
function inkGrid(pixels: Uint8Array, side: number): Float64Array {
  const size = ICON_SIZE;
  const cell = size / side;
  const ink = new Float64Array(side * side);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = (row * size + column) * 3;
      const darkness = 255 - (pixels[at]! + pixels[at + 1]! + pixels[at + 2]!) / 3;
      ink[Math.floor(row / cell) * side + Math.floor(column / cell)]! += darkness;
    }
  }
  return ink;
}
