import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CALIBRATORS, calibratedRuns } from "../../../src/analysis/runs/calibrated-runs";
import { methodParts } from "../../../src/analysis/methods";
import { applySals } from "../../../src/calibrators/sals";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { executeRun } from "../../../src/experiments/run/run";
import { loadRuns, type LoadedRun } from "../../../src/experiments/store/load";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { predictFromProbabilities } from "../../../src/metrics/probability/confidence";
import { calibratorGrid } from "../../../src/report/tables/calibrator-grid";
import { makeTinySuite } from "../../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-calibrated-"));
let runs: readonly LoadedRun[] = [];
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  const store = join(folder, "runs");
  const specs = await Promise.all(
    ["zeroshot", "coop"].map((tuner) =>
      resolveSpec({
        ...{
          suite: suiteNamed("tiny"),
          dataset: "colours",
          tuner,
          regulariser: "none",
          seed: 1,
        },
        settings: tuner === "coop" ? [{ name: "epochs", text: "1" }] : [],
      }),
    ),
  );
  for (const spec of specs) await executeRun(spec, { suite: suiteNamed("tiny"), store });
  runs = loadRuns(specs, store);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("every calibrator of the registry has a row for each run, SaLS with the zero-shot run's range", async () => {
  const calibrated = await calibratedRuns(runs);
  const of = (tuner: string) =>
    calibrated.filter(({ method }) => methodParts(method).tuner === tuner);
  for (const tuner of ["zeroshot", "coop"]) {
    assert.deepEqual(
      of(tuner).map(({ method }) => methodParts(method).changed["calibrator"]),
      [...CALIBRATORS],
    );
  }
  assert.deepEqual(calibratorGrid(calibrated, "ece")[0]!.columns, [...CALIBRATORS]);
  const [zeroShot, coop] = runs.map(({ predictions }) => predictions);
  const sals = of("coop").find(({ method }) => method === "coop[calibrator=sals]")!;
  for (const classSet of ["base", "new"] as const) {
    const { logits, labels, classNames } = coop![classSet];
    const expected = predictFromProbabilities(
      applySals(logits, zeroShot![classSet].logits, classNames.length),
      labels,
    );
    assert.deepEqual(sals[classSet].confidence, expected.confidence);
    assert.deepEqual(sals[classSet].correct, expected.correct);
  }
  // Dirichlet calibration belongs to the base classes.
  const dirichlet = of("coop").find(({ method }) => method.includes("dirichlet"))!;
  assert.equal(dirichlet.base.confidence.length, coop!.base.labels.length);
  assert.equal(dirichlet.new.confidence.length, 0);
});

test("without a zero-shot run of the data set there is no row of SaLS", async () => {
  const calibrated = await calibratedRuns(runs.slice(1));
  assert.equal(calibrated.length, CALIBRATORS.length - 1);
  assert.ok(calibrated.every(({ method }) => !method.includes("sals")));
});
