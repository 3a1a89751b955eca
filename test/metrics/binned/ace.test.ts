import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ace } from "../../../src/metrics/binned/ace";
import { assignEqualMassBins } from "../../../src/metrics/binned/bins";
import { behavesAsError, near, samples } from "../helpers";
import { referenceSets } from "../reference-sets";

describe("ACE", () => {
  behavesAsError((input) => ace(input).value);

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

  for (const { name, stored, byBins } of referenceSets()) {
    it(`agrees with the reference code on ${name}`, () => {
      // Of the stored probabilities: where confidences tie up to their last digit, as in "ties",
      // the rounding of exp decides where the quantiles lie.
      for (const { bins, lab } of byBins) {
        const adaptive = ace(stored, { bins });
        near(adaptive.value, lab.ace, 1e-9);
        assert.equal(adaptive.bins, lab.ace_edges.length - 1);
        const { edges } = assignEqualMassBins(stored.confidence, bins);
        edges.forEach((edge, b) => near(edge, lab.ace_edges[b]!, 1e-9));
      }
    });
  }
});
