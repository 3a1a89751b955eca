import assert from "node:assert/strict";
import { test } from "node:test";
import { nextRun } from "../../src/experiments/schedule";
import {
  TimeEstimate,
  describeSeconds,
  describeState,
} from "../../src/experiments/sweep-state";
import { someSpec } from "./helpers";

const on = (...datasets: string[]) => datasets.map((dataset) => someSpec({ dataset }));

test("a worker keeps to its data set, then takes one that nobody is at, then any", () => {
  const pending = on("animals", "animals", "food", "vehicles");
  assert.equal(nextRun(pending, "food", ["animals"]), 2);
  assert.equal(nextRun(pending, undefined, ["animals", undefined]), 2);
  assert.equal(nextRun(pending, "tools", ["animals", "food"]), 3);
  assert.equal(nextRun(pending, "tools", ["animals", "food", "vehicles"]), 0);
});

test("time left: the mean of the method's finished runs, shared by the workers", () => {
  const estimate = new TimeEstimate();
  const zeroshot = someSpec({ tuner: "zeroshot" });
  const coop = someSpec();
  assert.equal(estimate.secondsFor([coop], 2), undefined);
  estimate.add(zeroshot, 1);
  estimate.add(coop, 8);
  estimate.add(coop, 12);
  assert.equal(estimate.secondsFor([zeroshot, coop, coop], 2), (1 + 10 + 10) / 2);
  // One run cannot be shared, and an unknown method takes the mean of all: (1 + 8 + 12) / 3.
  assert.equal(estimate.secondsFor([someSpec({ tuner: "kgcoop" })], 2), 7);
});

test("progress in words", () => {
  const state = { total: 180, done: 12, failed: 1, running: 2, secondsLeft: 200 };
  assert.equal(describeState(state), "12/180 done, 1 failed, 2 running, about 3 min left");
  assert.equal(
    describeState({ total: 3, done: 3, failed: 0, running: 0, secondsLeft: 0 }),
    "3/3 done",
  );
  assert.deepEqual([0.4, 89, 100, 7800].map(describeSeconds), [
    "1 s",
    "89 s",
    "2 min",
    "2 h 10 min",
  ]);
});
