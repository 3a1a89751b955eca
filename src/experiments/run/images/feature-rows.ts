import { unitRows } from "../../../encoders/towers/text-tower";
import { tf } from "../../../engine/tf";

/** Rows that are brought to length 1 at a time. */
const UNIT_ROWS = 4096;

/** Rows of length 1, flat. */
export function unitFeatures(raw: Float32Array, dimension: number): Float32Array {
  const unit = new Float32Array(raw.length);
  for (let at = 0; at < raw.length; at += UNIT_ROWS * dimension) {
    const some = raw.subarray(at, at + UNIT_ROWS * dimension);
    tf.tidy(() => {
      const rows = unitRows(tf.tensor2d(some, [some.length / dimension, dimension]));
      unit.set(rows.dataSync<"float32">(), at);
    });
  }
  return unit;
}

/** The rows of two tables of n rows, one behind the other. */
export function sideBySide(
  left: Float32Array,
  right: Float32Array,
  n: number,
): Float32Array {
  const [a, b] = [left.length / n, right.length / n];
  const out = new Float32Array(left.length + right.length);
  for (let row = 0; row < n; row++) {
    out.set(left.subarray(row * a, (row + 1) * a), row * (a + b));
    out.set(right.subarray(row * b, (row + 1) * b), row * (a + b) + a);
  }
  return out;
}
