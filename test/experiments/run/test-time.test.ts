import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { evaluateRun } from "../../../src/analysis/runs/evaluate-runs";
import { readParameters } from "../../../src/experiments/run/parameters";
import { readPredictions } from "../../../src/experiments/run/predictions";
import { executeRun } from "../../../src/experiments/run/run";
import { testSample } from "../../../src/experiments/run/test-sample";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { readRun } from "../../../src/experiments/store/store";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-test-time-"));
const store = join(folder, "runs");

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

function specOf(
  settings: Readonly<Record<string, string>>,
  regulariser = "none",
): Promise<RunSpec> {
  return resolveSpec({
    ...{
      suite: suiteNamed("tiny"),
      dataset: "colours",
      tuner: "tpt",
      regulariser,
      seed: 1,
    },
    settings: Object.entries({ test_views: "4", confident_share: "0.5", ...settings }).map(
      ([name, text]) => ({ name, text }),
    ),
  });
}

async function computed(spec: RunSpec) {
  const outcome = await executeRun(spec, { suite: suiteNamed("tiny"), store });
  assert.ok(outcome.state === "done");
  return { result: outcome.result, predictions: readPredictions(store, runId(spec)) };
}

test("a test-time run is tested on its sample and keeps the measures of each image's text", async () => {
  const spec = await specOf({ test_images: "5" }, "dispersion");
  const { result, predictions } = await computed(spec);
  assert.equal(spec.recipe["test_images"], 5);
  const { labels, logits, ofImages, classNames } = predictions.new;
  // Three images of each of three classes, by rising label.
  const sample = testSample(9, 5, "colours", 1);
  assert.deepEqual(
    Array.from(labels),
    Array.from(sample, (image) => Math.floor(image / 3)),
  );
  assert.equal(logits.length, 5 * classNames.length);
  const mean = ofImages!.fd.reduce((sum, fd) => sum + fd, 0) / 5;
  assert.ok(Math.abs(result.metrics.new.fd! - mean) < 1e-6);
  const evaluated = evaluateRun({ id: "x", method: "tpt", spec, predictions });
  assert.ok(Math.abs(evaluated.new.values["fd"]! - mean) < 1e-6);
  // The bound holds for each image's own text features.
  evaluated.new.confidence.forEach((own, i) =>
    assert.ok(own <= ofImages!.confidence_bound[i]! + 1e-5),
  );
});

test("a run from CoOp's context computes CoOp's run first and starts where it ended", async () => {
  const spec = await specOf({ start: "coop" });
  const id = String(spec.recipe["start.run"]);
  assert.equal(readRun(store, id).state, "missing");
  const { predictions } = await computed(spec);
  const before = readRun(store, id);
  assert.ok(before.state === "done" && before.result.spec.tuner === "coop");
  assert.deepEqual(readParameters(store, runId(spec)), readParameters(store, id));
  const words = await computed(await specOf({}));
  assert.notDeepEqual(predictions.new.logits, words.predictions.new.logits);
  // The same by id, which is another spec with the same numbers.
  const byId = await computed(await specOf({ start: id }));
  assert.deepEqual(byId.predictions, predictions);
});

test("a start that is not there, or has a context per class, is one sentence", async () => {
  const missing = await specOf({ start: "0123456789abcdef" });
  await assert.rejects(
    executeRun(missing, { suite: suiteNamed("tiny"), store }),
    /The run 0123456789abcdef.*is not in the store/,
  );
  const csc = await resolveSpec({
    ...{
      suite: suiteNamed("tiny"),
      dataset: "colours",
      tuner: "coop",
      regulariser: "none",
      seed: 1,
    },
    settings: [
      { name: "csc", text: "true" },
      { name: "epochs", text: "1" },
    ],
  });
  await executeRun(csc, { suite: suiteNamed("tiny"), store });
  const spec = await specOf({ start: runId(csc) });
  await assert.rejects(
    executeRun(spec, { suite: suiteNamed("tiny"), store }),
    /run .* to start from: expected one context for all classes, in front of each name, got a context per class/,
  );
});
