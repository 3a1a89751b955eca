import { sumOf } from "./vector";

/*
 * Rows at equal distances in memory, as a query sees them, with a weight each. All lengths are multiples of
 * 32 bytes. How much is held in registers changes no sum: each has its own lanes and its own order.
 */

/** Bytes that addWeighted and addOuter hold in registers: a head of 32 values. */
const HELD: usize = 128;
const LEAST_HELD: usize = 32;

/**
 * to[t] = scale * (x . row t).
 * @param rows the first row
 * @param pitch bytes from one row to the next
 * @param bytes length of a row
 */
export function dots(
  x: usize,
  rows: usize,
  pitch: usize,
  count: i32,
  bytes: usize,
  scale: f32,
  to: usize,
): void {
  const factor = f32x4.splat(scale);
  for (; count >= 4; count -= 4) {
    const last = rows + 3 * pitch;
    v128.store(
      to,
      f32x4.mul(factor, fourDots(x, rows, rows + pitch, last - pitch, last, bytes)),
    );
    rows = last + pitch;
    to += 16;
  }
  for (; count > 0; count--) {
    store<f32>(to, scale * dot(x, rows, bytes));
    rows += pitch;
    to += 4;
  }
}

/** Inner product: even and odd vectors apart, then the four lanes. */
function dot(x: usize, row: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = even;
  for (const end = x + bytes; x < end; x += 32) {
    even = f32x4.add(f32x4.mul(v128.load(x), v128.load(row)), even);
    odd = f32x4.add(f32x4.mul(v128.load(x, 16), v128.load(row, 16)), odd);
    row += 32;
  }
  return sumOf(f32x4.add(even, odd));
}

/** `dot` of four rows, in the same order of sums. */
function fourDots(
  x: usize,
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  bytes: usize,
): v128 {
  let even0 = f32x4.splat(0),
    odd0 = even0;
  let even1 = even0,
    odd1 = even0;
  let even2 = even0,
    odd2 = even0;
  let even3 = even0,
    odd3 = even0;
  for (const end = x + bytes; x < end; x += 32) {
    const even = v128.load(x);
    const odd = v128.load(x, 16);
    even0 = f32x4.add(f32x4.mul(even, v128.load(r0)), even0);
    odd0 = f32x4.add(f32x4.mul(odd, v128.load(r0, 16)), odd0);
    even1 = f32x4.add(f32x4.mul(even, v128.load(r1)), even1);
    odd1 = f32x4.add(f32x4.mul(odd, v128.load(r1, 16)), odd1);
    even2 = f32x4.add(f32x4.mul(even, v128.load(r2)), even2);
    odd2 = f32x4.add(f32x4.mul(odd, v128.load(r2, 16)), odd2);
    even3 = f32x4.add(f32x4.mul(even, v128.load(r3)), even3);
    odd3 = f32x4.add(f32x4.mul(odd, v128.load(r3, 16)), odd3);
    r0 += 32;
    r1 += 32;
    r2 += 32;
    r3 += 32;
  }
  return sumsOf(
    f32x4.add(even0, odd0),
    f32x4.add(even1, odd1),
    f32x4.add(even2, odd2),
    f32x4.add(even3, odd3),
  );
}

