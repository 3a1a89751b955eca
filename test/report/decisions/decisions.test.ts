import assert from "node:assert/strict";
import { test } from "node:test";
import { decisionRun } from "../../../src/analysis/decisions/decision-runs";
import { methodTitle } from "../../../src/analysis/methods";
import { thr } from "../../../src/decisions/thr";
import { coverageRows } from "../../../src/report/decisions/coverage-rows";
import { decisionFinding } from "../../../src/report/decisions/decision-finding";
import { predictionSetTable } from "../../../src/report/decisions/prediction-set-table";
import { refusalLines } from "../../../src/report/decisions/refusal-lines";
import { refusalTable } from "../../../src/report/decisions/refusal-table";
import { paperMarkdown, paperTex } from "../../../src/report/tables/paper-table-text";
import { syntheticRun } from "../../analysis/decisions/synthetic-runs";

const first = (p: number): readonly number[] => [p, 1 - p];
const validation = {
  logits: Float64Array.from(Array.from({ length: 9 }, () => first(0.75)).flat(), Math.log),
  labels: new Int32Array(9),
};
/** On new images CoOp has one of four right at 0.9, zero-shot three of four. */
const runs = ["zeroshot", "coop"].flatMap((method) =>
  ["a", "b"].map((dataset) =>
    decisionRun(
      syntheticRun(
        {
          base: { rows: [first(0.9), first(0.8)], labels: [0, 0] },
          new: {
            rows: [first(0.9), first(0.9), first(0.9), first(0.9)],
            labels: method === "coop" ? [0, 1, 1, 1] : [0, 0, 0, 1],
          },
        },
        { method, dataset },
      ),
      validation,
    ),
  ),
);
const options = { resamples: 50 };

test("prediction sets: a row per method and score, gaps in points, sizes in classes", () => {
  const table = predictionSetTable(runs, { caption: "x", ...options });
  assert.deepEqual(
    table.rows.map(({ title }) => title),
    ["zeroshot", "coop"].flatMap((method) =>
      ["THR", "APS", "RAPS"].map((score) => `${methodTitle(method)}, ${score}`),
    ),
  );
  const row = table.rows.find(({ title }) => title === "CoOp, THR")!;
  const at = (group: string, title: string) =>
    row.cells[
      table.columns.findIndex((column) => column.group === group && column.title === title)
    ]!;
  // Nine equal scores 0.25: sets of p >= 0.75, here {0} for every image.
  assert.ok(Math.abs(at("coverage gap at 90 %", "base").effect - (1 - 0.9)) < 1e-9);
  assert.ok(Math.abs(at("coverage gap at 90 %", "new").effect - (1 / 4 - 0.9)) < 1e-9);
  assert.ok(Math.abs(at("coverage gap at 90 %", "expected").effect) < 1e-9);
  assert.equal(at("set size at 90 %", "new").effect, 1);
  assert.equal(at("set size at 95 %", "new").effect, 2);
  assert.deepEqual([row.datasets, row.seeds], [2, 1]);
  assert.match(
    paperMarkdown(table),
    /\| CoOp, THR \| \+10\.0 \| −65\.0 \| 0\.0 \| 2 × 1 \|/,
  );
  assert.match(paperTex(table), /k\\_reg/);
});

test("refusal: accuracy and gap of what is accepted", () => {
  const table = refusalTable(runs, { caption: "x", ...options });
  const coop = table.rows.find(({ title }) => title === "CoOp")!;
  // columns: accuracy base, accuracy new, gap base, gap new, four shares each
  const [none, , , half] = coop.cells.slice(4, 8);
  // All confidences are equal: whoever is refused, a quarter of the others is right.
  assert.ok(Math.abs(none!.effect - 1 / 4) < 1e-9 && Math.abs(half!.effect - 1 / 4) < 1e-9);
  assert.ok(Math.abs(coop.cells[12]!.effect - (0.9 - 1 / 4)) < 1e-6);
  const line = refusalLines(runs, "new", options).find(({ method }) => method === "coop")!;
  assert.deepEqual(Array.from(line.x), [0, 10, 20, 50]);
  assert.ok(Array.from(line.y).every((y) => Math.abs(y - 25) < 1e-9));
});

test("rows of the figure: base then new classes, in points", () => {
  const rows = coverageRows(runs, thr, 0.9, options);
  assert.deepEqual(
    rows.map(({ label }) => label.split(":")[0]),
    ["base", "base", "new", "new"],
  );
  assert.ok(Math.abs(rows[3]!.effect - 100 * (1 / 4 - 0.9)) < 1e-6);
});

test("the finding says what was promised and what came", () => {
  const text = decisionFinding(runs, { score: thr, level: 0.9, refused: 0.2, ...options });
  assert.match(
    text,
    /CoOp: sets that promise 90 % hold the true class of 25 % of the new images, −65\.0 points \[[^\]]*\]: \*\*too few\*\*\. They have 1\.00 classes\. Who refuses 20 % is promised 90 % accuracy and gets 25 %, a gap of \+65\.0 points/,
  );
  const one = runs.filter(({ dataset }) => dataset === "a");
  assert.match(
    decisionFinding(one, { score: thr, level: 0.9, refused: 0.2, ...options }),
    /−65\.0 points \[−65\.0, −65\.0\]: one data set cannot decide/,
  );
});

test("methods without a common data set have no table", () => {
  const apart = runs.filter(
    ({ method, dataset }) => (method === "coop") === (dataset === "a"),
  );
  assert.throws(
    () => refusalTable(apart, { caption: "x" }),
    /decisions: expected runs of zeroshot, coop on a common data set and seed, got none among 2/,
  );
});
