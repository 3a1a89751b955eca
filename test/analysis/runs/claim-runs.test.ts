import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { claimRunsOfModels } from "../../../src/analysis/runs/claim-runs";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { executeRun } from "../../../src/experiments/run/run";
import { loadRuns } from "../../../src/experiments/store/load";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { recordWeightsHash } from "../../../src/experiments/weights/weights-file";
import { writeJsonAtomic } from "../../../src/files/atomic-file";
import { temporaryFolder } from "../../experiments/helpers";
import { makeSiblingSuite, makeTinySuite } from "../../experiments/tiny-suite";

test("runs of a suite and of its variant with other weights are told apart by the model", async (context) => {
  const folder = temporaryFolder(context);
  await makeTinySuite(folder);
  await makeSiblingSuite(folder, "mine", ["hues"]);
  const second = join(folder, "second-clip.safetensors");
  copyFileSync(join(folder, "tiny-clip.safetensors"), second);
  recordWeightsHash(second);
  const file = join(folder, "suites", "mine.json");
  const mine = JSON.parse(readFileSync(file, "utf8")) as object;
  const variants = { other: { weights: "../second-clip.safetensors" } };
  writeJsonAtomic(file, { ...mine, variants });
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  context.after(() => delete process.env[SUITES_VARIABLE]);
  const store = join(folder, "runs");
  const specs = await Promise.all(
    ["mine", "mine+other"].map((suite) =>
      resolveSpec({
        suite: suiteNamed(suite),
        dataset: "hues",
        tuner: "zeroshot",
        regulariser: "none",
        seed: 1,
        settings: [],
      }),
    ),
  );
  for (const spec of specs)
    await executeRun(spec, { suite: suiteNamed(spec.suite), store });
  const byModel = await claimRunsOfModels(loadRuns(specs, store));
  assert.deepEqual([...byModel.keys()], ["tiny", "second"]);
  const [own, other] = [...byModel.values()];
  // The weights are a copy, the runs are not the same.
  assert.deepEqual(other![0]!.new.confidence, own![0]!.new.confidence);
  assert.notEqual(other![0]!.runId, own![0]!.runId);
  for (const runs of byModel.values()) {
    assert.deepEqual(
      runs.map(({ dataset, method }) => [dataset, method]),
      [["hues", "zeroshot"]],
    );
    assert.ok(runs[0]!.new.values["piece"] !== undefined);
  }
});
