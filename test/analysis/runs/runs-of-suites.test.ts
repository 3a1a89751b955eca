import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { runsOfSuites } from "../../../src/analysis/runs/runs-of-suites";
import { executeRun } from "../../../src/experiments/run/run";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { loadRuns } from "../../../src/experiments/store/load";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { readJson } from "../../../src/files/json/parse-json";
import { writeJsonAtomic } from "../../../src/files/atomic-file";
import { temporaryFolder } from "../../experiments/helpers";
import { makeSiblingSuite, makeTinySuite } from "../../experiments/tiny-suite";

test("suites are compared on the data sets and seeds that all have, by title; one without runs is left out", async (context) => {
  const folder = temporaryFolder(context);
  await makeTinySuite(folder);
  await makeSiblingSuite(folder, "mine", ["hues"]);
  const file = join(folder, "suites", "mine.json");
  const variants = { "scale-2": { logit_scale_factor: 2 } };
  writeJsonAtomic(file, { ...(readJson(file, "suite") as object), variants });
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  context.after(() => delete process.env[SUITES_VARIABLE]);
  const store = join(folder, "runs");
  const specOf = (suite: string, seed: number) =>
    resolveSpec({
      suite: suiteNamed(suite),
      dataset: "hues",
      tuner: "zeroshot",
      regulariser: "none",
      seed,
      settings: [],
    });
  const specs = [
    await specOf("mine", 1),
    await specOf("mine", 2),
    await specOf("mine+scale-2", 2),
  ];
  for (const spec of specs)
    await executeRun(spec, { suite: suiteNamed(spec.suite), store });
  const runs = loadRuns(specs, store);
  const compared = runsOfSuites(runs, {
    doubled: "mine+scale-2",
    missing: "mine+scale-3",
    shipped: "mine",
  });
  assert.deepEqual([...compared.keys()], ["doubled", "shipped"]);
  const [doubled, shipped] = [...compared.values()];
  for (const own of [doubled!, shipped!])
    assert.deepEqual(
      own.map(({ seed }) => seed),
      [2],
    );
  // Twice the scale: every confidence is larger.
  doubled![0]!.base.confidence.forEach((confidence, i) =>
    assert.ok(confidence > shipped![0]!.base.confidence[i]!),
  );
});
