import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  completeDatasets,
  datasetsOf,
} from "../../../src/experiments/sweep/complete-datasets";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { runId } from "../../../src/experiments/spec/spec";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { makeTinySuite } from "../tiny-suite";

test("a data set is complete when each of its runs is done, whatever else is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-complete-"));
  try {
    await makeTinySuite(folder);
    process.env[SUITES_VARIABLE] = join(folder, "suites");
    const runs = await planRuns({ suite: suiteNamed("tiny") });
    assert.ok(runs.length > 1);
    const specs = ["second", "first", "third"].flatMap((dataset) =>
      runs.map((spec) => ({ ...spec, dataset })),
    );
    assert.deepEqual(datasetsOf(specs), ["second", "first", "third"]);
    const ids = specs.map(runId);
    // One run of `first` is missing, and one is done that no plan has.
    const done = new Set([...ids.filter((_, i) => i !== runs.length), "another"]);
    assert.deepEqual(completeDatasets(specs, done), ["second", "third"]);
    assert.deepEqual(completeDatasets(specs, new Set(ids)), datasetsOf(specs));
    assert.deepEqual(completeDatasets(specs, new Set()), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
