/** Below and above these, float32 has no normal exp. */
const LEAST: f32 = -87.33654;
const MOST: f32 = 88.72283;
/** 1 / ln 2, and ln 2 in two parts whose products with whole numbers lose nothing (Cody and Waite). */
const LOG2E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;
/** 1.5 * 2^23: what is added to it is rounded to a whole number, which stands in its lowest bits. */
const ROUNDING: f32 = 12582912;
/** Bits of a float32 behind its exponent. */
const FRACTION: i32 = 23;

/**
 * exp of four values, to about one unit in the last place: x = n ln 2 + r, exp(x) = 2^n exp(r), with
 * Cephes' polynomial for exp(r) on |r| <= ln 2 / 2.
 */
export function exp(x: v128): v128 {
  // In this order they keep a NaN, as min and max do with more instructions.
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(MOST)), f32x4.splat(LEAST));
  const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2E)), f32x4.splat(ROUNDING));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDING));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), f32x4.add(r, f32x4.splat(1)));
  // Between the bounds the product is a normal number: 2^n only moves the exponent. That of a NaN must stay.
  const moved = i32x4.add(p, i32x4.shl(rounded, FRACTION));
  return v128.or(moved, f32x4.ne(x, x));
}
