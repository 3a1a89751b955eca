import assert from "node:assert/strict";
import { test } from "node:test";
import { leastNllScale } from "../../src/calibrators/least-nll-scale";
import { nll } from "../../src/metrics/probability/nll";
import { allNear, readReference } from "./reference-data";

test("least NLL: the optimum of the reference's objective", () => {
  const { reference, reals, labels } = readReference();
  const { optimum } = reference.calibrators.temperature_scaling;
  const group = { scores: reals("cal.val_cosines"), labels: labels("cal.val_labels") };
  const fit = leastNllScale([group], [1, 1000]);
  // A scalar minimiser on values of the loss is good to the root of float64's precision.
  assert.ok(Math.abs(fit.scale / optimum.scale - 1) < 1e-6, String(fit.scale));
  allNear([fit.nll], [optimum.val_nll], 1e-9);
  const test = Float64Array.from(reals("cal.test_cosines"), (c) => fit.scale * c);
  allNear([nll(test, labels("cal.test_labels")).value], [optimum.test_nll], 1e-6);
});
