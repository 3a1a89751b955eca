import assert from "node:assert/strict";
import { test } from "node:test";
import { debiasedEce } from "../../../src/metrics/binned/debiased-ece";
import { ece } from "../../../src/metrics/binned/ece";
import { eceFloor } from "../../../src/metrics/binned/ece-floor";
import { mean } from "../../../src/numeric/mean";
import { baseNewTable } from "../../../src/report/tables/base-new-table";
import { datasetTable } from "../../../src/report/tables/dataset-table";
import { joinTables } from "../../../src/report/tables/join-tables";
import { methodEstimates } from "../../../src/analysis/estimates";
import { methodTitle } from "../../../src/analysis/methods";
import { ranks } from "../../../src/report/tables/paper-table";
import {
  paperCsv,
  paperMarkdown,
  paperTex,
} from "../../../src/report/tables/paper-table-text";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 3, seeds: 2, images: 120 });
const options = { caption: "Table 50 % & more", resamples: 100 };
const table = baseNewTable(runs, ["ece", "accuracy", "piece"], options);

test("cells are means of data sets and seeds within their intervals; base, new and mean", () => {
  const coop = table.rows.find(({ title }) => title === "CoOp")!;
  const own = runs.filter(({ method }) => method === "coop");
  const [base, baseFloor, novel, , both, bothFloor] = coop.cells;
  const by = (classSet: "base" | "new") => mean(own.map((run) => ece(run[classSet]).value));
  assert.ok(Math.abs(base!.effect - by("base")) < 1e-12);
  assert.ok(Math.abs(novel!.effect - by("new")) < 1e-12);
  assert.ok(Math.abs(both!.effect - (by("base") + by("new")) / 2) < 1e-12);
  const floor = (classSet: "base" | "new") =>
    mean(own.map((run) => eceFloor(run[classSet]).value));
  assert.ok(Math.abs(baseFloor!.effect - floor("base")) < 1e-12);
  assert.ok(Math.abs(bothFloor!.effect - (floor("base") + floor("new")) / 2) < 1e-12);
  const [low, high] = novel!.interval!;
  assert.ok(low < novel!.effect && novel!.effect < high);
  assert.deepEqual([coop.datasets, coop.seeds], [3, 2]);
  // Nothing is known of PIECE, and nothing is made up.
  assert.deepEqual(coop.cells.slice(9), [undefined, undefined, undefined]);
});

test("one run has an interval over its test images, and none for what only runs vary", () => {
  const one = runs.filter(({ method }) => method === "coop").slice(0, 1);
  const { rows } = baseNewTable(one, ["ece", "fd"], { ...options, classSets: ["base"] });
  const [error, floor, fd] = rows[0]!.cells;
  assert.ok(Math.abs(error!.effect - ece(one[0]!.base).value) < 1e-12);
  assert.ok(error!.interval![0] < error!.effect && error!.effect < error!.interval![1]);
  assert.deepEqual([floor!.interval, fd!.interval], [undefined, undefined]);
});

test("best and second are those of the printed values, among rows on the most data sets", () => {
  const marks = ranks(table);
  table.columns.slice(0, 9).forEach(({ better }, c) => {
    if (better === "neither") return;
    const printed = table.rows.map(({ cells }) =>
      Number((100 * cells[c]!.effect).toFixed(1)),
    );
    const best = better === "lower" ? Math.min(...printed) : Math.max(...printed);
    printed.forEach((value, r) => assert.equal(marks[r]![c] === "best", value === best));
  });
  const easy = runs.filter(
    ({ method, dataset }) => method !== "zeroshot" || dataset === "domain-00",
  );
  const partial = baseNewTable(easy, ["ece"], options);
  const row = partial.rows.findIndex(({ title }) => title === "zero-shot");
  assert.ok(ranks(partial)[row]!.every((mark) => mark === undefined));
  assert.match(paperMarkdown(partial), /only those on the most data sets are ranked/);
});

