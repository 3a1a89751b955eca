import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  baseParts,
  isLargeEnough,
  newParts,
  shotsFirst,
  type GroupFacts,
} from "../../../src/datasets/icons/shots-first";

const own = (...sizes: number[]): GroupFacts[] =>
  sizes.map((size) => ({ size, elsewhere: false }));
const elsewhere = (...sizes: number[]): GroupFacts[] =>
  sizes.map((size) => ({ size, elsewhere: true }));

describe("shots first", () => {
  test("60 % of a small class, 16 of a larger one, at most 20, to train", () => {
    assert.deepEqual(shotsFirst(10), { train: 6, validation: 0 });
    assert.deepEqual(shotsFirst(26), { train: 15, validation: Math.floor(11 / 5) });
    assert.deepEqual(shotsFirst(27), { train: 16, validation: Math.floor(11 / 5) });
    assert.deepEqual(shotsFirst(64), { train: 16, validation: 4 });
    assert.deepEqual(shotsFirst(72), { train: 18, validation: 4 });
    assert.deepEqual(shotsFirst(500), { train: 20, validation: 4 });
  });

  test("everything that is not needed is tested", () => {
    const parts = baseParts(own(...Array<number>(40).fill(1)));
    const count = (part: string): number => parts.filter((p) => p === part).length;
    assert.deepEqual(
      [count("train"), count("validation"), count("test")],
      [16, 4, 40 - 16 - 4],
    );
  });

  test("what another data set tests is trained on first, and never tested", () => {
    // 12 icons: 7 to train, 1 to validate. Of the shared groups 4 + 3 go to train, 2 fits nowhere.
    const groups = [...own(1, 1, 1), ...elsewhere(4, 3, 2)];
    assert.deepEqual(shotsFirst(12), { train: 7, validation: 1 });
    assert.deepEqual(baseParts(groups), [
      "validation",
      "test",
      "test",
      "train",
      "train",
      undefined,
    ]);
    assert.deepEqual(newParts(groups), [
      "test",
      "test",
      "test",
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("a class needs ten icons, four to train on and two to test", () => {
    assert.ok(isLargeEnough(own(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)));
    assert.ok(!isLargeEnough(own(1, 1, 1, 1, 1, 1, 1, 1, 1)));
    // One drawing in 14 styles is never divided: nothing to train on.
    assert.ok(!isLargeEnough(own(14, 1, 1)));
    // One drawing of its own is too few to test, however many it may train on.
    assert.ok(!isLargeEnough([...own(1), ...elsewhere(...Array<number>(20).fill(1))]));
  });
});
