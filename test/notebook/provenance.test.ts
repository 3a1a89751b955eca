import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRuns } from "../../src/experiments/store/load";
import { configurationHash, runId } from "../../src/experiments/spec/spec";
import { describeRuns } from "../../src/notebook/describe-runs";
import { provenanceLine } from "../../src/notebook/provenance";
import { canonicalHash } from "../../src/files/canonical-json";
import { finishSomeRun, someSpec, temporaryFolder } from "../experiments/helpers";

const metrics = { bins: 10, rule: "paper" } as const;

test("the line names everything that numbers rest on", (context) => {
  const store = temporaryFolder(context);
  const plan = [1, 2].map((seed) => someSpec({ seed }));
  plan.push(someSpec({ dataset: "animals", dataHash: "c".repeat(64) }));
  const results = plan.map((spec) => finishSomeRun(store, spec));
  const runs = loadRuns(plan, store);
  const line = provenanceLine(runs, metrics);
  const together = (values: readonly string[]) =>
    canonicalHash([...values].sort()).slice(0, 12);
  for (const part of [
    "suite icons",
    "methods coop",
    "seeds 1, 2",
    "epochs 50",
    "shots 16",
    `3 runs, together \`${together(plan.map(runId))}\``,
    `3 configurations, together \`${together(plan.map(configurationHash))}\``,
    `2 data sets, together \`${together(["b".repeat(64), "c".repeat(64)])}\``,
    `weights file \`${"a".repeat(12)}\``,
    `code commit \`${results[0]!.provenance.codeCommit.slice(0, 12)}\``,
    // Three test images in each of two data sets, whatever the number of seeds.
    "n 6 base and 6 new test images per seed",
    "10 equal-width bins, `left-closed-drop-1` edges",
  ]) {
    assert.ok(line.includes(part), `${part} is not in ${line}`);
  }
  assert.equal(describeRuns(runs), "icons suite, 2 data sets, 2 seeds");
  assert.equal(describeRuns(runs.slice(0, 1)), "icons suite, 1 data set, 1 seed");
});

test("no runs, a sentence", () => {
  assert.equal(provenanceLine([], metrics), "**Provenance.** No runs.");
});
