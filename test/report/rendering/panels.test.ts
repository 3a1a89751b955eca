import assert from "node:assert/strict";
import { test } from "node:test";
import { ece } from "../../../src/metrics/binned/ece";
import {
  confidencePanels,
  poolRuns,
  reliabilityPanels,
} from "../../../src/report/rendering/panels";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 2, seeds: 2, images: 40 });

test("a pool holds each run's predictions of the method once, in order", () => {
  const coop = runs.filter(({ method }) => method === "coop");
  const pool = poolRuns(runs, { method: "coop", classSet: "new" });
  assert.equal(pool.confidence.length, 2 * 2 * 40);
  assert.deepEqual(
    [...pool.confidence],
    coop.flatMap((run) => [...run.new.confidence]),
  );
  assert.deepEqual(
    [...pool.correct],
    coop.flatMap((run) => [...run.new.correct]),
  );
});

test("panels carry ECE and signed gap of the pool, with the binning asked for", () => {
  const choices = [
    { method: "kgcoop", classSet: "base" },
    { method: "coop", classSet: "new" },
  ] as const;
  const options = { bins: 15, rule: "textbook" } as const;
  const panels = reliabilityPanels(runs, choices, options);
  assert.deepEqual(
    panels.map(({ title }) => title),
    ["KgCoOp, base", "CoOp, new"],
  );
  assert.deepEqual(panels[1]!.ece, ece(poolRuns(runs, choices[1]), options));
  const own = runs
    .filter(({ method }) => method === "coop")
    .map((run) => ece(run.new, options).value);
  const average = own.reduce((sum, value) => sum + value, 0) / own.length;
  assert.ok(Math.abs(panels[1]!.datasetMeanEce! - average) < 1e-12);
  assert.ok(panels[0]!.gap! < 0 && panels[1]!.gap! > 0);
  const histogram = confidencePanels(runs, choices, options);
  assert.deepEqual(histogram[1]!.bins, panels[1]!.ece.reliability);
  assert.equal(histogram[1]!.gap.value, panels[1]!.gap);
});

test("seeds together have an ECE of at most the mean of their own", () => {
  const choice = { method: "coop", classSet: "base" } as const;
  const own = [1, 2].map(
    (seed) =>
      ece(
        poolRuns(
          runs.filter((run) => run.seed === seed),
          choice,
        ),
      ).value,
  );
  assert.ok(ece(poolRuns(runs, choice)).value <= (own[0]! + own[1]!) / 2 + 1e-12);
});

test("a method without runs is named", () => {
  const none = runs.filter(({ method }) => method !== "coop");
  assert.throws(() => poolRuns(none, { method: "coop", classSet: "new" }), {
    message: /expected runs of coop, got none among 16 runs/,
  });
});
