import {
  columnsOfHeads,
  gatherHeads,
  rowsOfHeads,
  transposeInto,
  type HeadShape,
} from "./head-blocks";
import type { PrefixQueries } from "./prefix-attention";
import { tf, type Tensor2D } from "./tf";
import { heapMatrix, heapView } from "./wasm-heap";
import { wasmProduct } from "./wasm-product";

/**
 * `prefixAttention` for the wasm backend. Products with the prefix, the bulk, go to the backend's
 * matrix product with all heads in one call: keys and values are laid out block-diagonally, a block
 * per head. (A batch of small products would take the backend's slow path.) The few own keys, the
 * softmax and its gradient are plain loops on the module's memory.
 */
export function prefixAttentionWasm(
  query: Tensor2D,
  keyValue: Tensor2D,
  queries: PrefixQueries,
  heads: number,
): Tensor2D {
  return tf.customGrad((q, kv, save) => {
    const shape = shapeOf(q as Tensor2D, queries, heads);
    const { mixed, shared, own } = forward(q as Tensor2D, kv as Tensor2D, shape);
    (save as tf.GradSaveFunc)([q as Tensor2D, kv as Tensor2D, shared, own]);
    return {
      value: mixed,
      gradFunc: (dy, saved) =>
        backward(dy as Tensor2D, saved as readonly Tensor2D[], shape),
    };
  })(query, keyValue) as Tensor2D;
}

interface Shape extends PrefixQueries, HeadShape {
  /** Number of queries. */
  readonly count: number;
  readonly scale: number;
}

function shapeOf(query: Tensor2D, queries: PrefixQueries, heads: number): Shape {
  const [count, width] = query.shape;
  const size = width / heads;
  return { ...queries, count, width, heads, size, scale: 1 / Math.sqrt(size) };
}

function forward(
  query: Tensor2D,
  keyValue: Tensor2D,
  shape: Shape,
): { mixed: Tensor2D; shared: Tensor2D; own: Tensor2D } {
  // Scores first; the softmax turns them into weights in place.
  const shared = wasmProduct(query, columnsOfHeads(keyValue, 0, shape));
  const own = heapMatrix(shape.count, shape.heads * shape.longest);
  softmax(heapView(query), heapView(keyValue), heapView(shared), heapView(own), shape);
  const mixed = wasmProduct(shared, rowsOfHeads(keyValue, 1, shape));
  addOwn(heapView(keyValue), heapView(own), heapView(mixed), shape);
  return { mixed, shared, own };
}

function backward(
  dy: Tensor2D,
  [query, keyValue, shared, own]: readonly Tensor2D[],
  shape: Shape,
): [Tensor2D, Tensor2D] {
  const { count, heads, prefix, longest, width } = shape;
  const dShared = wasmProduct(dy, columnsOfHeads(keyValue!, 1, shape));
  const dOwn = heapMatrix(count, heads * longest);
  const dSharedRows = heapMatrix(heads * prefix, count);
  const sharedRows = heapMatrix(heads * prefix, count);
  softmaxGradient(
    heapView(dy),
    heapView(keyValue!),
    { shared: heapView(shared!), own: heapView(own!) },
    { shared: heapView(dShared), own: heapView(dOwn) },
    shape,
  );
  transposeInto(heapView(dShared), heapView(dSharedRows), count, heads * prefix);
  transposeInto(heapView(shared!), heapView(sharedRows), count, heads * prefix);
  const dQuery = wasmProduct(dShared, rowsOfHeads(keyValue!, 0, shape));
  const dKeys = wasmProduct(dSharedRows, query!);
  const dValues = wasmProduct(sharedRows, dy);
  const dKeyValue = heapMatrix(keyValue!.shape[0], 2 * width);
  const out = heapView(dKeyValue).fill(0);
  gatherHeads(heapView(dKeys), out, 0, shape);
  gatherHeads(heapView(dValues), out, width, shape);
  const weights = { own: heapView(own!), dOwn: heapView(dOwn) };
  const inputs = {
    query: heapView(query!),
    keyValue: heapView(keyValue!),
    dy: heapView(dy),
  };
  ownGradient(inputs, weights, heapView(dQuery), out, shape);
  return [dQuery, dKeyValue];
}

