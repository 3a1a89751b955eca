import assert from "node:assert/strict";
import { it } from "node:test";
import { eceBars } from "../../../src/report/figures/ece-bars";

const estimate = (value: number) => ({ value, low: value - 0.01, high: value + 0.02 });

it("draws fractions as percent, with whiskers as long as the interval", () => {
  const { data, table } = eceBars(
    [
      { method: "zeroshot", title: "zero-shot", base: estimate(0.04), new: estimate(0.03) },
      {
        method: "coop",
        title: "CoOp",
        base: estimate(0.02),
        new: estimate(0.13),
        published: { base: 0.0307, new: 0.1458 },
      },
    ],
    { title: "ECE", interval: "95 % intervals" },
  );
  assert.deepEqual(
    data.map(({ name }) => name),
    ["base classes", "new classes", "published (real CLIP, 11 data sets)"],
  );
  assert.deepEqual(data[1]!["y"], [100 * 0.03, 100 * 0.13]);
  const whiskers = data[1]!["error_y"] as { array: number[]; arrayminus: number[] };
  assert.ok(whiskers.array.every((length) => Math.abs(length - 2) < 1e-9));
  assert.ok(whiskers.arrayminus.every((length) => Math.abs(length - 1) < 1e-9));
  assert.deepEqual(data[2]!["y"], [100 * 0.0307, 100 * 0.1458]);
  assert.equal(table.rows.length, 2 * 2);
  assert.deepEqual(table.rows[3], [
    "CoOp",
    "new",
    0.13,
    0.13 - 0.01,
    0.13 + 0.02,
    "",
    0.1458,
  ]);
});

it("leaves room below zero for gaps, and draws the zero line then", () => {
  const below = { value: -0.02, low: -0.05, high: 0.01 };
  const method = { metric: "gap", method: "kgcoop", title: "KgCoOp" } as const;
  const { layout } = eceBars([{ ...method, base: below, new: estimate(0.03) }], {
    title: "",
  });
  const { range, zeroline } = layout["yaxis"] as { range: number[]; zeroline: boolean };
  assert.deepEqual(range, [1.06 * 100 * -0.05, 1.06 * 100 * (0.03 + 0.02)]);
  assert.equal(zeroline, true);
});

it("draws the floor across each bar that has one, and names it and the whiskers", () => {
  const withFloor = (value: number, floor: number) => ({ ...estimate(value), floor });
  const { data, layout, table } = eceBars(
    [
      {
        method: "coop",
        title: "CoOp",
        base: withFloor(0.08, 0.05),
        new: withFloor(0.03, 0.06),
      },
    ],
    { title: "ECE" },
  );
  const floor = data.find(({ name }) => name === "expected for a calibrated model")!;
  assert.deepEqual(floor["y"], [5, 5, null, 6, 6, null]);
  const [from, to] = floor["x"] as number[];
  const [base] = data[0]!["x"] as number[];
  const width = data[0]!["width"] as number;
  assert.ok(Math.abs(base! - width / 2 - from!) < 1e-12);
  assert.ok(Math.abs(base! + width / 2 - to!) < 1e-12);
  assert.deepEqual(
    table.rows.map((row) => row[5]),
    [0.05, 0.06],
  );
  assert.match(JSON.stringify(layout), /95 % centred bootstrap intervals/);
  assert.match(JSON.stringify(layout["yaxis"]), /ECE, mean of data sets \(%\)/);
});

it("draws groups of methods apart, each under its title", () => {
  const entry = (method: string, group: string) => ({
    ...{ method, title: method, group, base: estimate(0.04), new: estimate(0.03) },
  });
  const methods = [
    entry("coop", "signs"),
    entry("kgcoop", "signs"),
    entry("coop", "nouns"),
  ];
  const { data, layout, table } = eceBars(methods, { title: "ECE" });
  const [first, second, third] = data[0]!["x"] as number[];
  // One unit from method to method, half a unit more between groups.
  assert.deepEqual([second! - first!, third! - second!], [1, 1.5]);
  const titles = (layout["annotations"] as { text: string; x: number }[]).filter(
    ({ text }) => /signs|nouns/.test(text),
  );
  // Left edges of the first and of the third method.
  assert.deepEqual(
    titles.map(({ text, x }) => [text, x]),
    [
      ["signs", 0],
      ["nouns", 2.5],
    ],
  );
  assert.deepEqual(
    table.rows.map(([group]) => group),
    ["signs", "signs", "signs", "signs", "nouns", "nouns"],
  );
});
