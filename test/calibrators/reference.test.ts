import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import {
  type Calibrator,
  applyCalibrator,
  fitCalibrator,
} from "../../src/calibrators/calibrator";
import { fitDistanceAware, rescaleByDistance } from "../../src/calibrators/distance-aware";
import { leastNllScale } from "../../src/calibrators/least-nll-scale";
import { nll } from "../../src/metrics/nll";
import { proximity } from "../../src/metrics/proximity";
import type { Reals } from "../../src/metrics/softmax";
import { readSafetensors } from "../../src/files/safetensors";
import { REFERENCE } from "../reference";

interface Reference {
  readonly calibrators: {
    readonly temperature_scaling: {
      readonly optimum: Record<"scale" | "val_nll" | "test_nll", number>;
    };
  };
  readonly dac: Record<string, { readonly k: number; readonly factors: number[] }>;
}

function read() {
  const { tensors } = readSafetensors(path.join(REFERENCE, "metrics.safetensors"));
  const json = readFileSync(path.join(REFERENCE, "metrics.json"), "utf8");
  const tensor = (name: string) => tensors.get(name)!;
  return {
    reference: JSON.parse(json) as Reference,
    reals: (name: string) => tensor(name).data as Reals,
    labels: (name: string) => tensor(name).data as Int32Array,
    width: (name: string) => tensor(name).shape[1]!,
  };
}

function allNear(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < got.length; i++) {
    const off = Math.abs(got[i]! - expected[i]!);
    assert.ok(off <= tolerance, `[${i}]: ${got[i]} is not ${expected[i]}`);
  }
}

describe("calibrators agree with the reference code", () => {
  it("temperature: the optimum of the reference's objective", () => {
    const { reference, reals, labels } = read();
    const { optimum } = reference.calibrators.temperature_scaling;
    const group = { scores: reals("cal.val_cosines"), labels: labels("cal.val_labels") };
    const fit = leastNllScale([group], [1, 1000]);
    // A scalar minimiser on values of the loss is good to the root of float64's precision.
    assert.ok(Math.abs(fit.scale / optimum.scale - 1) < 1e-6, String(fit.scale));
    allNear([fit.nll], [optimum.val_nll], 1e-9);
    const test = Float64Array.from(reals("cal.test_cosines"), (c) => fit.scale * c);
    allNear([nll(test, labels("cal.test_labels")).value], [optimum.test_nll], 1e-6);
  });

  const cases = [
    ["histogram", "histogram_binning", {}],
    ["isotonic", "isotonic_regression", {}],
    [
      "multi-isotonic",
      "multi_isotonic_regression",
      { softmaxTwice: true, normalise: false },
    ],
  ] as const;
  for (const [method, name, options] of cases) {
    it(method, () => {
      const { reals, labels, width } = read();
      const data = { logits: reals("cal.val_logits"), labels: labels("cal.val_labels") };
      const model: Calibrator = fitCalibrator(method, data, options);
      const classes = width("cal.val_logits");
      const out = applyCalibrator(model, reals("cal.test_logits"), classes);
      allNear(out, reals(`cal.out.${name}.test`), 1e-9);
    });
  }

  it("distance-aware: factors and rescaled logits of every case", () => {
    const { reference, reals, width } = read();
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

  it("proximity of validation images to each other and of test images to them", () => {
    const { reals, width } = read();
    const dimension = width("cal.val_image_features");
    const known = reals("cal.val_image_features");
    const own = proximity(known, known, dimension, { sameSet: true });
    allNear(own, reals("cal.val_proximity"), 1e-6);
    const test = proximity(reals("cal.test_image_features"), known, dimension);
    allNear(test, reals("cal.test_proximity"), 1e-6);
  });
});