/** `sumOf` of four vectors, in the same order: by their columns. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const firstOfTwo = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const lastOfTwo = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const firstOfOthers = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const lastOfOthers = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  return f32x4.add(
    f32x4.add(
      v128.shuffle<f32>(firstOfTwo, firstOfOthers, 0, 1, 4, 5),
      v128.shuffle<f32>(firstOfTwo, firstOfOthers, 2, 3, 6, 7),
    ),
    f32x4.add(
      v128.shuffle<f32>(lastOfTwo, lastOfOthers, 0, 1, 4, 5),
      v128.shuffle<f32>(lastOfTwo, lastOfOthers, 2, 3, 6, 7),
    ),
  );
}

/** out += sum over t of weights[t] * row t, one row after the other. */
export function addWeighted(
  out: usize,
  weights: usize,
  rows: usize,
  pitch: usize,
  count: i32,
  bytes: usize,
): void {
  const end = weights + ((<usize>count) << 2);
  for (; bytes >= HELD; bytes -= HELD) {
    let s0 = v128.load(out),
      s1 = v128.load(out, 16);
    let s2 = v128.load(out, 32),
      s3 = v128.load(out, 48);
    let s4 = v128.load(out, 64),
      s5 = v128.load(out, 80);
    let s6 = v128.load(out, 96),
      s7 = v128.load(out, 112);
    for (let at = weights, row = rows; at < end; at += 4) {
      const w = v128.load32_splat(at);
      s0 = f32x4.add(s0, f32x4.mul(w, v128.load(row)));
      s1 = f32x4.add(s1, f32x4.mul(w, v128.load(row, 16)));
      s2 = f32x4.add(s2, f32x4.mul(w, v128.load(row, 32)));
      s3 = f32x4.add(s3, f32x4.mul(w, v128.load(row, 48)));
      s4 = f32x4.add(s4, f32x4.mul(w, v128.load(row, 64)));
      s5 = f32x4.add(s5, f32x4.mul(w, v128.load(row, 80)));
      s6 = f32x4.add(s6, f32x4.mul(w, v128.load(row, 96)));
      s7 = f32x4.add(s7, f32x4.mul(w, v128.load(row, 112)));
      row += pitch;
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    v128.store(out, s4, 64);
    v128.store(out, s5, 80);
    v128.store(out, s6, 96);
    v128.store(out, s7, 112);
    out += HELD;
    rows += HELD;
  }
  for (; bytes > 0; bytes -= LEAST_HELD) {
    let s0 = v128.load(out),
      s1 = v128.load(out, 16);
    for (let at = weights, row = rows; at < end; at += 4) {
      const w = v128.load32_splat(at);
      s0 = f32x4.add(s0, f32x4.mul(w, v128.load(row)));
      s1 = f32x4.add(s1, f32x4.mul(w, v128.load(row, 16)));
      row += pitch;
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    out += LEAST_HELD;
    rows += LEAST_HELD;
  }
}

/** row t += weights[t] * x. */
export function addOuter(
  rows: usize,
  pitch: usize,
  count: i32,
  weights: usize,
  x: usize,
  bytes: usize,
): void {
  const end = weights + ((<usize>count) << 2);
  for (; bytes >= HELD; bytes -= HELD) {
    const x0 = v128.load(x),
      x1 = v128.load(x, 16);
    const x2 = v128.load(x, 32),
      x3 = v128.load(x, 48);
    const x4 = v128.load(x, 64),
      x5 = v128.load(x, 80);
    const x6 = v128.load(x, 96),
      x7 = v128.load(x, 112);
    for (let at = weights, row = rows; at < end; at += 4) {
      const w = v128.load32_splat(at);
      v128.store(row, f32x4.add(v128.load(row), f32x4.mul(w, x0)));
      v128.store(row, f32x4.add(v128.load(row, 16), f32x4.mul(w, x1)), 16);
      v128.store(row, f32x4.add(v128.load(row, 32), f32x4.mul(w, x2)), 32);
      v128.store(row, f32x4.add(v128.load(row, 48), f32x4.mul(w, x3)), 48);
      v128.store(row, f32x4.add(v128.load(row, 64), f32x4.mul(w, x4)), 64);
      v128.store(row, f32x4.add(v128.load(row, 80), f32x4.mul(w, x5)), 80);
      v128.store(row, f32x4.add(v128.load(row, 96), f32x4.mul(w, x6)), 96);
      v128.store(row, f32x4.add(v128.load(row, 112), f32x4.mul(w, x7)), 112);
      row += pitch;
    }
    x += HELD;
    rows += HELD;
  }
  for (; bytes > 0; bytes -= LEAST_HELD) {
    const x0 = v128.load(x),
      x1 = v128.load(x, 16);
    for (let at = weights, row = rows; at < end; at += 4) {
      const w = v128.load32_splat(at);
      v128.store(row, f32x4.add(v128.load(row), f32x4.mul(w, x0)));
      v128.store(row, f32x4.add(v128.load(row, 16), f32x4.mul(w, x1)), 16);
      row += pitch;
    }
    x += LEAST_HELD;
    rows += LEAST_HELD;
  }
}
