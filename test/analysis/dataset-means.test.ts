import assert from "node:assert/strict";
import { test } from "node:test";
import { signedGap } from "../../src/metrics/signed-gap";
import { divergencePoints, gapRows } from "../../src/analysis/dataset-means";
import { paperStory, simulatedRuns } from "./simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 2, seeds: 2, images: 30 });

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
}

test("one row per data set and method, gaps averaged over seeds", () => {
  const rows = gapRows(runs, ["zeroshot", "coop"]);
  assert.deepEqual(
    rows.map(({ dataset, method }) => `${dataset} ${method}`),
    ["domain-00 zeroshot", "domain-00 coop", "domain-01 zeroshot", "domain-01 coop"],
  );
  const cell = runs.filter((run) => run.dataset === "domain-01" && run.method === "coop");
  const gaps = cell.map((run) => signedGap(run.new).value);
  assert.equal(gaps.length, 2);
  near(rows[3]!.new, (gaps[0]! + gaps[1]!) / 2);
});

test("divergence is relative to zero-shot's on the same data set and class set", () => {
  const points = divergencePoints(runs, ["zeroshot", "coop"]);
  assert.equal(points.length, 2 * 2 * 2);
  for (const point of points.filter(({ method }) => method === "zeroshot")) {
    near(point.divergence, 1);
  }
  const mean = (method: string) => {
    const [a, b] = runs.filter(
      (run) => run.dataset === "domain-00" && run.method === method,
    );
    return (a!.base.values["fd"]! + b!.base.values["fd"]!) / 2;
  };
  const point = points.find(
    ({ method, classSet }) => method === "coop" && classSet === "base",
  )!;
  near(point.divergence, mean("coop") / mean("zeroshot"));
});

test("a data set without zero-shot has no point, a method without runs no row", () => {
  const some = runs.filter(
    ({ dataset, method }) => !(dataset === "domain-00" && method === "zeroshot"),
  );
  const points = divergencePoints(some, ["coop"]);
  assert.deepEqual([...new Set(points.map(({ dataset }) => dataset))], ["domain-01"]);
  const without = runs.filter(({ method }) => method !== "kgcoop");
  assert.deepEqual(gapRows(without, ["kgcoop"]), []);
});
