import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { accuracy } from "../../src/metrics/accuracy";
import { brier } from "../../src/metrics/brier";
import { brierDecomposition } from "../../src/metrics/brier-decomposition";
import { classwiseEce } from "../../src/metrics/classwise-ece";
import { macroF1 } from "../../src/metrics/macro-f1";
import { augrc } from "../../src/metrics/augrc";
import { aurc } from "../../src/metrics/aurc";
import { thresholdedAce } from "../../src/metrics/thresholded-ace";
import { anyInput, samples } from "./helpers";

function near(got: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

/** Two to five samples of three classes, rows that sum to 1. */
const predictions = fc
  .array(
    fc.tuple(
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.nat(9)),
      fc.integer({ min: 0, max: 2 }),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => ({
    probabilities: Float64Array.from(
      rows.flatMap(([parts]) => {
        const sum = parts[0] + parts[1] + parts[2];
        return parts.map((part) => part / sum);
      }),
    ),
    labels: Int32Array.from(rows, ([, label]) => label),
  }));

describe("Brier decomposition", () => {
  it("adds up to the Brier score, with parts of at least 0", () => {
    fc.assert(
      fc.property(predictions, ({ probabilities, labels }) => {
        const parts = brierDecomposition(probabilities, labels);
        near(parts.value, brier(probabilities, labels).value);
        const { reliability, resolution, uncertainty, withinBins } = parts;
        near(reliability - resolution + uncertainty + withinBins, parts.value);
        for (const part of [reliability, resolution, uncertainty]) assert.ok(part >= 0);
        assert.ok(resolution <= uncertainty + 1e-12);
      }),
    );
  });

  it("of the base rate itself: no reliability error, no resolution", () => {
    const p = brierDecomposition(
      Float64Array.of(0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75),
      Int32Array.of(0, 1, 1, 1),
    );
    near(p.reliability, 0);
    near(p.resolution, 0);
    near(p.uncertainty, 2 * 0.25 * 0.75);
  });
});

describe("classwise and thresholded errors", () => {
  it("classwise ECE is the mean over classes of |p_k - frequency| in one bin", () => {
    const p = Float64Array.of(0.6, 0.4, 0.8, 0.2);
    const { value, perClass } = classwiseEce(p, Int32Array.of(0, 1), { bins: 1 });
    near(perClass[0]!, Math.abs((0.6 + 0.8) / 2 - 1 / 2));
    near(perClass[1]!, Math.abs((0.4 + 0.2) / 2 - 1 / 2));
    near(value, (perClass[0]! + perClass[1]!) / 2);
  });

  it("the threshold leaves small probabilities out", () => {
    const p = Float64Array.of(0.995, 0.005, 0.4, 0.6);
    const { value } = thresholdedAce(p, Int32Array.of(0, 1), { bins: 1 });
    // class 0: {0.995, 0.4}, one of two right; class 1: {0.6}, right
    near(value, (Math.abs((0.995 + 0.4) / 2 - 1 / 2) + Math.abs(0.6 - 1)) / 2);
    assert.throws(
      () => thresholdedAce(p, Int32Array.of(0, 1), { threshold: 1 }),
      /\[0, 1\)/,
    );
  });

  it("lie in [0, 1] for any predictions", () => {
    fc.assert(
      fc.property(predictions, ({ probabilities, labels }) => {
        for (const metric of [classwiseEce, thresholdedAce]) {
          const { value } = metric(probabilities, labels);
          assert.ok(value >= 0 && value <= 1 + 1e-12);
        }
      }),
    );
  });
});

describe("risk and coverage", () => {
  it("by hand: one right, one wrong, in either order", () => {
    // risks of the most confident one, two
    near(aurc(samples([0.9, 1], [0.8, 0])).value, (0 + 1 / 2) / 2);
    near(aurc(samples([0.9, 0], [0.8, 1])).value, (1 + 1 / 2) / 2);
    near(aurc(samples([0.9, 1], [0.9, 0])).value, (1 / 2 + 1 / 2) / 2);
    // generalised risks at coverages 0, 1/2, 1: 0, 0, 1/2 and 0, 1/2, 1/2
    near(augrc(samples([0.9, 1], [0.8, 0])).value, (0 / 2 + (0 + 1 / 2) / 2) / 2);
    near(augrc(samples([0.9, 0], [0.8, 1])).value, ((0 + 1 / 2) / 2 + 1 / 2) / 2);
  });

  it("AUGRC = (1 - AUROC) acc (1 - acc) + (1 - acc)^2 / 2", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const share = accuracy(input).value;
        let [pairs, above] = [0, 0];
        input.correct.forEach((right, i) =>
          input.correct.forEach((other, j) => {
            if (right !== 1 || other !== 0) return;
            pairs += 1;
            above += (1 + Math.sign(input.confidence[i]! - input.confidence[j]!)) / 2;
          }),
        );
        const auroc = pairs === 0 ? 0.5 : above / pairs;
        const expected = (1 - auroc) * share * (1 - share) + (1 - share) ** 2 / 2;
        near(augrc(input).value, expected);
      }),
    );
  });

  it("both are 0 without errors; AURC is the error rate where all confidences are equal", () => {
    assert.equal(aurc(samples([0.3, 1], [0.6, 1])).value, 0);
    assert.equal(augrc(samples([0.3, 1], [0.6, 1])).value, 0);
    near(aurc(samples([0.5, 1], [0.5, 0], [0.5, 0])).value, 2 / 3);
  });
});

describe("macro F1", () => {
  it("is the mean over the classes that occur", () => {
    const { value } = macroF1(
      { prediction: Int32Array.of(0, 0, 2) },
      Int32Array.of(0, 1, 1),
    );
    // class 0: 2 * 1 / (1 + 2); class 1: never predicted
    near(value, (2 / 3 + 0) / 2);
  });
});
