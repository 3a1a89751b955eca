import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRuns } from "../../src/experiments/load";
import { runId } from "../../src/experiments/spec";
import { judgedRun } from "../../src/notebook/judged-runs";
import { finishSomeRun, someSpec, temporaryFolder } from "../experiments/helpers";

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
  const judged = judgedRun(runs[0]!);
  assert.equal(judged.runId, runId(plan[0]!));
  assert.equal(judged.method, "coop+dor");
  assert.deepEqual(Array.from(judged.new.correct), [1, 1, 0]);
  // Logits (2, 0), (0, 2), (1, 0): softmax of a difference d is 1 / (1 + e^-d).
  const expected = [2, 2, 1].map((d) => 1 / (1 + Math.exp(-d)));
  judged.base.confidence.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < 1e-12);
  });
  assert.ok(Math.abs(judged.base.fd - Math.SQRT2) < 1e-7);
});

test("a method that the claims do not know is named", (context) => {
  const store = temporaryFolder(context);
  const spec = someSpec({ tuner: "coopy" });
  finishSomeRun(store, spec);
  const [run] = loadRuns([spec], store);
  assert.throws(() => judgedRun(run!), {
    message: /unknown method of the claims "coopy"; did you mean "coop"\?/,
  });
});
