import { sumOf } from "./vector";

/** CLIP's and PyTorch's epsilon inside the square root. */
const EPSILON: f32 = 1e-5;

/**
 * Layer norm of rows: y = n gain + bias, with n = (x - mean) / sqrt(variance + epsilon).
 * @param x shape [rows, width], width a multiple of 4
 * @param normal receives n, same shape
 * @param inverse receives 1 / sqrt(variance + epsilon), shape [rows]
 * @param y same shape as x
 */
export function normalise(
  x: usize,
  gain: usize,
  bias: usize,
  normal: usize,
  inverse: usize,
  y: usize,
  rows: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) sum = f32x4.add(sum, v128.load(x + i));
    const mean = f32x4.splat(sumOf(sum) / <f32>width);
    let squares = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const centred = f32x4.sub(v128.load(x + i), mean);
      squares = f32x4.add(squares, f32x4.mul(centred, centred));
    }
    const scale: f32 = 1 / sqrt(sumOf(squares) / <f32>width + EPSILON);
    store<f32>(inverse, scale);
    const factor = f32x4.splat(scale);
    for (let i: usize = 0; i < bytes; i += 16) {
      const n = f32x4.mul(f32x4.sub(v128.load(x + i), mean), factor);
      v128.store(normal + i, n);
      v128.store(y + i, f32x4.add(f32x4.mul(n, v128.load(gain + i)), v128.load(bias + i)));
    }
    x += bytes;
    y += bytes;
    normal += bytes;
    inverse += 4;
  }
}

/**
 * Adds the input gradient of `normalise`: dx += (d - mean(d) - n mean(d n)) inverse, d = dy gain.
 * @param dy, normal, dx shape [rows, width]
 */
export function normaliseGradient(
  dy: usize,
  gain: usize,
  normal: usize,
  inverse: usize,
  dx: usize,
  rows: i32,
  width: i32,
): void {
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    let along = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const d = f32x4.mul(v128.load(dy + i), v128.load(gain + i));
      sum = f32x4.add(sum, d);
      along = f32x4.add(along, f32x4.mul(d, v128.load(normal + i)));
    }
    const mean = f32x4.splat(sumOf(sum) / <f32>width);
    const share = f32x4.splat(sumOf(along) / <f32>width);
    const factor = v128.load32_splat(inverse);
    for (let i: usize = 0; i < bytes; i += 16) {
      const d = f32x4.mul(v128.load(dy + i), v128.load(gain + i));
      const off = f32x4.add(mean, f32x4.mul(v128.load(normal + i), share));
      const change = f32x4.mul(f32x4.sub(d, off), factor);
      v128.store(dx + i, f32x4.add(v128.load(dx + i), change));
    }
    dy += bytes;
    normal += bytes;
    inverse += 4;
    dx += bytes;
  }
}
