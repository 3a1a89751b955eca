import { exp } from "./exponential";
import { addOuter, addWeighted, dots } from "./rows";
import { sumOf } from "./vector";

/*
 * Causal attention of sequences that share their first rows. Query i sees the first visible[i] rows of
 * the prefix, then ownCount[i] rows of its own sequence from row ownStart[i] on. What it sees is one
 * run of weights per head.
 */

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
  const pitch: usize = 2 * width;
  const scale: f32 = 1 / sqrt(<f32>size);
  memory.fill(out, 0, width * <usize>count);
  for (let i = 0; i < count; i++) {
    const at = place(i);
    const seen = load<i32>(visible + at);
    const own = load<i32>(ownCount + at);
    const shift: usize = pitch * <usize>load<i32>(ownStart + at);
    for (let h = 0; h < heads; h++) {
      const ofOwn = weights + place(seen);
      const key = keyValue + head * <usize>h;
      dots(query, key, pitch, seen, head, scale, weights);
      dots(query, key + shift, pitch, own, head, scale, ofOwn);
      softmax(weights, seen + own);
      const value = key + width;
      addWeighted(out, weights, value, pitch, seen, head);
      addWeighted(out, ofOwn, value + shift, pitch, own, head);
      weights += place(stride);
      query += head;
      out += head;
    }
  }
}

/** Softmax in place; up to three values behind the last are overwritten. */
function softmax(scores: usize, count: i32): void {
  // What fills the last four lanes has exp 0 beside the largest, whose exp is 1.
  for (let t = count; t & 3; t++) store<f32>(scores + place(t), -Infinity);
  const bytes = (<usize>((count + 3) & ~3)) << 2;
  const top = largest(scores, bytes);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const weight = exp(f32x4.sub(v128.load(scores + i), top));
    v128.store(scores + i, weight);
    sum = f32x4.add(sum, weight);
  }
  const share = f32x4.splat(1 / sumOf(sum));
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(scores + i, f32x4.mul(v128.load(scores + i), share));
  }
}

/** The largest value in all lanes; a NaN may be passed over, the softmax is NaN all the same. */
function largest(values: usize, bytes: usize): v128 {
  let most = f32x4.splat(-Infinity);
  for (let i: usize = 0; i < bytes; i += 16) most = f32x4.pmax(most, v128.load(values + i));
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return f32x4.pmax(most, v128.shuffle<f32>(most, most, 1, 0, 3, 2));
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
  const pitch: usize = 2 * width;
  const first = head * <usize>fromHead;
  const span = head * <usize>(toHead - fromHead);
  clear(dQuery + first, span, width, count);
  clear(dKeyValue + first, span, pitch, rows);
  clear(dKeyValue + width + first, span, pitch, rows);
  for (let i = 0; i < count; i++) {
    const at = place(i);
    const seen = load<i32>(visible + at);
    const own = load<i32>(ownCount + at);
    const shift: usize = pitch * <usize>load<i32>(ownStart + at);
    for (let h = fromHead; h < toHead; h++) {
      const column = head * <usize>h;
      const slope = slopes + place(h * stride);
      const slopeOfOwn = slope + place(seen);
      const weight = weights + place((i * heads + h) * stride);
      const asked = <usize>i * width + column;
      const value = keyValue + width + column;
      dots(dy + asked, value, pitch, seen, head, 1, slope);
      dots(dy + asked, value + shift, pitch, own, head, 1, slopeOfOwn);
      const dValue = dKeyValue + width + column;
      addOuter(dValue, pitch, seen, weight, dy + asked, head);
      addOuter(dValue + shift, pitch, own, weight + place(seen), dy + asked, head);
      softmaxGradient(weight, slope, seen + own, scale);
      const key = keyValue + column;
      addWeighted(dQuery + asked, slope, key, pitch, seen, head);
      addWeighted(dQuery + asked, slopeOfOwn, key + shift, pitch, own, head);
      const dKey = dKeyValue + column;
      addOuter(dKey, pitch, seen, slope, query + asked, head);
      addOuter(dKey + shift, pitch, own, slopeOfOwn, query + asked, head);
    }
  }
}

/** Turns dw into ds, w (dw - sum(w dw)) times the scale; up to three values behind the last change. */
function softmaxGradient(weights: usize, slopes: usize, count: i32, scale: f32): void {
  let along: f32 = 0;
  for (let t = 0; t < count; t++) {
    along += load<f32>(weights + place(t)) * load<f32>(slopes + place(t));
  }
  const mean = f32x4.splat(along);
  const factor = f32x4.splat(scale);
  for (const end = slopes + place(count); slopes < end; slopes += 16) {
    const off = f32x4.sub(v128.load(slopes), mean);
    v128.store(slopes, f32x4.mul(f32x4.mul(factor, v128.load(weights)), off));
    weights += 16;
  }
}

/** Zeros in some columns of a matrix. @param span, pitch bytes of the columns and of a row */
function clear(at: usize, span: usize, pitch: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.fill(at, 0, span);
    at += pitch;
  }
}
