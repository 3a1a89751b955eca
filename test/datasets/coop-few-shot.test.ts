import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { coopFewShot } from "../../src/datasets/coop-few-shot";
import type { ImageDataset, Item } from "../../src/datasets/image-dataset";
import { SAMPLINGS } from "../../src/datasets/sampling";

/** Classes of many sizes, in an order that is not that of labels, and mixed. */
function items(part: string, sizes: readonly number[], order: readonly number[]): Item[] {
  const blocks = order.map((label) =>
    Array.from({ length: sizes[label]! }, (_, i) => ({
      path: `${part}/${label}/${i}.jpg`,
      label,
      className: `class ${label}`,
    })),
  );
  // The first item of each block, then the rest: order of first occurrence is not sorted.
  return [...blocks.flatMap(([first]) => first!), ...blocks.flatMap(([, ...rest]) => rest)];
}

const dataset: ImageDataset = {
  name: "mixed",
  root: "",
  classNames: ["class 0", "class 1", "class 2", "class 3", "class 4"],
  train: items("train", [120, 17, 16, 9, 60], [3, 0, 4, 1, 2]),
  validation: items("val", [30, 4, 3, 5, 100], [0, 1, 2, 3, 4]),
  test: [],
};

/** What facts of CoOp's code say, in Python itself. */
const PROGRAM = `
import json, random, sys
def draw(items, shots):
    classes = {}
    for path, label in items:
        classes.setdefault(label, []).append(path)
    out = []
    for own in classes.values():
        out += random.sample(own, shots) if len(own) >= shots else own
    return out
train, val, seeds, counts = json.load(sys.stdin)
for seed in seeds:
    for shots in counts:
        random.seed(seed)
        first = draw(train, shots)
        print(json.dumps([first, draw(val, min(shots, 4))]))
`;

const paths = (list: readonly Item[]): string[] => list.map(({ path }) => path);
const pairs = (list: readonly Item[]): [string, number][] =>
  list.map(({ path, label }) => [path, label]);

describe("CoOp's few shots", () => {
  test("are the ones that Python draws, for seeds and numbers of shots", (context) => {
    const [seeds, counts] = [
      [1, 2, 3, 0, 17, 123456],
      [1, 2, 4, 8, 16, 17, 64],
    ];
    const { status, stdout } = spawnSync("python3", ["-c", PROGRAM], {
      encoding: "utf8",
      input: JSON.stringify([
        pairs(dataset.train),
        pairs(dataset.validation),
        seeds,
        counts,
      ]),
    });
    if (status !== 0) return context.skip("no python3 on this machine");
    const lines = stdout.trim().split("\n");
    const cases = seeds!.flatMap((seed) => counts!.map((shots) => [seed, shots] as const));
    assert.equal(lines.length, cases.length);
    cases.forEach(([seed, shots], i) => {
      const { train, validation } = coopFewShot(dataset, shots, seed);
      const got = [paths(train), paths(validation)];
      assert.deepEqual(got, JSON.parse(lines[i]!), `seed ${seed}, ${shots} shots`);
    });
  });

  test("base classes are picked after the draw over all classes", () => {
    const all = coopFewShot(dataset, 16, 1).train;
    const base = SAMPLINGS.coop(dataset, 16, 1);
    assert.deepEqual(paths(base), paths(all.filter(({ label }) => label < 3)));
    assert.equal(base.length, 16 + 16 + 16);
  });

  test("classes with fewer items give all, in their order", () => {
    const own = coopFewShot(dataset, 16, 1).train.filter(({ label }) => label === 3);
    const all = dataset.train.filter(({ label }) => label === 3);
    assert.deepEqual(own, all);
  });

  test("refuses no shots", () => {
    assert.throws(() => coopFewShot(dataset, 0, 1), /shots: expected a whole number/);
  });
});
