import type { Random } from "../random/random";

/** Strength of the augmentation; off = pixels as they are. */
export interface Augmentation {
  /** Largest rotation either way, degrees. */
  readonly rotation: number;
  /** Scale is drawn from [1 - s, 1 + s]. */
  readonly scale: number;
  /** Largest shift either way, pixels. */
  readonly shift: number;
  /** Probability of a negative (white on black). */
  readonly invert: number;
  /** Probability of other colours for ground and drawing. */
  readonly tint: number;
}

export const AUGMENTATION: Augmentation = {
  rotation: 12,
  scale: 0.15,
  shift: 2.5,
  invert: 0.25,
  tint: 0.3,
};

/**
 * One augmented view of a square RGB image: small affine map (bilinear, white outside), then
 * perhaps a negative, then perhaps two new colours.
 * @param source size * size * 3 bytes
 * @param out size * size * 3 numbers in [0, 255], row, column, channel
 */
export function augment(
  source: Uint8Array,
  size: number,
  strength: Augmentation,
  random: Random,
  out: Float32Array,
): void {
  const symmetric = (limit: number): number => (2 * random() - 1) * limit;
  const angle = (symmetric(strength.rotation) * Math.PI) / 180;
  const zoom = 1 + symmetric(strength.scale);
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const middle = (size - 1) / 2;
  const [dx, dy] = [middle + symmetric(strength.shift), middle + symmetric(strength.shift)];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = cos * (column - dx) + sin * (row - dy) + middle;
      const y = cos * (row - dy) - sin * (column - dx) + middle;
      bilinear(source, size, x, y, out, (row * size + column) * 3);
    }
  }
  recolour(out, strength, random);
}

function recolour(out: Float32Array, strength: Augmentation, random: Random): void {
  const negative = random() < strength.invert;
  const tinted = random() < strength.tint;
  if (!negative && !tinted) return;
  for (let channel = 0; channel < 3; channel++) {
    const light = tinted ? 150 + 105 * random() : 255;
    const dark = tinted ? 110 * random() : 0;
    const [ground, ink] = negative ? [dark, light] : [light, dark];
    for (let at = channel; at < out.length; at += 3)
      out[at] = ink + ((ground - ink) * out[at]!) / 255;
  }
}

function bilinear(
  source: Uint8Array,
  size: number,
  x: number,
  y: number,
  out: Float32Array,
  at: number,
): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < -1 || top < -1 || left >= size || top >= size) {
    out[at] = out[at + 1] = out[at + 2] = 255;
    return;
  }
  const [fx, fy] = [x - left, y - top];
  for (let channel = 0; channel < 3; channel++) {
    const upper =
      pixel(source, size, left, top, channel) * (1 - fx) +
      pixel(source, size, left + 1, top, channel) * fx;
    const lower =
      pixel(source, size, left, top + 1, channel) * (1 - fx) +
      pixel(source, size, left + 1, top + 1, channel) * fx;
    out[at + channel] = upper * (1 - fy) + lower * fy;
  }
}

function pixel(
  source: Uint8Array,
  size: number,
  column: number,
  row: number,
  channel: number,
): number {
  if (column < 0 || row < 0 || column >= size || row >= size) return 255;
  return source[(row * size + column) * 3 + channel]!;
}
