import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { groupsByKeys } from "../../../src/datasets/icons/classes/groups";
import {
  contentHash,
  hammingDistance,
  perceptualHash,
} from "../../../src/datasets/icons/pictures/image-hash";
import { ICON_SIZE } from "../../../src/datasets/icons/pictures/render";
import { partSizes, splitGroups } from "../../../src/datasets/icons/split-groups";

describe("groups by shared keys", () => {
  test("sharing is transitive", () => {
    const keys = [["a"], ["b"], ["c"], ["b", "c"], ["d"], ["a", "d"]];
    assert.deepEqual([...groupsByKeys(keys)], [0, 1, 1, 1, 0, 0]);
  });

  test("nothing shared: every item on its own", () => {
    assert.deepEqual([...groupsByKeys([["x"], ["y"]])], [0, 1]);
  });
});

describe("split of groups", () => {
  test("sizes: min(20, 40 %) to test, a fifth of the rest, at most 4, to validation", () => {
    assert.deepEqual(partSizes(10, false), {
      test: 4,
      validation: Math.floor((10 - 4) / 5),
    });
    assert.deepEqual(partSizes(200, false), { test: 20, validation: 4 });
    assert.deepEqual(partSizes(9, true), { test: 9, validation: 0 });
    assert.deepEqual(partSizes(200, true), { test: 40, validation: 0 });
  });

  test("a group goes where it fits whole", () => {
    // test takes 3, refuses 4 (validation takes none of 4), takes 1; 2 goes to validation
    const parts = splitGroups([3, 4, 1, 2], { test: 4, validation: 2 });
    assert.deepEqual(parts, ["test", "train", "test", "validation"]);
  });

  test("no part is exceeded, except that test gets at least one group", () => {
    assert.deepEqual(splitGroups([6, 5], { test: 4, validation: 1 }), ["train", "test"]);
    assert.deepEqual(splitGroups([6], { test: 4, validation: 1 }), ["train"]);
  });
});

describe("hashes of drawings", () => {
  /** A filled rectangle on white. */
  const drawing = (x: number, y: number, width: number, height: number, colour: number) =>
    Uint8Array.from({ length: ICON_SIZE ** 2 * 3 }, (_, at) => {
      const [row, column] = [
        Math.floor(at / 3 / ICON_SIZE),
        Math.floor(at / 3) % ICON_SIZE,
      ];
      const inside = row >= y && row < y + height && column >= x && column < x + width;
      return inside ? colour : 255;
    });

  test("equal for the same drawing in another colour", () => {
    assert.equal(
      contentHash(drawing(4, 4, 16, 8, 0)),
      contentHash(drawing(4, 4, 16, 8, 90)),
    );
  });

  test("different for another drawing", () => {
    assert.notEqual(
      contentHash(drawing(4, 4, 16, 8, 0)),
      contentHash(drawing(4, 4, 8, 16, 0)),
    );
  });

  test("perceptual distance counts the cells that differ", () => {
    // cells are 2 x 2 pixels: widening by two columns over 8 rows turns on 8 / 2 = 4 cells
    const [a, b] = [drawing(4, 4, 16, 8, 0), drawing(4, 4, 18, 8, 0)].map(perceptualHash);
    assert.equal(hammingDistance(a!, b!), 8 / 2);
    assert.equal(hammingDistance(a!, a!), 0);
  });

  test("all 256 bits count", () => {
    const ones = new Uint32Array(8).fill(0xffffffff);
    assert.equal(hammingDistance(ones, new Uint32Array(8)), 256);
  });
});
