/** Below and above these, float32 has no normal exp. */
const LEAST: f32 = -87.33654;
const MOST: f32 = 88.72283;
/** 1 / ln 2, and ln 2 in two parts whose products with whole numbers lose nothing (Cody and Waite). */
const LOG2E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/**
 * exp of four values, to about one unit in the last place: x = n ln 2 + r, exp(x) = 2^n exp(r), with
 * Cephes' polynomial for exp(r) on |r| <= ln 2 / 2.
 */
export function exp(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, f32x4.splat(MOST)), f32x4.splat(LEAST));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2E)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), f32x4.add(r, f32x4.splat(1)));
  // n = 128 would leave the exponent's range: half the power twice.
  const half = i32x4.shr_s(i32x4.trunc_sat_f32x4_s(n), 1);
  const rest = i32x4.sub(i32x4.trunc_sat_f32x4_s(n), half);
  return f32x4.mul(f32x4.mul(p, power(half)), power(rest));
}

/** 2^n as float32, -126 <= n <= 127. */
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
