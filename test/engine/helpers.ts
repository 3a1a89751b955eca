import assert from "node:assert/strict";
import { tf, type Tensor } from "../../src/engine/tf";
import { randomNormal, type Random } from "../../src/random/random";

/** A tensor of normal draws, standard deviation 1. */
export function randomTensor(shape: number[], random: Random): Tensor {
  return tf.tensor(randomNormal(tf.util.sizeFromShape(shape), 1, random), shape);
}

/** Compares values one by one; names the first that is off by more than `bound`. */
export function assertClose(
  actual: Tensor,
  expected: ArrayLike<number>,
  bound: number,
): void {
  const values = actual.dataSync();
  assert.equal(values.length, expected.length);
  values.forEach((value, i) => {
    assert.ok(
      Math.abs(value - expected[i]!) <= bound,
      `entry ${i}: ${value} is not ${expected[i]} within ${bound}`,
    );
  });
}

/** How many tensors `make` leaves alive; what it returns counts. */
export function liveTensors(make: () => unknown): number {
  const before = tf.memory().numTensors;
  make();
  return tf.memory().numTensors - before;
}
