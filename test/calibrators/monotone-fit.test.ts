import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evaluateMonotone, fitMonotone } from "../../src/calibrators/monotone-fit";

describe("monotone fit", () => {
  it("pools neighbours that fall", () => {
    const { x, y } = fitMonotone(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 1, 0, 1));
    // 1 and 0 at 2 and 3 become 1/2 each
    assert.deepEqual(
      [x, y],
      [
        [1, 2, 3, 4],
        [0, 0.5, 0.5, 1],
      ],
    );
  });

  it("averages equal inputs, is linear between points and constant beyond", () => {
    const curve = fitMonotone(Float64Array.of(1, 1, 3), Uint8Array.of(0, 1, 1));
    assert.deepEqual(curve.y, [0.5, 1]);
    assert.equal(evaluateMonotone(curve, 2), 0.75);
    assert.equal(evaluateMonotone(curve, 0), 0.5);
    assert.equal(evaluateMonotone(curve, 9), 1);
  });
});
