import assert from "node:assert/strict";
import { test } from "node:test";
import { claims } from "../../../src/report/claims/list/claims";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { judgeModels } from "../../../src/report/claims/judging/judge-models";
import { modelRows } from "../../../src/report/claims/model-rows";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const C2 = claims.filter(({ id }) => id === "C2");
const options = { resamples: 100, claims: C2 };
const runs = new Map(
  ["icons", "icons-b"].map((model, name) => [model, simulatedRuns(paperStory, { name })]),
);

test("a claim of several models has a row of their mean and one of each", () => {
  const rows = modelRows(judgeModels(runs, options));
  assert.deepEqual(
    rows.map(({ label, series }) => [label, series]),
    [
      ["<b>C2</b> gap<sub>new</sub>(CoOp) > 0", "mean of 2 models"],
      ["icons", "icons"],
      ["icons-b", "icons-b"],
    ],
  );
  const [mean, first, second] = rows.map(({ effect }) => effect);
  assert.ok(Math.abs(mean! - (first! + second!) / 2) < 1e-9);
  assert.equal(new Set(rows.map(({ colour }) => colour)).size, 3);
});

test("a claim of one model has none", () => {
  assert.deepEqual(modelRows(judgeClaims(runs.get("icons")!, options)), []);
});
