import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { aurc } from "../../../src/metrics/ranking/aurc";
import { anyInput, near, samples } from "../helpers";

describe("AURC", () => {
  it("by hand: one right, one wrong, in either order", () => {
    // risks of the most confident one, two
    near(aurc(samples([0.9, 1], [0.8, 0])).value, (0 + 1 / 2) / 2);
    near(aurc(samples([0.9, 0], [0.8, 1])).value, (1 + 1 / 2) / 2);
    near(aurc(samples([0.9, 1], [0.9, 0])).value, (1 / 2 + 1 / 2) / 2);
  });

  it("is 0 without errors, and the error rate where all confidences are equal", () => {
    assert.equal(aurc(samples([0.3, 1], [0.6, 1])).value, 0);
    near(aurc(samples([0.5, 1], [0.5, 0], [0.5, 0])).value, 2 / 3);
  });

  it("is the mean error rate of the i most confident samples, ties in expectation", () => {
    fc.assert(
      fc.property(anyInput, ({ confidence, correct }) => {
        const order = [...confidence.keys()].sort(
          (a, b) => confidence[b]! - confidence[a]!,
        );
        let [sum, wrong] = [0, 0];
        order.forEach((sample, i) => {
          const tied = order.filter((other) => confidence[other] === confidence[sample]);
          // A tied sample's expected verdict is its group's mean.
          wrong += tied.filter((other) => correct[other] === 0).length / tied.length;
          sum += wrong / (i + 1);
        });
        near(aurc({ confidence, correct }).value, sum / order.length, 1e-9);
      }),
    );
  });
});
