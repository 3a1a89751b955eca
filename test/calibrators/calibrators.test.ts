import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  type FittedMethod,
  applyCalibrator,
  calibratorNames,
  fitCalibrator,
} from "../../src/calibrators/calibrator";
import { evaluateMonotone, fitMonotone } from "../../src/calibrators/monotone-fit";
import { fitDistanceAware } from "../../src/calibrators/distance-aware";
import { loadCalibrator, saveCalibrator } from "../../src/calibrators/stored-calibrator";
import { predictFromLogits, predictFromProbabilities } from "../../src/metrics/confidence";
import { ece } from "../../src/metrics/ece";
import { seededRandom } from "../../src/random/random";

const CLASSES = 4;

/** Labels drawn from softmax(z); the model is given 3 z, hence is overconfident. */
function overconfident(n: number, seed: number) {
  const random = seededRandom("calibrator test", seed);
  const logits = new Float64Array(n * CLASSES);
  const labels = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: CLASSES }, () => 3 * random());
    const masses = row.map(Math.exp);
    let left = random() * masses.reduce((a, b) => a + b);
    labels[i] = masses.findIndex((mass) => (left -= mass) < 0);
    row.forEach((z, k) => (logits[i * CLASSES + k] = 3 * z));
  }
  return { logits, labels };
}

const validation = overconfident(1500, 1);
const test = overconfident(3000, 2);

