import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runId } from "../../../src/experiments/spec/spec";
import { storedDatasets } from "../../../src/experiments/sweep/stored-datasets";
import { runFolder } from "../../../src/experiments/store/store-paths";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

test("a store has the data sets of its finished runs, each in its suite; damaged ones count for nothing", (context) => {
  const store = join(temporaryFolder(context), "runs");
  assert.equal(storedDatasets(store)("icons", "food"), false);
  finishSomeRun(store, someSpec());
  finishSomeRun(store, someSpec({ suite: "icons+shifts", dataset: "tools" }));
  const damaged = someSpec({ dataset: "places" });
  finishSomeRun(store, damaged);
  writeFileSync(join(runFolder(store, runId(damaged)), "spec.json"), "{");
  mkdirSync(runFolder(store, runId(someSpec({ dataset: "nature" }))));
  const has = storedDatasets(store);
  const found = ["icons", "icons+shifts"].flatMap((suite) =>
    ["food", "nature", "places", "tools"]
      .filter((dataset) => has(suite, dataset))
      .map((dataset) => `${suite} ${dataset}`),
  );
  assert.deepEqual(found, ["icons food", "icons+shifts tools"]);
});
