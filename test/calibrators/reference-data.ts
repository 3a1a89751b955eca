import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type Calibrator,
  applyCalibrator,
  fitCalibrator,
} from "../../src/calibrators/calibrator";
import { readSafetensors } from "../../src/files/tensors/safetensors";
import type { Reals } from "../../src/metrics/probability/softmax";
import { REFERENCE } from "../reference";

interface Reference {
  readonly calibrators: {
    readonly temperature_scaling: {
      readonly optimum: Record<"scale" | "val_nll" | "test_nll", number>;
    };
  };
  readonly dac: Record<string, { readonly k: number; readonly factors: number[] }>;
}

/** Numbers and tensors that the reference code gave. */
export function readReference() {
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

/** Fails where two lists of numbers differ by more than the tolerance. */
export function allNear(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < got.length; i++) {
    const off = Math.abs(got[i]! - expected[i]!);
    assert.ok(off <= tolerance, `[${i}]: ${got[i]} is not ${expected[i]}`);
  }
}

/** Fails where a calibrator fitted on the reference's validation set does not give its test probabilities. */
export function agreesWithReference(
  method: "histogram" | "isotonic" | "multi-isotonic",
  name: string,
  options: Parameters<typeof fitCalibrator>[2] = {},
): void {
  const { reals, labels, width } = readReference();
  const data = { logits: reals("cal.val_logits"), labels: labels("cal.val_labels") };
  const model: Calibrator = fitCalibrator(method, data, options);
  const classes = width("cal.val_logits");
  const out = applyCalibrator(model, reals("cal.test_logits"), classes);
  allNear(out, reals(`cal.out.${name}.test`), 1e-9);
}