/** Models that no fit gives, and that would fail or give no numbers when applied. */
const HOSTILE: readonly [unknown, RegExp][] = [
  [null, /calibrator: expected an object, got null \(.*other\.json\)/],
  [{ method: { toString: 1 } }, /method: expected a text, got \{"toString":1\}/],
  [{ method: "plat" }, /unknown calibrator "plat" \(.*other\.json\)/],
  [{ method: "temperature", temperature: 0 }, /temperature: expected a number from/],
  [{ method: "vector", weights: [1, 2], intercepts: [1] }, /intercepts: expected one for/],
  [{ method: "vector", weights: [1], intercepts: [1, 2] }, /weights: expected a list of 2/],
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

describe("post-hoc calibrators", () => {
  const before = ece(predictFromLogits(test.logits, test.labels)).value;
  for (const method of calibratorNames) {
    it(`${method}: probabilities, far better calibrated on unseen samples`, () => {
      const model = fitCalibrator(method, validation);
      const out = applyCalibrator(model, test.logits, CLASSES);
      for (let from = 0; from < out.length; from += CLASSES) {
        const row = out.subarray(from, from + CLASSES);
        assert.ok(row.every((p) => p >= 0));
        assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-9);
      }
      const after = ece(predictFromProbabilities(out, test.labels)).value;
      assert.ok(after < before / 3, `${before} to ${after}`);
    });

    it(`${method}: the same numbers after saving and loading`, () => {
      const folder = mkdtempSync(join(tmpdir(), "promptcal-calibrator-"));
      try {
        const model = fitCalibrator(method, validation);
        const file = join(folder, "fitted.json");
        saveCalibrator(file, model);
        const apply = (m: typeof model) => [...applyCalibrator(m, test.logits, CLASSES)];
        assert.deepEqual(apply(loadCalibrator(file)), apply(model));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  it("temperature: 3, by which the logits were made too large", () => {
    const model = fitCalibrator("temperature", overconfident(20000, 3));
    assert.ok(model.method === "temperature" && Math.abs(model.temperature - 3) < 0.15);
  });

  it("vector and matrix scaling find the common factor 1/3", () => {
    const data = overconfident(6000, 4);
    const vector = fitCalibrator("vector", data);
    assert.ok(vector.method === "vector");
    for (const w of vector.weights) assert.ok(Math.abs(w - 1 / 3) < 0.05, String(w));
    // With the entries off the diagonal forbidden, the matrix is the vector.
    const matrix = fitCalibrator("matrix", data, { offDiagonal: 1e6, intercept: 1e-4 });
    assert.ok(matrix.method === "matrix");
    for (let k = 0; k < CLASSES; k++) {
      const diagonal = matrix.weights[k * (CLASSES + 1)]!;
      assert.ok(Math.abs(diagonal - vector.weights[k]!) < 1e-2, String(diagonal));
    }
  });

  it("histogram: frequency of a bin, the middle of an empty one", () => {
    // Two classes, p = 0.75 for class 0 four times, right three times.
    const z = Math.log(3);
    const model = fitCalibrator(
      "histogram",
      {
        logits: Float64Array.of(z, 0, z, 0, z, 0, z, 0),
        labels: Int32Array.of(0, 0, 0, 1),
      },
      { bins: 2 },
    );
    assert.ok(model.method === "histogram");
    assert.deepEqual(model.frequencies, [
      [0.25, 3 / 4],
      [1 / 4, 0.75],
    ]);
  });

  it("serve a new label set only where they can", () => {
    const three = Float64Array.of(1, 2, 3);
    for (const method of ["temperature", "multi-isotonic"] as const)
      assert.equal(applyCalibrator(fitCalibrator(method, validation), three, 3).length, 3);
    assert.throws(
      () => applyCalibrator(fitCalibrator("isotonic", validation), three, 3),
      /rows of the 4 classes it was fitted on, got 3 values/,
    );
  });

  it("say what is wrong with data, names and files", () => {
    const none = { logits: new Float64Array(0), labels: new Int32Array(0) };
    assert.throws(() => fitCalibrator("platt", none), /n labels, n and c at least 1/);
    assert.throws(() => fitCalibrator("plat" as FittedMethod, validation), /"platt"/);
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
      const stored = (model: unknown): void =>
        writeFileSync(
          file,
          JSON.stringify({ format: "promptcal-calibrator", version: 1, model }),
        );
      for (const [model, message] of HOSTILE) {
        stored(model);
        assert.throws(() => loadCalibrator(file), { name: "PromptcalError", message });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("monotone fit", () => {
  it("pools neighbours that fall", () => {
    const { x, y } = fitMonotone(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 1, 0, 1));
    // 1 and 0 at 2 and 3 become 1/2 each
    assert.deepEqual(
      [x, y],
      [
        [1, 2, 3, 4],
        [0, 0.5, 0.5, 1],
      ],
    );
  });

  it("averages equal inputs, is linear between points and constant beyond", () => {
    const curve = fitMonotone(Float64Array.of(1, 1, 3), Uint8Array.of(0, 1, 1));
    assert.deepEqual(curve.y, [0.5, 1]);
    assert.equal(evaluateMonotone(curve, 2), 0.75);
    assert.equal(evaluateMonotone(curve, 0), 0.5);
    assert.equal(evaluateMonotone(curve, 9), 1);
  });
});

describe("distance-aware calibration", () => {
  const base = Float64Array.of(1, 0, 0, 1);
  it("lowers the confidence of a class that moved away", () => {
    const { factors } = fitDistanceAware(
      {
        baseTuned: base,
        baseZeroShot: base,
        currentTuned: Float64Array.of(-1, 0),
        currentZeroShot: Float64Array.of(0.6, 0.8),
        dimension: 2,
      },
      { neighbours: 1 },
    );
    const [tuned, zeroShot] = [Math.hypot(-1, -1), Math.hypot(0.6, 0.8 - 1)];
    assert.ok(Math.abs(factors[0]! - Math.exp(zeroShot - tuned)) < 1e-12);
  });

  it("leaves a base class as it is, and names features that do not fit", () => {
    const features = {
      baseTuned: base,
      baseZeroShot: base,
      currentTuned: base,
      currentZeroShot: base,
      dimension: 2,
    };
    assert.deepEqual(fitDistanceAware(features).factors, [1, 1]);
    assert.throws(
      () => fitDistanceAware({ ...features, currentZeroShot: Float64Array.of(1, 0) }),
      /4 and 2 of current ones/,
    );
  });
});
