import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { evaluateRuns } from "../../../src/analysis/runs/evaluate-runs";
import { importCheckpoints, importedRuns } from "../../../src/analysis/runs/imported-runs";
import { methodTitle } from "../../../src/analysis/methods";
import { importLogits } from "../../../src/experiments/prompts/import-logits";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { writeSafetensors } from "../../../src/files/tensors/safetensors";
import { readTraces, traceTensor } from "../../../src/reference/reference-trace";
import { baseNewTable } from "../../../src/report/tables/base-new-table";
import { makeReferenceSuite, OBJECTS } from "../../experiments/prompts/reference-suite";
import { REFERENCE } from "../../reference";

const folder = mkdtempSync(join(tmpdir(), "promptcal-imported-"));
const store = join(folder, "runs");

before(async () => {
  await makeReferenceSuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("imported runs stand in tables as rows of their own", async () => {
  const place = { suite: "reference", dataset: OBJECTS, seed: 1, shots: 3, store };
  const prompts = join(REFERENCE, "prompts");
  const all = await importCheckpoints(join(prompts, "kgcoop"), place);
  assert.deepEqual([all.runs.length, all.refused], [1, []]);
  await importCheckpoints(join(prompts, "cocoop"), { ...place, label: "paper" });
  const traces = readTraces(REFERENCE);
  const file = join(folder, "mine.safetensors");
  writeSafetensors(file, {
    "base.logits": traceTensor(traces, "coop_end.base.logits"),
    "new.logits": traceTensor(traces, "coop_end.new.logits"),
  });
  const suite = suiteNamed("reference");
  await importLogits(file, { ...place, suite, tuner: "mine", regulariser: "none" });
  const runs = importedRuns({ store, suite: "reference" });
  const titles = runs.map(({ method }) => methodTitle(method));
  assert.deepEqual(titles.sort(), [
    "CoCoOp, imported paper",
    "KgCoOp, imported",
    "mine, imported",
  ]);
  const judged = evaluateRuns(runs);
  const table = baseNewTable(judged, ["accuracy", "fd"], { caption: "x", resamples: 10 });
  const mine = table.rows.find(({ title }) => title === "mine, imported")!;
  // Accuracy on base and new classes and their mean; the text divergence is not known.
  const known = mine.cells.map((cell) => cell !== undefined);
  assert.deepEqual(known, [true, true, true, false, false, false]);
  assert.deepEqual(
    importedRuns({ store, label: "paper", plain: true }).map(({ method }) => method),
    ["cocoop"],
  );
  assert.deepEqual(importedRuns({ store, datasets: ["another"] }), []);
});
