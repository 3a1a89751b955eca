import assert from "node:assert/strict";
import { test } from "node:test";
import { pacedProgress } from "../../../src/experiments/run/paced-progress";

test("progress is told once a second, of phases that have lasted two", () => {
  let now = 500;
  const told: number[] = [];
  const progress = pacedProgress(
    ({ done }) => told.push(done),
    () => now,
  );
  for (let done = 0; done < 40; done++) {
    progress({ phase: "tuning", done, total: 40 });
    now += 100;
  }
  // Ten steps a second, from the second second on.
  assert.deepEqual(told, [20, 30]);
  progress({ phase: "predicting", done: 1, total: 40 });
  now += 1999;
  progress({ phase: "predicting", done: 2, total: 40 });
  assert.equal(told.length, 2);
  now += 1;
  progress({ phase: "predicting", done: 3, total: 40 });
  assert.deepEqual(told, [20, 30, 3]);
});
