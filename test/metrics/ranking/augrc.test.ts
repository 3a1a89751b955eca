import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { accuracy } from "../../../src/metrics/accuracy";
import { augrc } from "../../../src/metrics/ranking/augrc";
import { anyInput, near, samples } from "../helpers";

describe("AUGRC", () => {
  it("by hand: one right, one wrong, in either order", () => {
    // generalised risks at coverages 0, 1/2, 1: 0, 0, 1/2 and 0, 1/2, 1/2
    near(augrc(samples([0.9, 1], [0.8, 0])).value, (0 / 2 + (0 + 1 / 2) / 2) / 2);
    near(augrc(samples([0.9, 0], [0.8, 1])).value, ((0 + 1 / 2) / 2 + 1 / 2) / 2);
  });

  it("is (1 - AUROC) acc (1 - acc) + (1 - acc)^2 / 2", () => {
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

  it("is 0 without errors", () => {
    assert.equal(augrc(samples([0.3, 1], [0.6, 1])).value, 0);
  });
});
