import { exp } from "./exponential";

/** OpenAI CLIP's constant in x sigmoid(1.702 x). */
const SLOPE: f32 = 1.702;

/**
 * QuickGELU, y = x g with g = sigmoid(1.702 x).
 * @param x becomes g, which the gradient needs
 * @param count a multiple of 4
 */
export function quickGelu(x: usize, y: usize, count: i32): void {
  const one = f32x4.splat(1);
  for (const end = x + ((<usize>count) << 2); x < end; x += 16) {
    const input = v128.load(x);
    const gate = f32x4.div(one, f32x4.add(one, exp(f32x4.mul(input, f32x4.splat(-SLOPE)))));
    v128.store(x, gate);
    v128.store(y, f32x4.mul(input, gate));
    y += 16;
  }
}

/** Multiplies dy by QuickGELU's slope, g + 1.702 y (1 - g). @param gate, y as `quickGelu` left them */
export function quickGeluGradient(gate: usize, y: usize, dy: usize, count: i32): void {
  for (const end = dy + ((<usize>count) << 2); dy < end; dy += 16) {
    const g = v128.load(gate);
    const rest = f32x4.mul(v128.load(y), f32x4.sub(f32x4.splat(1), g));
    const slope = f32x4.add(g, f32x4.mul(f32x4.splat(SLOPE), rest));
    v128.store(dy, f32x4.mul(v128.load(dy), slope));
    gate += 16;
    y += 16;
  }
}

/**
 * Exact GELU, y = x P(x), with P the normal distribution function.
 * @param x becomes GELU's slope, P(x) + x p(x), which the gradient needs
 * @param count a multiple of 4
 */
export function gelu(x: usize, y: usize, count: i32): void {
  const density = f32x4.splat(0.3989422804014327);
  for (const end = x + ((<usize>count) << 2); x < end; x += 16) {
    const input = v128.load(x);
    const square = f32x4.mul(input, input);
    const bell = exp(f32x4.mul(square, f32x4.splat(-0.5)));
    const below = distribution(input, bell);
    v128.store(y, f32x4.mul(input, below));
    v128.store(x, f32x4.add(below, f32x4.mul(f32x4.mul(input, bell), density)));
    y += 16;
  }
}

/** Multiplies dy by GELU's slope. @param slope as `gelu` left it; y is not used */
export function geluGradient(slope: usize, _y: usize, dy: usize, count: i32): void {
  for (const end = dy + ((<usize>count) << 2); dy < end; dy += 16) {
    v128.store(dy, f32x4.mul(v128.load(dy), v128.load(slope)));
    slope += 16;
  }
}

/**
 * Normal distribution function to 1e-7, by Abramowitz and Stegun's 7.1.26 for erf(x / sqrt 2).
 * @param bell exp(-x^2 / 2)
 */
function distribution(x: v128, bell: v128): v128 {
  const one = f32x4.splat(1);
  const stretched = f32x4.mul(f32x4.abs(x), f32x4.splat(0.3275911 * Mathf.SQRT1_2));
  const t = f32x4.div(one, f32x4.add(one, stretched));
  let series = f32x4.splat(1.061405429);
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(-1.453152027));
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(1.421413741));
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(-0.284496736));
  series = f32x4.add(f32x4.mul(series, t), f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(series, t), bell), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}