test("Markdown, CSV and LaTeX hold every value; LaTeX escapes what it must", () => {
  const [markdown, csv, tex] = [paperMarkdown, paperCsv, paperTex].map((as) => as(table));
  for (const { cells } of table.rows) {
    for (const cell of cells.filter((one) => one !== undefined)) {
      const text = (100 * cell!.effect).toFixed(1);
      assert.ok(markdown!.includes(text) && tex!.includes(text));
      assert.ok(csv!.includes(String(cell!.effect)));
    }
  }
  assert.match(tex!, /\\caption\{Table 50 \\% \\& more/);
  const columns = /\\begin\{tabular\}\{([lr]+)\}/.exec(tex!)![1]!.length;
  for (const line of tex!.split("\n").filter((one) => one.endsWith("\\\\"))) {
    const spans = [...line.matchAll(/\\multicolumn\{(\d+)\}/g)].map((m) => Number(m[1]));
    const wider = spans.reduce((sum, span) => sum + span - 1, 0);
    const cells = line.replaceAll("\\&", "").split("&").length + wider;
    assert.equal(cells, columns, line);
  }
});

test("a table without runs is a sentence", () => {
  const none = paperMarkdown(baseNewTable([], ["ece"], options));
  assert.match(none, /The store has none of its runs yet/);
});

test("tables side by side match rows by title", () => {
  const few = baseNewTable(
    runs.filter(({ method }) => method === "coop"),
    ["ece"],
    options,
  );
  const joined = joinTables("both", [
    { title: "all", table },
    { title: "CoOp alone", table: few },
  ]);
  const row = (title: string) => joined.rows.find((one) => one.title === title)!;
  assert.deepEqual(row("CoOp").cells.slice(-6), few.rows[0]!.cells);
  assert.deepEqual(row("KgCoOp").cells.slice(-6), new Array(6).fill(undefined));
  const [, floor] = joined.columns.slice(-6);
  assert.equal(floor!.title, "CoOp alone base, floor");
  const onNew = baseNewTable(runs, ["ece"], { ...options, classSets: ["new"] });
  const [first, second] = joinTables("one class set", [
    { title: "all", table: onNew },
  ]).columns;
  assert.deepEqual([first!.title, second!.title], ["all", "all, floor"]);
});

test("per data set: the mean of its seeds, and the mean of the data sets last", () => {
  const { columns, rows } = datasetTable(runs, "ece", "new", { caption: "" });
  const coop = rows.find(({ title }) => title === "CoOp")!;
  const values = coop.cells.map((cell) => cell!.effect);
  const first = runs.filter(
    ({ method, dataset }) => method === "coop" && dataset === columns[0]!.title,
  );
  assert.ok(Math.abs(values[0]! - mean(first.map((run) => ece(run.new).value))) < 1e-12);
  assert.deepEqual(
    columns.slice(-2).map(({ title }) => title),
    ["mean of data sets", "mean of data sets, floor"],
  );
  assert.ok(Math.abs(values.at(-2)! - mean(values.slice(0, -2))) < 1e-12);
  const own = runs.filter(({ method }) => method === "coop");
  assert.ok(
    Math.abs(values.at(-1)! - mean(own.map((run) => eceFloor(run.new).value))) < 1e-12,
  );
  const debiased = datasetTable(runs, "debiased_ece", "new", { caption: "" });
  const cell = debiased.rows.find(({ title }) => title === "CoOp")!.cells[0]!;
  assert.ok(
    Math.abs(cell.effect - mean(first.map((run) => debiasedEce(run.new).value))) < 1e-12,
  );
  assert.equal(debiased.columns[0]!.group, "debiased ECE");
});

test("a row's intervals are those of the figures, whichever other rows the table has", () => {
  const shown = ["coop", "kgcoop"] as const;
  const bars = methodEstimates(runs, "ece", shown, { resamples: 100 });
  for (const [i, method] of shown.entries()) {
    const row = table.rows.find(({ title }) => title === methodTitle(method))!;
    const { value, low, high } = bars[i]!.new;
    assert.deepEqual(row.cells[2], { effect: value, interval: [low, high] });
  }
  assert.match(
    paperMarkdown(table),
    /: mean of data sets and seeds \[95 % centred bootstrap intervals\]/,
  );
});
