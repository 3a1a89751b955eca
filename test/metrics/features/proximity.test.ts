import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { proximity } from "../../../src/metrics/features/proximity";
import { referenceReals } from "../reference-sets";
import { near } from "../helpers";

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

  it("agrees with the reference code on validation images and on test images", () => {
    const known = referenceReals("cal.val_image_features");
    const { values, width } = known;
    const own = proximity(values, values, width, { sameSet: true });
    const ownExpected = referenceReals("cal.val_proximity").values;
    assert.equal(own.length, ownExpected.length);
    own.forEach((value, i) => near(value, ownExpected[i]!, 1e-6));
    const test = proximity(referenceReals("cal.test_image_features").values, values, width);
    const testExpected = referenceReals("cal.test_proximity").values;
    assert.equal(test.length, testExpected.length);
    test.forEach((value, i) => near(value, testExpected[i]!, 1e-6));
  });
});
