import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRuns } from "../../src/experiments/store/load";
import { methodOptions } from "../../src/experiments/spec/methods";
import { configurationHash, runId, type RunSpec } from "../../src/experiments/spec/spec";
import { suiteNamed } from "../../src/experiments/suites/suite";
import type { BinOptions } from "../../src/metrics/binned/bins";
import { describeRuns } from "../../src/notebook/describe-runs";
import { provenanceLine } from "../../src/notebook/provenance";
import { canonicalHash } from "../../src/files/json/canonical-json";
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
});

test("subtitles name what differs from the suite's own plan, and nothing else", (context) => {
  const store = temporaryFolder(context);
  const described = (plan: readonly RunSpec[], ...bins: [BinOptions?]): string => {
    plan.forEach((spec) => finishSomeRun(store, spec));
    return describeRuns(loadRuns(plan, store), ...bins);
  };
  const { names } = suiteNamed("icons").datasets;
  const { epochs } = methodOptions("coop", "none");
  const usual = names.map((dataset) => someSpec({ dataset, recipe: { epochs: epochs! } }));
  const whole = `icons suite, ${names.length} data sets, 1 seed`;
  assert.equal(described(usual), whole);
  // Zero-shot trains nothing.
  assert.equal(described([...usual, someSpec({ tuner: "zeroshot", recipe: {} })]), whole);
  assert.equal(described(usual, { bins: 10, rule: "paper" }), whole);
  const [first, second] = [1, 2].map((seed) => someSpec({ seed, recipe: { epochs: 3 } }));
  const part = `icons suite, 1 of ${names.length} data sets`;
  assert.equal(described([first!, second!]), `${part}, 2 seeds, epochs 3`);
  assert.equal(
    described([first!], { bins: 15, rule: "textbook" }),
    `${part}, 1 seed, epochs 3, 15 bins, right-closed edges`,
  );
  // A suite whose file is gone.
  const gone = someSpec({ suite: "gone", recipe: { epochs: 3 } });
  assert.equal(described([gone]), "gone suite, 1 data set, 1 seed");
  const variants = ["gone+b", "gone+c"].map((suite) => ({ ...gone, suite }));
  assert.equal(
    described([gone, ...variants]),
    "gone suite and its variants b, c, 1 data set, 1 seed",
  );
  assert.equal(
    described(variants.slice(0, 1)),
    "variant b of the gone suite, 1 data set, 1 seed",
  );
});

test("no runs, a sentence", () => {
  assert.equal(provenanceLine([], metrics), "**Provenance.** No runs.");
});
