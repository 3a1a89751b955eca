import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluateRun } from "../../../src/analysis/runs/evaluate-runs";
import { methodTitle } from "../../../src/analysis/methods";
import { seedEnsembles } from "../../../src/analysis/runs/seed-ensembles";
import type { ClassSetPredictions } from "../../../src/experiments/run/predictions";
import { loadRuns } from "../../../src/experiments/store/load";
import type { RunSpec } from "../../../src/experiments/spec/spec";
import { baseNewTable } from "../../../src/report/tables/base-new-table";
import { finishSomeRun, someSpec, temporaryFolder } from "../../experiments/helpers";

/** Two images of two classes; the probability of the first class of each. */
function predictions(...first: readonly number[]): ClassSetPredictions {
  return {
    classNames: ["ant", "bee"],
    logits: Float32Array.from(first.flatMap((p) => [Math.log(p), Math.log(1 - p)])),
    labels: Int32Array.of(0, 1),
    textFeatures: Float32Array.of(1, 0, 0, 1),
    zeroShotTextFeatures: Float32Array.of(1, 0, 0, 1),
  };
}

test("the ensemble of seeds has the mean probability of its runs", (context) => {
  const store = temporaryFolder(context);
  const specs = [2, 1, 3].map((seed) => someSpec({ seed, regulariser: "dor" }));
  const firsts = [
    [0.9, 0.6],
    [0.8, 0.7],
    [0.1, 0.2],
  ];
  specs.forEach((spec, i) => {
    const both = predictions(...firsts[i]!);
    finishSomeRun(store, spec, { base: both, new: both });
  });
  const runs = loadRuns(specs, store);
  const [ensemble, ...others] = seedEnsembles(runs);
  assert.deepEqual(others, []);
  assert.equal(methodTitle(ensemble!.method), "CoOp+DOR, ensemble of seeds");
  assert.equal(ensemble!.seed, 1);
  // Of the first class: (0.9 + 0.8 + 0.1) / 3 = 0.6 and (0.6 + 0.7 + 0.2) / 3 = 0.5.
  const expected = [(0.9 + 0.8 + 0.1) / 3, (0.6 + 0.7 + 0.2) / 3];
  for (const classSet of ["base", "new"] as const) {
    const { confidence, correct } = ensemble![classSet];
    confidence.forEach((c, i) => assert.ok(Math.abs(c - expected[i]!) < 1e-6));
    assert.equal(correct[0], 1);
  }
  const table = baseNewTable([...runs.map(evaluateRun), ensemble!], ["ece"], {
    caption: "a table",
    resamples: 10,
  });
  assert.deepEqual(
    table.rows.map(({ title, seeds }) => [title, seeds]),
    [
      ["CoOp+DOR", 3],
      ["CoOp+DOR, ensemble of seeds", 1],
    ],
  );
});

test("one seed is no ensemble, zero-shot has none, and seeds of other images are refused", (context) => {
  const store = temporaryFolder(context);
  const finish = (spec: RunSpec, own: ClassSetPredictions) =>
    finishSomeRun(store, spec, { base: own, new: own });
  const alone = someSpec({ seed: 1 });
  const zeroShot = [1, 2].map((seed) => someSpec({ seed, tuner: "zeroshot" }));
  for (const spec of [alone, ...zeroShot]) finish(spec, predictions(0.9, 0.2));
  assert.deepEqual(seedEnsembles(loadRuns([alone, ...zeroShot], store)), []);
  const other = someSpec({ seed: 2 });
  finish(other, { ...predictions(0.9, 0.2), labels: Int32Array.of(1, 1) });
  assert.throws(
    () => seedEnsembles(loadRuns([alone, other], store)),
    /seeds of coop on food: expected the same test images and classes, got others/,
  );
});
