import assert from "node:assert/strict";
import { test } from "node:test";
import type { MeasuredMethod } from "../../../../src/experiments/sweep/forecast/measurements";
import { largestOf } from "../memory/memory-rows";
import { onBestLine } from "./best-line";
import { measuredMemory } from "./rehearsed-forecast";
import type { RehearsedRun } from "./rehearsed-run";
import { withOutlierSteps } from "./steps-with-outliers";

const run = (dataset: string, method: string, peakBytes: number): RehearsedRun => ({
  ...{ dataset, method, peakBytes, seconds: {} },
});

test("memory of rehearsed runs and of the step with most classes stands together, failed ones left out", () => {
  const rows = [
    run("dtd", "coop", 2e9),
    run("eurosat", "coop", 1.5e9),
    run("eurosat", "tcp", 1.6e9),
    { ...run("dtd", "tcp", 9e9), failed: "needs over 9.0 GB" },
  ];
  const largest = largestOf([
    { method: "coop", peakBytes: 2.3e9 },
    { method: "proda", peakBytes: 10e9, failed: "needs over 10.0 GB" },
  ]);
  assert.deepEqual(measuredMemory(rows, largest), {
    // Base classes as published: half of 10, 47 and 1,000, rounded up.
    coop: [
      { classes: 5, peakBytes: 1.5e9 },
      { classes: 24, peakBytes: 2e9 },
      { classes: 500, peakBytes: 2.3e9 },
    ],
    tcp: [{ classes: 5, peakBytes: 1.6e9 }],
  });
});

test("times are on the line that fits all data sets best, also where some have as many classes", () => {
  const at = (classes: number, step: number): MeasuredMethod => ({
    ...{ classes, step, prediction: 2 * step, image: 0, peakBytes: 0, parameterBytes: 0 },
  });
  // Of the two with 50 classes one took 0.2 s longer and one 0.2 s less than 0.1 s a class.
  const found = onBestLine([at(50, 5.2), at(10, 1), at(50, 4.8)]);
  const near = (got: number, expected: number) =>
    assert.ok(Math.abs(got - expected) < 1e-12, `${got} ${expected}`);
  assert.deepEqual(
    found.map(({ classes }) => classes),
    [10, 50],
  );
  found.forEach(({ classes, step, prediction, image }) => {
    near(step, 0.1 * classes);
    near(prediction, 0.2 * classes);
    assert.equal(image, 0);
  });
  assert.deepEqual(onBestLine([at(50, 5), at(50, 4)]), []);
  // The line falls below 0 before 20 classes.
  const [, last] = onBestLine([at(1, 1), at(2, 0), at(3, 0), at(20, 0)]);
  assert.equal(last!.step, 0);
});

test("a step with outliers and the most classes is the one without them and what they added there", () => {
  const at = (classes: number, step: number): MeasuredMethod => ({
    ...{ classes, step, prediction: classes, image: 0, peakBytes: 0, parameterBytes: 0 },
  });
  const methods = {
    cocoop: [at(5, 0.5), at(25, 0.7)],
    // Shorter with more classes, by chance.
    "cocoop+dor": [at(5, 2.0), at(25, 1.9)],
    "dept+dor": [at(5, 2.0), at(25, 2.1)],
    coop: [at(5, 0.5), at(500, 5)],
    "coop+dor": [at(5, 2.0), at(500, 7)],
  };
  const tuning: Readonly<Record<string, number>> = {
    ...{ cocoop: 26, "cocoop+dor": 30, coop: 10, "coop+dor": 20 },
  };
  const found = withOutlierSteps(methods, (method) => {
    const seconds = tuning[method];
    return seconds === undefined ? undefined : { classes: 500, steps: 4, tuning: seconds };
  });
  // 0.01 s a class: 5.45 s with 500; four steps took 4 s longer with outliers.
  const added = found["cocoop+dor"]!.at(-1)!;
  assert.equal(added.classes, 500);
  assert.ok(Math.abs(added.step - (0.5 + 0.01 * 495 + 1)) < 1e-9);
  assert.equal(added.prediction, 500);
  assert.deepEqual(found["cocoop"], methods.cocoop);
  assert.deepEqual(found["dept+dor"], methods["dept+dor"]);
  // Rehearsed with the most classes: that is what it took.
  assert.deepEqual(found["coop+dor"], methods["coop+dor"]);
});
