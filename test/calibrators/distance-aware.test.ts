import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fitDistanceAware, rescaleByDistance } from "../../src/calibrators/distance-aware";
import { allNear, readReference } from "./reference-data";

describe("distance-aware calibration", () => {
  const base = Float64Array.of(1, 0, 0, 1);
  it("lowers the confidence of a class that moved away", () => {
    const { factors } = fitDistanceAware(
      {
        baseTuned: base,
        baseZeroShot: base,
        currentTuned: Float64Array.of(-1, 0),
        currentZeroShot: Float64Array.of(0.6, 0.8),
        dimension: 2,
      },
      { neighbours: 1 },
    );
    const [tuned, zeroShot] = [Math.hypot(-1, -1), Math.hypot(0.6, 0.8 - 1)];
    assert.ok(Math.abs(factors[0]! - Math.exp(zeroShot - tuned)) < 1e-12);
  });

  it("leaves a base class as it is, and names features that do not fit", () => {
    const features = {
      baseTuned: base,
      baseZeroShot: base,
      currentTuned: base,
      currentZeroShot: base,
      dimension: 2,
    };
    assert.deepEqual(fitDistanceAware(features).factors, [1, 1]);
    assert.throws(
      () => fitDistanceAware({ ...features, currentZeroShot: Float64Array.of(1, 0) }),
      /4 and 2 of current ones/,
    );
  });

  it("agrees with the reference code: factors and rescaled logits of every case", () => {
    const { reference, reals, width } = readReference();
    for (const [name, { k, factors }] of Object.entries(reference.dac)) {
      const model = fitDistanceAware(
        {
          baseTuned: reals(`dac.${name}.base_tuned`),
          baseZeroShot: reals(`dac.${name}.base_zero_shot`),
          currentTuned: reals(`dac.${name}.current_tuned`),
          currentZeroShot: reals(`dac.${name}.current_zero_shot`),
          dimension: width(`dac.${name}.base_tuned`),
        },
        { neighbours: k },
      );
      allNear(model.factors, factors, 1e-9);
      const rescaled = rescaleByDistance(model, reals(`dac.${name}.logits`));
      allNear(rescaled, reals(`dac.${name}.rescaled_logits`), 1e-4);
    }
  });
});
