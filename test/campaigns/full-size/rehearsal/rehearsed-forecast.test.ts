import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryOfLargest } from "../memory/memory-rows";
import { measuredMemory } from "./rehearsed-forecast";
import type { RehearsedRun } from "./rehearsed-run";

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
  const largest = memoryOfLargest([
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
