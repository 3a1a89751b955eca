import assert from "node:assert/strict";
import { test } from "node:test";
import { nextRun } from "../../../src/experiments/sweep/schedule";
import {
  TimeEstimate,
  describeSeconds,
  describeState,
} from "../../../src/experiments/sweep/sweep-state";
import { someSpec } from "../helpers";

const on = (...datasets: string[]) => datasets.map((dataset) => someSpec({ dataset }));

test("a worker keeps to its data set, then takes one that nobody is at, then any", () => {
  const pending = on("animals", "animals", "food", "vehicles");
  const begun = new Set(["coop"]);
  const next = (mine: string | undefined, ...others: (string | undefined)[]) =>
    nextRun(pending, { mine, others, begun });
  assert.equal(next("food", "animals"), 2);
  assert.equal(next(undefined, "animals", undefined), 2);
  assert.equal(next("tools", "animals", "food"), 3);
  assert.equal(next("tools", "animals", "food", "vehicles"), 0);
});

test("on its data set a worker takes a method first of which nothing was begun", () => {
  const of = (dataset: string, tuner: string, regulariser = "none") =>
    someSpec({ dataset, tuner, regulariser });
  const pending = [
    of("food", "coop"),
    of("animals", "coop"),
    of("animals", "maple"),
    of("animals", "coop", "dor"),
  ];
  const next = (...begun: string[]) =>
    nextRun(pending, { mine: "animals", others: [], begun: new Set(begun) });
  assert.equal(next("coop"), 2);
  assert.equal(next("coop", "maple"), 3);
  assert.equal(next("coop", "maple", "coop+dor"), 1);
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
  const progress = [
    { phase: "tuning", done: 120, total: 8000 } as const,
    { phase: "encoding nouns", done: 2048, total: 116_135 } as const,
  ];
  assert.equal(
    describeState({ ...state, progress }),
    "12/180 done, 1 failed, 2 running (tuning 120 of 8,000; encoding nouns 2,048 of 116,135), about 3 min left",
  );
  assert.equal(
    describeState({ total: 3, done: 3, failed: 0, running: 0, secondsLeft: 0 }),
    "3/3 done",
  );
  assert.deepEqual([0.4, 89, 100, 7800, 359_970, 360_000, 4_330_800].map(describeSeconds), [
    "1 s",
    "89 s",
    "2 min",
    "2 h 10 min",
    // 360,000 s are 100 h; 4,330,800 s are 1203.
    "100 h",
    "100 h",
    "1,203 h",
  ]);
});
