import assert from "node:assert/strict";
import { test } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { tf } from "../../../src/engine/tf";
import { disposeNames } from "../../../src/encoders/prompts/name-suffixes";
import { prefixText } from "../../../src/encoders/prompts/prefix-text";
import { rememberedNames } from "../../../src/encoders/prompts/remembered-names";
import { assembleClip } from "../../../src/encoders/towers/clip-model";
import { randomWeights, TINY } from "../random-clip";

const START = 1;

test("a large set of names is prepared once for a tower and place, with the same values", async () => {
  await startBackend("wasm");
  const { textTower } = assembleClip(randomWeights("remembered"), TINY);
  const names = (count: number): number[][] =>
    Array.from({ length: count }, (_, i) => [2 + (i % 7), 3, 4].slice(i % 2));
  const prepared = (ids: readonly (readonly number[])[], context: number, copy = true) => {
    const text = prefixText(textTower, [START], context);
    const before = tf.memory().numTensors;
    const made = text.prepare(copy ? ids.map((name) => [...name]) : ids);
    assert.equal(tf.memory().numTensors, before + 3);
    const values = [made.embedded, made.query, made.keyValue].map((x) => x.dataSync());
    disposeNames(made);
    text.dispose();
    return { lengths: made.lengths, values };
  };
  const first = prepared(names(1200), 2);
  assert.deepEqual(prepared(names(1200), 2), first);
  // Another place, and another set, are others.
  assert.notDeepEqual(prepared(names(1200), 3).values, first.values);
  const others = names(1200).reverse();
  assert.notDeepEqual(prepared(others, 2).values, first.values);
  let made = 0;
  const again = (ids: readonly (readonly number[])[]): void => {
    const prepare = (): ReturnType<Parameters<typeof rememberedNames>[3]> => {
      made += 1;
      const table = tf.zeros([2, 2]) as tf.Tensor2D;
      return { lengths: new Int32Array(0), embedded: table, query: table, keyValue: table };
    };
    disposeNames(rememberedNames(textTower, 3, ids, prepare));
  };
  again(names(1200));
  assert.equal(made, 0);
  again(names(10));
  again(names(10));
  assert.equal(made, 2);
});
