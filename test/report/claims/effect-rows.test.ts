import assert from "node:assert/strict";
import { test } from "node:test";
import { changeRows, claimRows } from "../../../src/report/claims/effect-rows";
import { effectForest } from "../../../src/report/figures/effect-forest";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import { judgeModels } from "../../../src/report/claims/judging/judge-models";
import { resultsTable } from "../../../src/report/tables/results-table";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory);
const options = { resamples: 200 };

test("a change is second method minus first in percentage points, the paper's beside it", () => {
  const rows = changeRows(runs, [["coop", "coop+dor"]], options);
  const of = (label: string) => rows.find((row) => row.label === `${label}: CoOp`)!;
  const table = resultsTable(runs).rows;
  const ece = (method: string) => table.find((row) => row.method === method)!.ece.new.mean;
  const change = of("ECE, new");
  assert.ok(Math.abs(change.effect - 100 * (ece("coop+dor") - ece("coop"))) < 1e-9);
  assert.ok(change.high < 0, "the simulated DOR calibrates CoOp on new classes");
  assert.ok(Math.abs(change.published! - (6.49 - 14.58)) < 1e-9);
  assert.ok(Math.abs(of("accuracy, HM").published! - (77.61 - 72.36)) < 1e-9);
  assert.equal(of("accuracy, new").published, undefined);
});

test("claims have a row per inequality, coloured by verdict; unjudged ones have none", () => {
  const claims = judgeClaims(runs, options);
  const rows = claimRows(claims);
  assert.equal(
    rows.length,
    claims.reduce((sum, { statements }) => sum + statements.length, 0),
  );
  const bounds = rows.flatMap(({ bound }) => (bound === undefined ? [] : [bound]));
  const stated = claims.flatMap(({ statements }) =>
    statements
      .map(({ inequality }) => 100 * inequality.bound)
      .filter((bound) => bound !== 0),
  );
  assert.deepEqual(bounds, stated);
  const kinds = new Set(
    claims.flatMap(({ statements }) => statements.map((s) => s.verdict)),
  );
  assert.equal(new Set(rows.map(({ series, colour }) => series + colour)).size, kinds.size);
  const few = judgeClaims(
    runs.filter(({ method }) => method === "coop"),
    options,
  );
  assert.deepEqual(
    claimRows(few).map(({ label }) => label),
    ["<b>C2</b> gap<sub>new</sub>(CoOp) > 0"],
  );
});

test("where claims are judged on several models, those on one say so", () => {
  const coop = runs.filter(({ method }) => /^(zeroshot|coop)$/.test(method));
  const models = new Map([
    ["one", runs],
    ["two", coop],
  ]);
  const rows = claimRows(judgeModels(models, options));
  const labels = (id: string) => {
    const own = rows.filter(({ label }) => label.startsWith(`<b>${id}</b>`));
    assert.equal(own.length, 1, id);
    return own.map(({ label }) => label);
  };
  // Zero-shot and CoOp are C1's methods; C8 needs DOR, which the second model does not have.
  assert.ok(labels("C1").every((label) => !label.includes("1 model")));
  assert.ok(labels("C8").every((label) => label.startsWith("<b>C8</b> (1 model) ")));
  const alone = claimRows(judgeClaims(runs, options));
  assert.ok(alone.every(({ label }) => !label.includes("model")));
});

test("the average of two methods takes one term of a label", () => {
  const labels = claimRows(judgeClaims(runs, options)).map(({ label }) => label);
  const c6 = labels.filter((label) => label.startsWith("<b>C6</b>"));
  assert.match(
    c6[1]!.replace("<br>", " "),
    /0\.5 FD<sub>new<\/sub>\(CoOp \+ zero-shot\) − FD<sub>new<\/sub>\(KgCoOp\) > 0/,
  );
});

test("the forest's table holds the rows without line breaks; marks only where there are values", () => {
  const rows = claimRows(judgeClaims(runs, options));
  const figure = effectForest(rows, { title: "claims", effect: "points" });
  assert.equal(figure.table.rows.length, rows.length);
  assert.ok(figure.table.rows.every(([label]) => !String(label).includes("<br>")));
  const names = (name: string) => figure.data.find((trace) => trace["name"] === name);
  const bounded = rows.filter(({ bound }) => bound !== undefined).length;
  assert.equal((names("bound, where not 0")!["x"] as number[]).length, bounded);
  const plain = rows.map(({ published: _, bound: __, ...row }) => row);
  const bare = effectForest(plain, { title: "claims", effect: "points" });
  assert.equal(bare.data.length, new Set(rows.map(({ series }) => series)).size);
});

test("the forest is as high as its rows, each as high as the lines of its label", () => {
  const row = { series: "holds", colour: "#000000", effect: 1, low: 0, high: 2 };
  const labels = ["C1", "C2<br>two lines", "C3"];
  const figure = effectForest(
    labels.map((label) => ({ ...row, label })),
    { title: "claims", effect: "points" },
  );
  const axis = figure.layout["yaxis"] as { range: number[]; tickvals: number[] };
  // 7 pixels of space and 13 of each line.
  assert.deepEqual(axis.range, [20 + 33 + 20, 0]);
  assert.deepEqual(axis.tickvals, [20 / 2, 20 + 33 / 2, 20 + 33 + 20 / 2]);
  const { t, b } = figure.layout["margin"] as { t: number; b: number };
  assert.equal(figure.layout.height, t + 73 + b);
});
