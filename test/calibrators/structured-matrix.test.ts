import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { penalisedNll } from "../../src/calibrators/affine-nll";
import { applyCalibrator, fitCalibrator } from "../../src/calibrators/calibrator";
import { fitMatrix } from "../../src/calibrators/matrix-scaling";
import {
  applyStructuredMatrix,
  fitStructuredMatrix,
  smoothedLogProbabilities,
  structuredPenalty,
} from "../../src/calibrators/structured-matrix";
import { applyTemperature, fitTemperature } from "../../src/calibrators/temperature";
import { randomNormal, seededRandom } from "../../src/random/random";
import { REFERENCE } from "../reference";
import { CLASSES, overconfident } from "./data";
import { allNear } from "./reference-data";

interface Case {
  readonly logits: number[];
  readonly labels: number[];
  readonly test_logits: number[];
  readonly temperature: number;
  readonly weights: number[];
  readonly intercepts: number[];
  readonly test_probabilities: number[];
}
const CASES = JSON.parse(
  readFileSync(join(REFERENCE, "structured-matrix", "cases.json"), "utf8"),
) as readonly Case[];

describe("structured matrix scaling", () => {
  for (const expected of CASES) {
    const classes = expected.intercepts.length;
    const n = expected.labels.length;
    it(`agrees with the authors' package (${n} samples of ${classes} classes)`, () => {
      const model = fitStructuredMatrix({
        logits: Float64Array.from(expected.logits),
        labels: Int32Array.from(expected.labels),
      });
      // The package halves an interval of 32 around ln T thirty times.
      assert.ok(Math.abs(model.temperature / expected.temperature - 1) < 32 / 2 ** 30);
      allNear(model.weights, expected.weights, 1e-6);
      allNear(model.intercepts, expected.intercepts, 1e-6);
      const out = applyStructuredMatrix(model, Float64Array.from(expected.test_logits));
      allNear(out, expected.test_probabilities, 1e-6);
    });
  }

  it("is at the minimum of its objective: each entry is its share of the residuals", () => {
    const data = overconfident(200, 1);
    const n = data.labels.length;
    const model = fitStructuredMatrix(data);
    const p = applyStructuredMatrix(model, data.logits);
    const z = smoothedLogProbabilities(model, data.logits, CLASSES);
    /** Mean over the samples of (onehot - p) of one class times a factor. */
    const residual = (k: number, factor: (sample: number) => number) => {
      let sum = 0;
      for (let i = 0; i < n; i++)
        sum += (Number(data.labels[i] === k) - p[i * CLASSES + k]!) * factor(i);
      return sum / n;
    };
    // Slope 0: 2 c / n times the entry (or (c - 1) times that, off the diagonal) equals the residual.
    const weight = (2 * CLASSES) / n;
    for (let k = 0; k < CLASSES; k++) {
      const b = residual(k, () => 1) / weight;
      assert.ok(Math.abs(model.intercepts[k]! - b) < 1e-6);
      for (let j = 0; j < CLASSES; j++) {
        const slope = residual(k, (i) => z[i * CLASSES + j]!);
        const w = j === k ? 1 + slope / weight : slope / (weight * (CLASSES - 1));
        assert.ok(Math.abs(model.weights[k * CLASSES + j]! - w) < 1e-6, `${k}, ${j}`);
      }
    }
  });

  it("with a strong penalty is temperature scaling, mixed with 1 / (n + 1) of the uniform distribution", () => {
    const data = overconfident(150, 3);
    const out = applyStructuredMatrix(
      fitStructuredMatrix(data, { strength: 1e9 }),
      data.logits,
    );
    const scaled = applyTemperature(fitTemperature(data), data.logits, CLASSES);
    const share = 1 / 151;
    const mixed = scaled.map((p) => (1 - share) * p + share / CLASSES);
    allNear(out, mixed, 1e-7);
  });

  it("without a penalty is matrix scaling of the same log-probabilities", () => {
    const data = overconfident(3000, 4);
    const model = fitStructuredMatrix(data, { strength: 0 });
    const logits = smoothedLogProbabilities(model, data.logits, CLASSES);
    const free = fitMatrix({ ...data, logits }, { offDiagonal: 0, intercept: 0 });
    allNear(
      applyStructuredMatrix(model, data.logits),
      applyCalibrator(free, logits, CLASSES),
      1e-5,
    );
  });

  it("learns fewer samples by heart than Dirichlet calibration does", () => {
    const few = overconfident(24, 5);
    const test = overconfident(2000, 6);
    const nll = (method: "structured-matrix" | "dirichlet" | "temperature") => {
      const out = applyCalibrator(fitCalibrator(method, few), test.logits, CLASSES);
      const logs = [...test.labels].map((y, i) => -Math.log(out[i * CLASSES + y]!));
      return logs.reduce((a, b) => a + b) / logs.length;
    };
    const own = nll("structured-matrix");
    assert.ok(own < nll("dirichlet"));
    // 24 samples cannot tell much beyond the temperature: within 0.05 nats of it.
    assert.ok(Math.abs(own - nll("temperature")) < 0.05, String(own));
  });

  it("has the gradient of its objective (central differences)", () => {
    const { labels, logits } = overconfident(30, 7);
    const objective = penalisedNll({ logits, labels }, structuredPenalty(CLASSES, 30));
    const size = CLASSES * (CLASSES + 1);
    const x = Float64Array.from(randomNormal(size, 0.5, seededRandom("gradient")));
    const gradient = new Float64Array(size);
    objective(x, gradient);
    const h = 1e-5;
    x.forEach((_, k) => {
      const [up, down] = [h, -h].map((step) => {
        const moved = x.slice();
        moved[k]! += step;
        return objective(moved, new Float64Array(size));
      });
      const numeric = (up! - down!) / (2 * h);
      assert.ok(Math.abs(numeric - gradient[k]!) < 1e-7, `${k}: ${numeric}`);
    });
  });

  it("refuses rows of other classes", () => {
    const model = fitStructuredMatrix(overconfident(40, 8));
    assert.throws(
      () => applyStructuredMatrix(model, new Float64Array(6)),
      /structured matrix scaling: expected rows of the 4 classes it was fitted on/,
    );
  });
});
