import assert from "node:assert/strict";
import { test } from "node:test";
import {
  atClasses,
  memoryAt,
  mostByClasses,
} from "../../../src/experiments/sweep/forecast/at-classes";
import { measuredClasses } from "../../../src/experiments/sweep/forecast/measure";
import type { MeasuredMethod } from "../../../src/experiments/sweep/forecast/measurements";

const at = (classes: number, changes: Partial<MeasuredMethod>): MeasuredMethod => ({
  ...{ classes, step: 0, prediction: 0, image: 0, peakBytes: 0, parameterBytes: 0 },
  ...changes,
});

test("times are on the line through their neighbours, and go on beyond them", () => {
  // 0.1 s a class up to 16 classes, then 0.2 s.
  const found = [
    at(4, { step: 0.4 }),
    at(16, { step: 1.6 }),
    at(116, { step: 1.6 + 0.2 * 100 }),
  ];
  const step = (classes: number) => atClasses(found, "step", classes);
  const near = (got: number, expected: number) =>
    assert.ok(Math.abs(got - expected) < 1e-12, `${got} ${expected}`);
  near(step(10), 1.0);
  near(step(66), 1.6 + 0.2 * 50);
  near(step(500), 1.6 + 0.2 * 484);
  // Never below the least measured, so never below zero.
  near(step(1), 0.4);
  near(atClasses([at(4, { step: 0.4 })], "step", 500), 50);
  near(atClasses([at(4, { step: 2 }), at(16, { step: 1 })], "step", 500), 1);
});

test("memory lies between what was measured and is never taken further", () => {
  // CoOp of the rehearsal: the line through the first two would say 14.0 GB at 500 classes.
  const coop = [
    at(5, { peakBytes: 1.52e9 }),
    at(24, { peakBytes: 2.0e9 }),
    at(500, { peakBytes: 2.3e9 }),
  ];
  assert.equal(Math.round((1.52 + ((2.0 - 1.52) / 19) * 495) * 10) / 10, 14.0);
  assert.equal(memoryAt(coop, 500), 2.3e9);
  assert.equal(memoryAt(coop, 262), 2.0e9 + 0.3e9 / 2);
  assert.equal(memoryAt(coop.slice(0, 2), 500), undefined);
  assert.equal(memoryAt(coop.slice(0, 2), 25), undefined);
  // Fewer classes than were measured need no more than those.
  assert.equal(memoryAt(coop, 2), 1.52e9);
  assert.equal(memoryAt([at(24, { peakBytes: 2e9 })], 5), 2e9);
  assert.equal(memoryAt([], 5), undefined);
});

test("a process with more classes that took less, as it encoded no images, does not lower the need", () => {
  const zeroShot = [
    at(5, { peakBytes: 1.5e9 }),
    at(24, { peakBytes: 1.8e9 }),
    at(500, { peakBytes: 1.5e9 }),
  ];
  assert.equal(memoryAt(zeroShot, 24), 1.8e9);
  assert.equal(memoryAt(zeroShot, 100), 1.8e9);
  assert.equal(memoryAt(zeroShot, 500), 1.8e9);
});

test("of several processes with as many classes the one that took most counts", () => {
  const all = [24, 5, 24].map((classes, i) => ({ classes, peakBytes: 1 + i }));
  assert.deepEqual(mostByClasses(all), [
    { classes: 5, peakBytes: 2 },
    { classes: 24, peakBytes: 3 },
  ]);
});

test("a method is measured at few, more and its most classes", () => {
  assert.deepEqual(measuredClasses(3), [3]);
  assert.deepEqual(measuredClasses(10), [4, 10]);
  assert.deepEqual(measuredClasses(16), [4, 16]);
  assert.deepEqual(measuredClasses(500), [4, 16, 500]);
});
