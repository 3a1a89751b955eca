import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ace } from "../../src/metrics/ace";
import { assignEqualMassBins } from "../../src/metrics/bins";
import { accuracy } from "../../src/metrics/accuracy";
import type { CalibrationInput } from "../../src/metrics/calibration-input";
import { countConfidences } from "../../src/metrics/confidence-histogram";
import { debiasedEce } from "../../src/metrics/debiased-ece";
import { ece } from "../../src/metrics/ece";
import { mce } from "../../src/metrics/mce";
import { overconfidence, underconfidence } from "../../src/metrics/over-under-confidence";
import { piece } from "../../src/metrics/piece";
import { proximity } from "../../src/metrics/proximity";
import { rmsCalibrationError } from "../../src/metrics/rms-calibration-error";
import { smoothEce } from "../../src/metrics/smooth-ece";
import { anyInput, samples } from "./helpers";

function near(got: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

const textbook = { rule: "textbook" } as const;
const scored: Readonly<Record<string, (input: CalibrationInput) => number>> = {
  ace: (input) => ace(input).value,
  mce: (input) => mce(input).value,
  "mce, weighted": (input) => mce(input, { form: "weighted" }).value,
  rms: (input) => rmsCalibrationError(input).value,
  debiased: (input) => debiasedEce(input).value,
  smooth: (input) => smoothEce(input).value,
  over: (input) => overconfidence(input, textbook).value,
  under: (input) => underconfidence(input, textbook).value,
  piece: (input) => piece(input, input.confidence.map(Math.sqrt)).value,
};

describe("metrics over bins", () => {
  for (const [name, score] of Object.entries(scored)) {
    it(`${name}: in [0, 1] and blind to order`, () => {
      const runs = name === "smooth" ? 15 : 100;
      fc.assert(
        fc.property(anyInput, (input) => {
          const value = score(input);
          assert.ok(value >= 0 && value <= 1 + 1e-12, String(value));
          const reversed = {
            confidence: input.confidence.slice().reverse(),
            correct: input.correct.slice().reverse(),
          };
          near(score(reversed), value, 1e-6);
        }),
        { numRuns: runs },
      );
    });
    it(`${name}: 0 where accuracy equals confidence`, () => {
      // Half right at 0.5, all right at 1, three of four right at 0.75.
      const rows = [0, 1, 2, 3].flatMap((i) => [
        [0.5, i % 2 === 0 ? 1 : 0] as const,
        [0.75, i === 0 ? 0 : 1] as const,
        [1, 1] as const,
      ]);
      near(score(samples(...rows)), 0, name === "smooth" ? 0.03 : 1e-12);
    });
  }
});

describe("ACE", () => {
  it("halves four samples at their median and weighs both halves", () => {
    const input = samples([0.2, 0], [0.4, 1], [0.6, 0], [0.8, 1]);
    // median 0.5: bins {0.2, 0.4} and {0.6, 0.8}, accuracies 1/2 each
    near(ace(input, { bins: 2 }).value, (Math.abs(0.5 - 0.3) + Math.abs(0.5 - 0.7)) / 2);
  });

  it("merges equal edges, and counts the bins that are left", () => {
    const tied = samples([0.5, 1], [0.5, 0], [0.5, 1], [0.9, 1]);
    const { bins, value } = ace(tied, { bins: 4 });
    // quartiles 0.5, 0.5, 0.5, 0.6, 0.9: two bins
    assert.equal(bins, 2);
    near(value, (3 / 4) * Math.abs(2 / 3 - 0.5) + (1 / 4) * (1 - 0.9));
    assert.equal(ace(samples([0.7, 1], [0.7, 0])).bins, 1);
  });

  it("puts a value on an edge into the bin above, and the largest into the last", () => {
    const { edges, weightBin } = assignEqualMassBins(Float64Array.of(1, 2, 3), 2);
    assert.deepEqual([...edges], [1, 2, 3]);
    assert.deepEqual([...weightBin], [0, 1, 1]);
  });
});

describe("MCE", () => {
  const input = samples([0.3, 1], [0.9, 0], [0.9, 0], [0.9, 1]);
  it("is the largest gap, or the largest gap times the bin's share", () => {
    const [low, high] = [1 - 0.3, 0.9 - 1 / 3];
    near(mce(input).value, Math.max(low, high));
    near(mce(input, { form: "weighted" }).value, Math.max(low / 4, (3 * high) / 4));
  });

  it("keeps a confidence of 1 under both rules", () => {
    for (const rule of ["paper", "textbook"] as const)
      near(mce(samples([1, 0]), { rule }).value, 1);
  });

  it("names a form that does not exist", () => {
    assert.throws(() => mce(input, { form: "lagest" as "largest" }), /did you mean/);
  });
});

describe("PIECE", () => {
  it("sees errors that cancel within a confidence bin", () => {
    const input = samples([0.5, 1], [0.5, 0]);
    near(ece(input).value, 0);
    near(piece(input, Float64Array.of(0.1, 0.9), { proximityBins: 2 }).value, 0.5);
  });

  it("is at least the ECE, and equal to it where proximity tells nothing", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { value } = ece(input, textbook);
        const spread = input.confidence.map((c, i) => c * ((i % 3) + 1));
        assert.ok(piece(input, spread, textbook).value >= value - 1e-12);
        near(
          piece(input, new Float64Array(input.confidence.length), textbook).value,
          value,
        );
      }),
    );
  });

  it("refuses a proximity of another length or NaN", () => {
    const input = samples([0.5, 1], [0.5, 0]);
    assert.throws(() => piece(input, Float64Array.of(1)), /2 finite numbers.*got 1/);
    assert.throws(() => piece(input, Float64Array.of(1, NaN)), /NaN at sample 1/);
  });
});

