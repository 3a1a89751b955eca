import assert from "node:assert/strict";
import { test } from "node:test";
import { requireBaseNew, splitBaseNew } from "../../src/datasets/base-new";
import type { ImageDataset, Item } from "../../src/datasets/image-dataset";

const item = (label: number): Item => ({
  path: `${label}.png`,
  label,
  className: `class ${label}`,
});

test("the first ceil(5 / 2) = 3 of five classes are base; labels of both start at 0", () => {
  const all = [0, 1, 2, 3, 4].map(item);
  const { base, new: novel } = splitBaseNew({
    name: "five",
    root: "images",
    classNames: all.map(({ className }) => className),
    train: all,
    validation: [item(4)],
    test: [...all].reverse(),
  });
  assert.deepEqual(base.classNames, ["class 0", "class 1", "class 2"]);
  assert.deepEqual(novel.classNames, ["class 3", "class 4"]);
  assert.deepEqual(base.validation, []);
  assert.deepEqual(novel.validation, [
    { path: "4.png", label: 4 - 3, className: "class 4" },
  ]);
  assert.deepEqual(
    novel.test.map(({ label, path }) => [label, path]),
    [
      [4 - 3, "4.png"],
      [3 - 3, "3.png"],
    ],
  );
  for (const half of [base, novel]) {
    for (const { label, className } of [...half.train, ...half.test]) {
      assert.equal(half.classNames[label], className);
    }
  }
});

test("fewer than two base and two new classes are refused with name and reason", () => {
  const of = (count: number): ImageDataset => ({
    name: "pets",
    root: "images",
    classNames: Array.from({ length: count }, (_, i) => `class ${i}`),
    ...{ train: [], validation: [], test: [] },
  });
  assert.equal(requireBaseNew(of(4)).name, "pets");
  for (const count of [0, 1, 2, 3]) {
    assert.throws(() => requireBaseNew(of(count)), {
      name: "PromptcalError",
      message: new RegExp(
        `^data set pets: expected at least 4 classes .*, got ${count}: .*images`,
      ),
    });
  }
});
