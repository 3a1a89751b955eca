import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fewShot } from "../../src/datasets/few-shot";
import type { Item } from "../../src/datasets/image-dataset";
import { seededRandom } from "../../src/random/random";

const items: Item[] = [7, 2, 30].flatMap((count, label) =>
  Array.from({ length: count }, (_, at) => ({
    path: `${label}/${at}.png`,
    label,
    className: `class ${label}`,
  })),
);
const draw = (seed: number, shots = 4): string[] =>
  fewShot(items, shots, seededRandom("few-shot test", seed)).map(({ path }) => path);

describe("few-shot draw", () => {
  test("min(shots, size) different items of each class", () => {
    const paths = draw(1);
    assert.equal(new Set(paths).size, 4 + 2 + 4);
    assert.equal(paths.filter((path) => path.startsWith("1/")).length, 2);
  });

  test("the same random stream gives the same draw, another another", () => {
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
  });

  test("every item of a class is drawn equally often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 700; seed++) {
      for (const path of draw(seed)) counts.set(path, (counts.get(path) ?? 0) + 1);
    }
    // 4 of 7 in 700 draws: 400 each, standard deviation sqrt(700 * 4/7 * 3/7) = 13.1
    for (let at = 0; at < 7; at++) {
      assert.ok(Math.abs(counts.get(`0/${at}.png`)! - 400) < 5 * 13.1);
    }
  });

  test("refuses no shots and half shots", () => {
    for (const shots of [0, -1, 1.5, NaN]) assert.throws(() => draw(1, shots), /shots/);
  });
});
