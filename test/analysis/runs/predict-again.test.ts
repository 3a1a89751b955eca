import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { splitBaseNew } from "../../../src/datasets/base-new";
import { loadRuns, type LoadedRun } from "../../../src/experiments/store/load";
import { loadedDataset } from "../../../src/experiments/suites/loaded-suite";
import { predictAgain } from "../../../src/analysis/runs/predict-again";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { executeRun } from "../../../src/experiments/run/run";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { makeTinySuite } from "../../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-again-"));
const store = join(folder, "runs");
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function finished(
  tuner: string,
  settings = [{ name: "epochs", text: "1" }],
): Promise<LoadedRun> {
  const request = {
    suite: suiteNamed("tiny"),
    dataset: "colours",
    tuner,
    regulariser: "none",
    seed: 1,
  };
  const spec = await resolveSpec({ ...request, settings });
  await executeRun(spec, { suite: suiteNamed("tiny"), store });
  return loadRuns([spec], store)[0]!;
}

test("stored text features give a run's own logits, and those of other images of its classes", async () => {
  const run = await finished("coop");
  const data = await loadedDataset(suiteNamed("tiny"), "colours");
  const again = await predictAgain(run, suiteNamed("tiny"), "new", data);
  const { logits, labels, classNames } = run.predictions.new;
  assert.deepEqual(again!.classNames, classNames);
  assert.deepEqual(again!.labels, labels);
  again!.logits.forEach((z, i) => assert.ok(Math.abs(z - logits[i]!) < 1e-2));
  const { validation } = splitBaseNew(data.dataset).base;
  const known = await predictAgain(run, suiteNamed("tiny"), "base", data, validation);
  assert.equal(known!.labels.length, validation.length);
});

test("classes that the other images lack are left out of the labels and the logits", async () => {
  const run = await finished("coop");
  const data = await loadedDataset(suiteNamed("tiny"), "colours");
  const [first] = run.predictions.new.classNames;
  const fewer = data.dataset.classNames.filter((name) => name !== first);
  const dataset = { ...data.dataset, classNames: fewer };
  const some = await predictAgain(run, suiteNamed("tiny"), "new", { ...data, dataset });
  assert.deepEqual(some!.classNames, run.predictions.new.classNames.slice(1));
  assert.equal(some!.logits.length, some!.labels.length * some!.classNames.length);
  assert.ok(some!.labels.every((label) => label >= 0 && label < some!.classNames.length));
});

test("a run that changes image features is not predicted from its text features", async () => {
  const settings = ["epochs", "prompt_depth_vision"].map((name) => ({ name, text: "1" }));
  const run = await finished("vpt", settings);
  const data = await loadedDataset(suiteNamed("tiny"), "colours");
  assert.equal(await predictAgain(run, suiteNamed("tiny"), "base", data), undefined);
});
