import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRuns } from "../../../src/experiments/store/load";
import { divergenceTable } from "../../../src/analysis/features/divergence-table";
import { finishSomeRun, someSpec, temporaryFolder } from "../../experiments/helpers";

test("every reading of FD, and the change against zero-shot", (context) => {
  const store = temporaryFolder(context);
  const plan = ["zeroshot", "coop"].map((tuner) => someSpec({ tuner }));
  plan.forEach((spec) => finishSomeRun(store, spec));
  const [zeroShot, coop] = loadRuns(plan, store);
  // Unit features (1, 0) and (0, 1) in every run; here zero-shot's become (1, 0) and (0.6, 0.8).
  const near = {
    ...zeroShot!.predictions.base,
    textFeatures: Float32Array.of(1, 0, 0.6, 0.8),
  };
  const changed = { ...zeroShot!, predictions: { base: near, new: near } };
  const { columns, rows } = divergenceTable([changed, coop!]);
  assert.equal(columns.length, 2 + 6 + 1);
  assert.deepEqual(
    rows.map((row) => row.slice(0, 2)),
    [
      ["zero-shot", "base"],
      ["zero-shot", "new"],
      ["CoOp", "base"],
      ["CoOp", "new"],
    ],
  );
  // Two labels have one neighbour each, so that M does not matter: sqrt(0.4^2 + 0.8^2), 1 - 0.6.
  const [euclid, cosine] = [Math.sqrt(0.8).toFixed(3), "0.400"];
  assert.deepEqual(rows[0]!.slice(2, 8), [euclid, euclid, euclid, cosine, cosine, cosine]);
  const grown = (to: number, from: number) =>
    `${to.toFixed(3)} (+${(100 * (to / from - 1)).toFixed(0)} %)`;
  assert.equal(rows[2]![2], grown(Math.SQRT2, Math.sqrt(0.8)));
  assert.equal(rows[2]![5], grown(1, 0.4));
  // The centroid of two points is half way between them.
  assert.equal(rows[0]![8], (Math.sqrt(0.8) / 2).toFixed(3));
});