function softmax(
  query: Float32Array,
  keyValue: Float32Array,
  shared: Float32Array,
  own: Float32Array,
  shape: Shape,
): void {
  const { count, width, heads, size, prefix, longest, scale } = shape;
  const { visible, ownStart, ownCount } = shape;
  own.fill(0);
  for (let i = 0; i < count; i++) {
    const [seen, start, owned] = [visible[i]!, ownStart[i]!, ownCount[i]!];
    for (let head = 0; head < heads; head++) {
      const s = (i * heads + head) * prefix;
      const o = (i * heads + head) * longest;
      const q = i * width + head * size;
      let top = -Infinity;
      for (let p = 0; p < seen; p++) top = Math.max(top, (shared[s + p]! *= scale));
      for (let j = 0; j < owned; j++) {
        const score =
          scale * dot(query, q, keyValue, (start + j) * 2 * width + head * size, size);
        own[o + j] = score;
        if (score > top) top = score;
      }
      let sum = 0;
      for (let p = 0; p < seen; p++) sum += shared[s + p] = Math.exp(shared[s + p]! - top);
      for (let j = 0; j < owned; j++) sum += own[o + j] = Math.exp(own[o + j]! - top);
      for (let p = 0; p < seen; p++) shared[s + p]! /= sum;
      shared.fill(0, s + seen, s + prefix);
      for (let j = 0; j < owned; j++) own[o + j]! /= sum;
    }
  }
}

/** Turns the gradients of the weights into those of the scores before scaling, in place: scale * w * (dw - sum w dw). */
function softmaxGradient(
  dy: Float32Array,
  keyValue: Float32Array,
  weights: { shared: Float32Array; own: Float32Array },
  gradients: { shared: Float32Array; own: Float32Array },
  shape: Shape,
): void {
  const { count, width, heads, size, prefix, longest, scale } = shape;
  const { ownStart, ownCount } = shape;
  for (let i = 0; i < count; i++) {
    const [start, owned] = [ownStart[i]!, ownCount[i]!];
    for (let head = 0; head < heads; head++) {
      const s = (i * heads + head) * prefix;
      const o = (i * heads + head) * longest;
      const at = i * width + head * size;
      let along = 0;
      for (let p = 0; p < prefix; p++)
        along += weights.shared[s + p]! * gradients.shared[s + p]!;
      for (let j = 0; j < owned; j++) {
        const value = (start + j) * 2 * width + width + head * size;
        const d = dot(dy, at, keyValue, value, size);
        gradients.own[o + j] = d;
        along += weights.own[o + j]! * d;
      }
      for (let p = 0; p < prefix; p++) {
        gradients.shared[s + p] =
          scale * weights.shared[s + p]! * (gradients.shared[s + p]! - along);
      }
      for (let j = 0; j < owned; j++) {
        gradients.own[o + j] =
          scale * weights.own[o + j]! * (gradients.own[o + j]! - along);
      }
    }
  }
}

function addOwn(
  keyValue: Float32Array,
  own: Float32Array,
  mixed: Float32Array,
  { count, width, heads, size, longest, ownStart, ownCount }: Shape,
): void {
  for (let i = 0; i < count; i++) {
    for (let head = 0; head < heads; head++) {
      for (let j = 0; j < ownCount[i]!; j++) {
        const value = (ownStart[i]! + j) * 2 * width + width + head * size;
        const weight = own[(i * heads + head) * longest + j]!;
        addScaled(mixed, i * width + head * size, weight, keyValue, value, size);
      }
    }
  }
}

function ownGradient(
  {
    query,
    keyValue,
    dy,
  }: { query: Float32Array; keyValue: Float32Array; dy: Float32Array },
  { own, dOwn }: { own: Float32Array; dOwn: Float32Array },
  dQuery: Float32Array,
  dKeyValue: Float32Array,
  { count, width, heads, size, longest, ownStart, ownCount }: Shape,
): void {
  for (let i = 0; i < count; i++) {
    for (let head = 0; head < heads; head++) {
      const q = i * width + head * size;
      for (let j = 0; j < ownCount[i]!; j++) {
        const key = (ownStart[i]! + j) * 2 * width + head * size;
        const at = (i * heads + head) * longest + j;
        addScaled(dQuery, q, dOwn[at]!, keyValue, key, size);
        addScaled(dKeyValue, key, dOwn[at]!, query, q, size);
        addScaled(dKeyValue, key + width, own[at]!, dy, q, size);
      }
    }
  }
}

function dot(
  a: Float32Array,
  atA: number,
  b: Float32Array,
  atB: number,
  n: number,
): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += a[atA + k]! * b[atB + k]!;
  return sum;
}

function addScaled(
  out: Float32Array,
  at: number,
  weight: number,
  x: Float32Array,
  from: number,
  n: number,
): void {
  for (let k = 0; k < n; k++) out[at + k]! += weight * x[from + k]!;
}
