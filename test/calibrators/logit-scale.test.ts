import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fitLogitScale } from "../../src/calibrators/logit-scale";

describe("logit scale of least NLL", () => {
  it("makes the confidence equal the accuracy where all margins are equal", () => {
    // Margin 0.1, three of four right: sigmoid(0.1 s) = 3/4, so s = ln(3) / 0.1.
    const fit = fitLogitScale([
      {
        cosines: Float32Array.from([0.5, 0.4, 0.5, 0.4, 0.4, 0.5, 0.5, 0.4]),
        labels: Int32Array.from([0, 0, 1, 1]),
      },
    ]);
    assert.ok(Math.abs(fit.scale - Math.log(3) / 0.1) < 1e-3, String(fit.scale));
    // NLL = -(3 ln(3/4) + ln(1/4)) / 4
    assert.ok(Math.abs(fit.nll + (3 * Math.log(3 / 4) + Math.log(1 / 4)) / 4) < 1e-6);
    assert.equal(fit.n, 4);
  });

  it("weighs each sample once over label sets of different sizes", () => {
    const pair = (label: number) => ({
      cosines: Float32Array.from([0.3, 0.1]),
      labels: Int32Array.of(label),
    });
    // A third class far below changes next to nothing: exp(-s) is about 1e-4 of the mass at s = 5.5.
    const triple = {
      cosines: Float32Array.from([0.3, 0.1, -2]),
      labels: Int32Array.of(0),
    };
    const together = fitLogitScale([pair(0), pair(1), pair(0), triple]);
    // Three of four right at margin 0.2.
    assert.ok(Math.abs(together.scale - Math.log(3) / 0.2) < 1e-2, String(together.scale));
  });

  it("refuses to fit on nothing", () => {
    assert.throws(() => fitLogitScale([]), /expected samples to fit on, got none/);
  });
});
