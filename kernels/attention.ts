import { exp } from "./exponential";
import { addScaled, dot, sumOf } from "./vector";

/*
 * Causal attention of sequences that share their first rows. Query i sees the first visible[i] rows of
 * the prefix, then ownCount[i] rows of its own sequence from row ownStart[i] on. What it sees is one
 * run of weights per head.
 */

/** Offset of the t-th row that a query sees. @param pitch bytes of a row */
function rowSeen(t: i32, visible: i32, ownStart: i32, pitch: usize): usize {
  return <usize>(t < visible ? t : ownStart + t - visible) * pitch;
}

/** Offset of the t-th value of a run. */
function place(t: i32): usize {
  return (<usize>t) << 2;
}

/**
 * Multi-head attention, softmax(q k' / sqrt(size)) v.
 * @param query shape [count, heads * size], size a multiple of 8
 * @param keyValue keys and values side by side, shape [rows, 2 * heads * size]
 * @param visible, ownStart, ownCount int32, shape [count]
 * @param weights receives the softmax, shape [count, heads, stride]
 * @param stride room for what one query sees, a multiple of 4
 * @param out shape of query
 */
export function attend(
  query: usize,
  keyValue: usize,
  visible: usize,
  ownStart: usize,
  ownCount: usize,
  weights: usize,
  stride: i32,
  out: usize,
  count: i32,
  heads: i32,
  size: i32,
): void {
  const head = (<usize>size) << 2;
  const width = head * <usize>heads;
  const scale: f32 = 1 / sqrt(<f32>size);
  memory.fill(out, 0, width * <usize>count);
  for (let i = 0; i < count; i++) {
    const at = place(i);
    const seen = load<i32>(visible + at);
    const start = load<i32>(ownStart + at);
    const all = seen + load<i32>(ownCount + at);
    for (let h = 0; h < heads; h++) {
      const column = head * <usize>h;
      for (let t = 0; t < all; t++) {
        const key = keyValue + column + rowSeen(t, seen, start, 2 * width);
        store<f32>(weights + place(t), scale * dot(query, key, head));
      }
      softmax(weights, all);
      for (let t = 0; t < all; t++) {
        const value = keyValue + width + column + rowSeen(t, seen, start, 2 * width);
        addScaled(out, load<f32>(weights + place(t)), value, head);
      }
      weights += place(stride);
      query += head;
      out += head;
    }
  }
}

/** Softmax in place; up to three values behind the last are overwritten. */
function softmax(scores: usize, count: i32): void {
  let top: f32 = -Infinity;
  for (let t = 0; t < count; t++) top = max(top, load<f32>(scores + place(t)));
  // What fills the last four lanes has exp 0 beside the largest, whose exp is 1.
  for (let t = count; t & 3; t++) store<f32>(scores + place(t), -Infinity);
  const bytes = (<usize>((count + 3) & ~3)) << 2;
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const weight = exp(f32x4.sub(v128.load(scores + i), f32x4.splat(top)));
    v128.store(scores + i, weight);
    sum = f32x4.add(sum, weight);
  }
  const share = f32x4.splat(1 / sumOf(sum));
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(scores + i, f32x4.mul(v128.load(scores + i), share));
  }
}

/**
 * Gradients of `attend`: with w the weights, dw = dy v', ds = w (dw - sum(w dw)) / sqrt(size), they are
 * dq = ds k, dk = ds' q, dv = w' dy. Heads do not meet, so that threads may share them out.
 * @param slopes receives ds of one query, shape [heads, stride]
 * @param dQuery shape of query
 * @param dKeyValue shape of keyValue, `rows` rows
 * @param fromHead, toHead the heads whose columns are computed; the others stay as they are
 */
export function attendGradient(
  dy: usize,
  query: usize,
  keyValue: usize,
  visible: usize,
  ownStart: usize,
  ownCount: usize,
  weights: usize,
  stride: i32,
  slopes: usize,
  dQuery: usize,
  dKeyValue: usize,
  count: i32,
  rows: i32,
  heads: i32,
  size: i32,
  fromHead: i32,
  toHead: i32,
): void {
  const head = (<usize>size) << 2;
  const width = head * <usize>heads;
  const scale: f32 = 1 / sqrt(<f32>size);
  const first = head * <usize>fromHead;
  const span = head * <usize>(toHead - fromHead);
  clear(dQuery + first, span, width, count);
  clear(dKeyValue + first, span, 2 * width, rows);
  clear(dKeyValue + width + first, span, 2 * width, rows);
  for (let i = 0; i < count; i++) {
    const at = place(i);
    const seen = load<i32>(visible + at);
    const start = load<i32>(ownStart + at);
    const all = seen + load<i32>(ownCount + at);
    for (let h = fromHead; h < toHead; h++) {
      const column = head * <usize>h;
      const own = slopes + place(h * stride);
      const shares = weights + place((i * heads + h) * stride);
      const asked = <usize>i * width + column;
      let along: f32 = 0;
      for (let t = 0; t < all; t++) {
        const row = width + column + rowSeen(t, seen, start, 2 * width);
        const weight = load<f32>(shares + place(t));
        const slope = dot(dy + asked, keyValue + row, head);
        store<f32>(own + place(t), slope);
        along += weight * slope;
        addScaled(dKeyValue + row, weight, dy + asked, head);
      }
      for (let t = 0; t < all; t++) {
        const row = column + rowSeen(t, seen, start, 2 * width);
        const weight = load<f32>(shares + place(t));
        const slope = scale * weight * (load<f32>(own + place(t)) - along);
        addScaled(dQuery + asked, slope, keyValue + row, head);
        addScaled(dKeyValue + row, slope, query + asked, head);
      }
    }
  }
}

/** Zeros in some columns of a matrix. @param span, pitch bytes of the columns and of a row */
function clear(at: usize, span: usize, pitch: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.fill(at, 0, span);
    at += pitch;
  }
}
