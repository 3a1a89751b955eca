import assert from "node:assert/strict";
import { test } from "node:test";
import { keepSeries, knownSeries } from "../../src/analysis/known-series";

/** A quarter of what is kept together. */
const QUARTER = 2 ** 22;

test("series are kept until they are too many; the one that was asked for longest ago goes first", () => {
  const series = new Float64Array(QUARTER);
  for (const key of ["a", "b", "c", "d"]) keepSeries(key, series);
  assert.equal(knownSeries("a"), series);
  keepSeries("e", series);
  assert.deepEqual(
    ["a", "b", "c", "d", "e"].filter((key) => knownSeries(key) === undefined),
    ["b"],
  );
});

test("a series is kept once", () => {
  const [first, second] = [new Float64Array(1), new Float64Array(1)];
  keepSeries("once", first);
  keepSeries("once", second);
  assert.equal(knownSeries("once"), first);
});
