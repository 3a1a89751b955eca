import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRuns } from "../../../src/experiments/store/load";
import { runId } from "../../../src/experiments/spec/spec";
import { ace } from "../../../src/metrics/binned/ace";
import { mce } from "../../../src/metrics/binned/mce";
import { piece } from "../../../src/metrics/binned/piece";
import { runQuantity } from "../../../src/analysis/runs/run-quantity";
import { evaluateRun, evaluateRuns } from "../../../src/analysis/runs/evaluate-runs";
import { finishSomeRun, someSpec, temporaryFolder } from "../../experiments/helpers";

test("only finished runs are loaded, in plan order, and judged from their predictions", (context) => {
  const store = temporaryFolder(context);
  const plan = [3, 1, 2].map((seed) => someSpec({ seed, regulariser: "dor" }));
  finishSomeRun(store, plan[2]!);
  finishSomeRun(store, plan[0]!);
  const runs = loadRuns(plan, store);
  assert.deepEqual(
    runs.map(({ spec }) => spec.seed),
    [3, 2],
  );
  const evaluated = evaluateRun(runs[0]!);
  assert.equal(evaluated.runId, runId(plan[0]!));
  assert.equal(evaluated.method, "coop+dor");
  assert.deepEqual(Array.from(evaluated.new.correct), [1, 1, 0]);
  // Logits (2, 0), (0, 2), (1, 0): softmax of a difference d is 1 / (1 + e^-d).
  const expected = [2, 2, 1].map((d) => 1 / (1 + Math.exp(-d)));
  evaluated.base.confidence.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < 1e-12);
  });
  assert.ok(Math.abs(evaluated.base.values["fd"]! - Math.SQRT2) < 1e-7);
});

test("further quantities of a run are those of the metrics, and what was not asked for is absent", (context) => {
  const store = temporaryFolder(context);
  const spec = someSpec({ regulariser: "dor" });
  finishSomeRun(store, spec);
  const runs = loadRuns([spec], store);
  const [plain] = evaluateRuns(runs, { bins: 5 });
  assert.equal(
    runQuantity(plain!.new, "ace", { bins: 5 }),
    ace(plain!.new, { bins: 5 }).value,
  );
  const form = { bins: 5, form: "weighted" } as const;
  assert.equal(
    runQuantity(plain!.new, "mce_weighted", { bins: 5 }),
    mce(plain!.new, form).value,
  );
  // Logits (2, 0), (0, 2), (1, 0): margins 2, 2 and 1.
  assert.ok(Math.abs(plain!.new.values["margin_to_runner_up"]! - (2 + 2 + 1) / 3) < 1e-12);
  assert.equal(runQuantity(plain!.new, "piece"), undefined);
  assert.equal(runQuantity(plain!.new, "within_bound"), undefined);
  const near = Float64Array.of(0.1, 0.2, 0.3);
  const proximities = new Map([[spec.dataset, { base: near, new: near }]]);
  const [full] = evaluateRuns(runs, { proximities, scale: 100 });
  assert.equal(full!.new.values["piece"], piece(full!.new, near).value);
  // Features at a right angle allow any confidence at this scale, and next to none at a scale of 0.
  assert.equal(full!.new.values["within_bound"], 1);
  const [narrow] = evaluateRuns(runs, { scale: 0 });
  assert.equal(narrow!.new.values["within_bound"], 0);
});
