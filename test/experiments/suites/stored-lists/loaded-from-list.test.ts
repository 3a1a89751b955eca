import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { test } from "node:test";
import { loadedDataset } from "../../../../src/experiments/suites/loaded-suite";
import { suiteNamed } from "../../../../src/experiments/suites/suite";
import { temporaryFolder } from "../../helpers";

test("a run takes the list of a large data set that a plan has stored", async (context) => {
  const root = temporaryFolder(context);
  const cache = temporaryFolder(context);
  const outside = process.env["PROMPTCAL_CACHE"];
  process.env["PROMPTCAL_CACHE"] = cache;
  context.after(() => {
    if (outside === undefined) delete process.env["PROMPTCAL_CACHE"];
    else process.env["PROMPTCAL_CACHE"] = outside;
  });
  for (const name of ["ant", "bee", "cat", "dog"]) {
    const folder = join(root, "many", name);
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < 1250; i++) {
      writeFileSync(join(folder, `${name}${i}.png`), `${name} ${i}`);
    }
  }
  // A file changed within two seconds is not relied on.
  await setTimeout(2100);
  const icons = suiteNamed("icons");
  const format = "image-folder" as const;
  const datasets = { ...icons.datasets, format, root, names: ["many"] };
  // Two suites on one folder stand for two processes: each remembers its own data sets.
  const [plan, run] = ["plan", "run"].map((name) => ({ ...icons, name, datasets }));
  const planned = await loadedDataset(plan!, "many");
  const stored = await loadedDataset(run!, "many", { usesStored: true });
  assert.equal(planned.imageHashes.size, 4 * 1250);
  assert.equal(planned.requireUnchanged, undefined);
  assert.deepEqual(stored.dataset, planned.dataset);
  assert.equal(stored.hash, planned.hash);
  await stored.requireUnchanged!(["ant/ant0.png", "dog/dog1249.png"]);
  writeFileSync(join(root, "many", "bee", "bee7.png"), "bee X");
  await assert.rejects(stored.requireUnchanged!(["bee/bee7.png"]), /bee7\.png of many/);
});
