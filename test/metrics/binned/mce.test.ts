import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mce } from "../../../src/metrics/binned/mce";
import { behavesAsError, near, samples } from "../helpers";
import { referenceSets } from "../reference-sets";

describe("MCE", () => {
  const input = samples([0.3, 1], [0.9, 0], [0.9, 0], [0.9, 1]);

  describe("largest gap", () => behavesAsError((any) => mce(any).value));
  describe("weighted", () => behavesAsError((any) => mce(any, { form: "weighted" }).value));

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

  for (const { name, predicted, byBins } of referenceSets()) {
    it(`agrees with the reference code on ${name}`, () => {
      for (const { bins, lab, independent } of byBins) {
        const closed = mce(predicted, { bins, rule: "textbook" }).value;
        near(closed, independent.mce_right_closed, 1e-9);
        near(mce(predicted, { bins }).value, independent.mce_left_closed, 1e-9);
        near(mce(predicted, { bins, form: "weighted" }).value, lab.mce_weighted, 1e-9);
      }
    });
  }
});
