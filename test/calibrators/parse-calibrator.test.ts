import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadCalibrator } from "../../src/calibrators/stored-calibrator";

/** Models that no fit gives, and that would fail or give no numbers when applied. */
const HOSTILE: readonly [unknown, RegExp][] = [
  [null, /calibrator: expected an object, got null \(.*other\.json\)/],
  [{ method: { toString: 1 } }, /method: expected a text, got \{"toString":1\}/],
  [{ method: "plat" }, /unknown calibrator "plat" \(.*other\.json\)/],
  [{ method: "temperature", temperature: 0 }, /temperature: expected a number from/],
  [{ method: "vector", weights: [1, 2], intercepts: [1] }, /intercepts: expected one for/],
  [{ method: "vector", weights: [1], intercepts: [1, 2] }, /weights: expected a list of 2/],
  [
    { method: "dirichlet", weights: [1, 0, 0], intercepts: [1, 2] },
    /weights: expected a list of 4/,
  ],
  [
    {
      ...{ method: "structured-matrix", temperature: 1, smoothing: 0 },
      ...{ weights: [1, 0, 0, 1], intercepts: [0, 0] },
    },
    /smoothing: expected a number from/,
  ],
  [{ method: "platt", lines: [[1, 2], 0] }, /lines\[1\]: expected a list of 2, got 0/],
  [
    { method: "histogram", frequencies: [[0.5], []] },
    /frequencies\[1\]: expected at least/,
  ],
  [
    { method: "multi-isotonic", softmaxTwice: false, normalise: true },
    /curve: expected an object, got nothing/,
  ],
  [
    { method: "isotonic", curves: [0, 1].map(() => ({ x: [1, 1], y: [0, 1] })) },
    /curves\[0\]\.x\[1\]: expected rising numbers, got 1 behind 1/,
  ],
  [
    {
      method: "bayesian-binning",
      binnings: [[], [{ weight: 1, inner: [0.5], probabilities: [1] }]],
    },
    /binnings\[1\]\[0\]\.probabilities: expected a list of 2/,
  ],
];

test("files that hold no calibrator are refused by the field that is wrong", () => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-calibrator-"));
  try {
    const file = join(folder, "other.json");
    for (const text of ["{}", "no json", "null"]) {
      writeFileSync(file, text);
      assert.throws(
        () => loadCalibrator(file),
        /other\.json|expected promptcal-calibrator, version 1/,
      );
    }
    for (const [model, message] of HOSTILE) {
      const stored = { format: "promptcal-calibrator", version: 1, model };
      writeFileSync(file, JSON.stringify(stored));
      assert.throws(() => loadCalibrator(file), { name: "PromptcalError", message });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
