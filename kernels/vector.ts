/** Sum of four lanes. */
export function sumOf(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** Inner product of two runs of values. @param bytes length, a multiple of 32 */
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = even;
  for (const end = a + bytes; a < end; a += 32) {
    even = f32x4.add(f32x4.mul(v128.load(a), v128.load(b)), even);
    odd = f32x4.add(f32x4.mul(v128.load(a, 16), v128.load(b, 16)), odd);
    b += 32;
  }
  return sumOf(f32x4.add(even, odd));
}

/** out += weight * x. @param bytes length, a multiple of 32 */
export function addScaled(out: usize, weight: f32, x: usize, bytes: usize): void {
  const factor = f32x4.splat(weight);
  for (const end = out + bytes; out < end; out += 32) {
    v128.store(out, f32x4.add(v128.load(out), f32x4.mul(factor, v128.load(x))));
    v128.store(out, f32x4.add(v128.load(out, 16), f32x4.mul(factor, v128.load(x, 16))), 16);
    x += 32;
  }
}
