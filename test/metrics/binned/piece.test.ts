import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ece } from "../../../src/metrics/binned/ece";
import { piece } from "../../../src/metrics/binned/piece";
import { anyInput, behavesAsError, near, samples } from "../helpers";
import { referenceSets } from "../reference-sets";

const textbook = { rule: "textbook" } as const;

describe("PIECE", () => {
  behavesAsError((input) => piece(input, input.confidence.map(Math.sqrt)).value);

  it("sees errors that cancel within a confidence bin", () => {
    const input = samples([0.5, 1], [0.5, 0]);
    near(ece(input).value, 0);
    near(piece(input, Float64Array.of(0.1, 0.9), { proximityBins: 2 }).value, 0.5);
  });

  it("is at least the ECE, and equal to it where proximity tells nothing", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { value } = ece(input, textbook);
        const varied = input.confidence.map((c, i) => c * ((i % 3) + 1));
        assert.ok(piece(input, varied, textbook).value >= value - 1e-12);
        const equal = new Float64Array(input.confidence.length);
        near(piece(input, equal, textbook).value, value);
      }),
    );
  });

  it("refuses a proximity of another length or NaN", () => {
    const input = samples([0.5, 1], [0.5, 0]);
    assert.throws(() => piece(input, Float64Array.of(1)), /2 finite numbers.*got 1/);
    assert.throws(() => piece(input, Float64Array.of(1, NaN)), /NaN at sample 1/);
  });

  for (const { name, predicted, proximity, byBins } of referenceSets()) {
    it(`agrees with the reference code on ${name}`, () => {
      for (const { bins, lab } of byBins) {
        for (const proximityBins of [5, 10] as const) {
          near(
            piece(predicted, proximity, { bins, proximityBins }).value,
            lab[`piece_${proximityBins}_proximity_bins`],
            1e-9,
          );
        }
      }
    });
  }
});
