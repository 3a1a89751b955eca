import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyCalibrator, fitCalibrator } from "../../src/calibrators/calibrator";
import { applyDirichlet, fitDirichlet } from "../../src/calibrators/dirichlet";
import { matrixObjective } from "../../src/calibrators/matrix-scaling";
import { nll } from "../../src/metrics/probability/nll";
import { softmax } from "../../src/metrics/probability/softmax";
import { randomNormal, seededRandom } from "../../src/random/random";

const CLASSES = 3;
/** Almost none, so that the fit is the one of the greatest likelihood. */
const FREE = { offDiagonal: 1e-8, intercept: 1e-8 };

/** Logits, and labels drawn from softmax(W ln q + b) of their probabilities q. */
function planted(n: number, weights: readonly number[], intercepts: readonly number[]) {
  const random = seededRandom("planted", n, weights.join());
  const logits = Float64Array.from(randomNormal(n * CLASSES, 1.5, random));
  const model = { method: "dirichlet", weights, intercepts } as const;
  const truth = applyDirichlet(model, logits);
  const labels = Int32Array.from({ length: n }, (_, i) => {
    let left = random();
    const row = [...truth.subarray(i * CLASSES, (i + 1) * CLASSES)];
    const drawn = row.findIndex((p) => (left -= p) < 0);
    return drawn < 0 ? CLASSES - 1 : drawn;
  });
  return { data: { logits, labels }, truth };
}

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const TRANSFORM = [0.6, 0.3, 0, -0.2, 0.5, 0.1, 0, 0.2, 0.8];
const SHIFT = [0.4, -0.3, -0.1];

describe("Dirichlet calibration", () => {
  for (const [name, weights, intercepts] of [
    ["leaves calibrated probabilities as they are", IDENTITY, [0, 0, 0]],
    ["recovers a planted transform", TRANSFORM, SHIFT],
  ] as const) {
    it(name, () => {
      const n = 20_000;
      const { data, truth } = planted(n, weights, intercepts);
      const fitted = applyDirichlet(fitDirichlet(data, FREE), data.logits);
      const logs = (probabilities: Float64Array) => probabilities.map(Math.log);
      const gain =
        nll(logs(truth), data.labels).value - nll(logs(fitted), data.labels).value;
      // Wilks: 2 n gain is chi-squared with (c - 1) (c + 1) = 8 degrees of freedom: above 30 with probability 2e-4.
      assert.ok(gain >= -1e-6 && 2 * n * gain < 30, String(2 * n * gain));
      const mean = fitted.reduce((sum, p, i) => sum + Math.abs(p - truth[i]!), 0);
      assert.ok(mean / fitted.length < 0.01, String(mean / fitted.length));
    });
  }

  it("gives the frequency where a confidence stands alone", () => {
    // Probability 0.9 of the first class or of the second, and three of four right.
    const logits = Float64Array.from(
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) =>
        i < 4 ? [Math.log(9), 0] : [0, Math.log(9)],
      ),
    );
    const labels = Int32Array.of(0, 0, 0, 1, 1, 1, 1, 0);
    const model = fitDirichlet({ logits, labels }, FREE);
    const [p] = applyDirichlet(model, Float64Array.of(Math.log(9), 0));
    assert.ok(Math.abs(p! - 0.75) < 1e-4, String(p));
  });

  it("reads probabilities alone: a constant added to a sample's logits changes nothing", () => {
    const { data } = planted(400, TRANSFORM, SHIFT);
    const model = fitCalibrator("dirichlet", data);
    const moved = data.logits.map((z, i) => z + 10 * Math.floor(i / CLASSES));
    const [a, b] = [data.logits, moved].map((z) => applyCalibrator(model, z, CLASSES));
    a!.forEach((p, i) => assert.ok(Math.abs(p - b![i]!) < 1e-9));
  });

  it("with strong ODIR is a scaling of each class: no entry off the diagonal, no intercept", () => {
    const { data } = planted(400, TRANSFORM, SHIFT);
    const { weights, intercepts } = fitDirichlet(data, {
      offDiagonal: 1e6,
      intercept: 1e6,
    });
    weights.forEach((w, at) => assert.ok(at % 4 === 0 || Math.abs(w) < 1e-4));
    intercepts.forEach((b) => assert.ok(Math.abs(b) < 1e-4));
  });

  it("has the gradient of its objective (central differences)", () => {
    const { data } = planted(40, TRANSFORM, SHIFT);
    const logits = softmax(data.logits, CLASSES).map(Math.log);
    const objective = matrixObjective({ ...data, logits });
    const x = Float64Array.from(randomNormal(12, 1, seededRandom("gradient")));
    const gradient = new Float64Array(x.length);
    objective(x, gradient);
    const h = 1e-5;
    x.forEach((_, k) => {
      const [up, down] = [h, -h].map((step) => {
        const moved = x.slice();
        moved[k]! += step;
        return objective(moved, new Float64Array(x.length));
      });
      const numeric = (up! - down!) / (2 * h);
      assert.ok(Math.abs(numeric - gradient[k]!) < 1e-8, `${k}: ${numeric}`);
    });
  });

  it("refuses rows of other classes", () => {
    const { data } = planted(40, IDENTITY, [0, 0, 0]);
    assert.throws(
      () => applyDirichlet(fitDirichlet(data), new Float64Array(4)),
      /Dirichlet calibration: expected rows of the 3 classes it was fitted on/,
    );
  });
});
