import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { collectTable, tableCsv } from "../../../src/experiments/sweep/collect";
import { readHistory } from "../../../src/experiments/store/history";
import { loadRuns } from "../../../src/experiments/store/load";
import { writePlan } from "../../../src/experiments/sweep/plan";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { readRun } from "../../../src/experiments/store/store";
import { PREDICTIONS_FILE, runFolder } from "../../../src/experiments/store/store-paths";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { evaluateRun } from "../../../src/analysis/runs/evaluate-runs";
import {
  canRender,
  closeRenderer,
  renderFigure,
} from "../../../src/report/rendering/render";
import { ece } from "../../../src/metrics/binned/ece";
import { reliabilityDiagram } from "../../../src/report/figures/reliability-diagram";
import { promptcal } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-determinism-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let specs: readonly RunSpec[];

/** One after the other, and all at once in the reverse order: nothing may depend on what ran before. */
const STORES = ["serial", "parallel"] as const;

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  specs = await planRuns({
    suite: suiteNamed("tiny"),
    datasets: ["colours"],
    tuners: ["zeroshot", "coop", "kgcoop"],
    regularisers: ["none", "dor"],
    seeds: [1],
    set: { epochs: 3, shots: 2 },
  });
  writePlan(join(folder, "serial.jsonl"), specs);
  writePlan(join(folder, "parallel.jsonl"), [...specs].reverse());
  for (const [name, jobs] of [
    ["serial", "1"],
    ["parallel", "2"],
  ] as const) {
    const words = ["sweep", "run", `${name}.jsonl`, "--store", name, "--jobs", jobs];
    const { code, err } = await promptcal(folder, ...words);
    assert.equal(code, 0, err);
  }
});

/** Something of both stores, which has to be the same. */
function same(what: string, of: (store: string) => unknown): void {
  const [serial, parallel] = STORES.map((name) => of(join(folder, name)));
  assert.deepEqual(parallel, serial, what);
}

test("predictions, training and metrics are the same in other processes, orders and numbers of workers", () => {
  for (const id of specs.map(runId)) {
    same(`predictions of ${id}`, (store) =>
      readFileSync(join(runFolder(store, id), PREDICTIONS_FILE)),
    );
    same(`epochs of ${id}`, (store) =>
      readHistory(store, id).map((line) => ({ ...line, seconds: 0 })),
    );
    same(`metrics of ${id}`, (store) => {
      const run = readRun(store, id);
      assert.ok(run.state === "done");
      return run.result.metrics;
    });
  }
  same("table", (store) => tableCsv(collectTable(specs, store)));
});

const skip = canRender() ? false : "needs Chromium (npm run setup)";
after(closeRenderer);
test("a figure of them is the same SVG", { skip }, async () => {
  const drawn = await Promise.all(
    STORES.map(async (name) => {
      const [run] = loadRuns(specs, join(folder, name));
      const evaluated = evaluateRun(run!).new;
      const panel = { title: run!.method, ece: ece(evaluated), gap: 0 };
      const figure = reliabilityDiagram([panel], { title: "new classes" });
      return (await renderFigure(figure)).svg;
    }),
  );
  assert.match(drawn[0]!, /^<svg /);
  assert.ok(drawn[0] === drawn[1]);
});