describe("proximity", () => {
  it("is exp(-mean distance to the K nearest), itself left out of its own set", () => {
    const line = Float64Array.of(0, 1, 3);
    const [first] = proximity(Float64Array.of(0), line, 1, { neighbours: 2 });
    near(first!, Math.exp(-(0 + 1) / 2));
    const own = proximity(line, line, 1, { neighbours: 2, sameSet: true });
    near(own[0]!, Math.exp(-(1 + 3) / 2));
    near(own[1]!, Math.exp(-(1 + 2) / 2));
  });

  it("says when too few are known", () => {
    const one = Float64Array.of(1);
    assert.throws(() => proximity(one, one, 1), /at least 5 known samples .* got 1/);
  });
});

describe("parts and forms of ECE", () => {
  it("over- and underconfidence add up to the ECE, and their difference to the gap", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const rule of ["paper", "textbook"] as const) {
          const over = overconfidence(input, { rule }).value;
          const under = underconfidence(input, { rule }).value;
          near(over + under, ece(input, { rule }).value);
        }
      }),
    );
  });

  it("RMS is at least ECE", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const rms = rmsCalibrationError(input, textbook).value;
        assert.ok(rms >= ece(input, textbook).value - 1e-12);
        assert.ok(debiasedEce(input, textbook).value <= rms + 1e-12);
      }),
    );
  });

  it("debiasing takes off the variance of the bin's accuracy", () => {
    const input = samples([0.9, 1], [0.9, 0], [0.9, 0], [0.9, 1]);
    const squared = (0.9 - 0.5) ** 2 - (0.5 * 0.5) / (4 - 1);
    near(debiasedEce(input).squared, squared);
    near(debiasedEce(input).value, Math.sqrt(squared));
  });

  it("the histogram counts every sample once", () => {
    const { right, wrong, edges } = countConfidences(samples([0.3, 1], [0.4, 0], [1, 1]), {
      bins: 2,
    });
    assert.deepEqual([...right], [1, 1]);
    assert.deepEqual([...wrong], [1, 0]);
    assert.deepEqual([...edges], [0, 0.5, 1]);
  });
});

describe("smooth ECE", () => {
  it("of one residual r is r itself: the smoothed curve keeps its area", () => {
    near(smoothEce(samples([0.7, 0])).value, 0.7, 1e-3);
    near(smoothEce(samples([0.7, 1])).value, 1 - 0.7, 1e-3);
  });

  it("is at least the size of the gap", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const mean = input.confidence.reduce((a, b) => a + b) / input.confidence.length;
        const gap = Math.abs(mean - accuracy(input).value);
        assert.ok(smoothEce(input).value >= gap - 1e-3);
      }),
      { numRuns: 15 },
    );
  });
});
