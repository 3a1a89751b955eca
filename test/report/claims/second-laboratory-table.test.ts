import assert from "node:assert/strict";
import { test } from "node:test";
import { ece } from "../../../src/metrics/binned/ece";
import { mean } from "../../../src/numeric/mean";
import {
  secondLaboratoryDatasets,
  secondLaboratoryTable,
} from "../../../src/report/claims/second-laboratory-table";
import { baseNewTable } from "../../../src/report/tables/base-new-table";
import { paperMarkdown } from "../../../src/report/tables/paper-table-text";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory, { datasets: 4, seeds: 2 });

test("C1, C4 and C5 stand beside the paper's and the second laboratory's", () => {
  const lines = secondLaboratoryTable(runs).split("\n").slice(2);
  const cells = lines.map((line) => line.split("|").map((cell) => cell.trim()));
  assert.deepEqual(
    cells.map(([, id]) => id),
    ["C1", "C4", "C5", "C5"],
  );
  const eceOf = (method: string, dataset: string) =>
    mean(
      runs
        .filter((run) => run.method === method && run.dataset === dataset)
        .map((run) => ece(run.new).value),
    );
  const sides = [...new Set(runs.map(({ dataset }) => dataset))].map(
    (dataset) => eceOf("coop", dataset) - eceOf("zeroshot", dataset),
  );
  const satisfied = sides.filter((side) => side > 0).length;
  const here = `+${(100 * mean(sides)).toFixed(2)} (${satisfied}/4)`;
  assert.deepEqual(cells[0]!.slice(3, 6), [here, "+9.97", "+8.03 (10/11)"]);
  assert.equal(cells[1]![5], "−0.33 (6/11)");
});

test("without runs of a method, its claims have a dash; without any, there is no column", () => {
  const pair = runs.filter(({ method }) => method !== "kgcoop");
  const lines = secondLaboratoryTable(pair).split("\n").slice(2);
  const own = lines.map((line) => line.split("|")[3]!.trim());
  assert.deepEqual(
    own.map((cell) => cell === "–"),
    [false, true, true, true],
  );
  const only = runs.filter(({ method }) => method === "zeroshot");
  assert.match(secondLaboratoryTable(only), /^\| claim \| inequality \| the paper \|/);
});

test("the second laboratory's errors stand data set by data set, with their mean", () => {
  const lines = secondLaboratoryDatasets(["zeroshot", "coop"]).split("\n");
  assert.equal(lines.length, 2 + 11 + 1);
  assert.equal(
    lines[0],
    "| data set | zero-shot, base | CoOp, base | zero-shot, new | CoOp, new |",
  );
  assert.match(
    lines.find((line) => line.includes("oxford_flowers"))!,
    /\| 3\.11 \|.* 4\.91 \|/,
  );
  assert.match(lines.at(-1)!, /^\| mean \| 3\.58 \| 6\.35 \| 4\.42 \| 12\.45 \|$/);
});

test("a table of methods shows the second laboratory's means where it is asked to", () => {
  const options = { caption: "x", resamples: 20 };
  const plain = paperMarkdown(baseNewTable(runs, ["ece"], options));
  const publishedTable = "outlier-type ablation";
  const ablation = paperMarkdown(
    baseNewTable(runs, ["ece"], { ...options, publishedTable }),
  );
  assert.match(ablation, /\| CoOp\+DOR \|.*\| 2\.68 \? \/ 7\.09 \? \/ 4\.88 \? \|/);
  assert.doesNotMatch(plain, /second laboratory/);
  const table = baseNewTable(runs, ["ece", "fd"], { ...options, secondLaboratory: true });
  const text = paperMarkdown(table);
  assert.match(text, /\| published \| second laboratory \|/);
  assert.match(text, /\| KgCoOp \|.*\| 6\.02 \/ 3\.71 \/ 4\.86 \|/);
  // CoOp+DOR is not among its methods, and FD not among its quantities.
  assert.match(text, /\| CoOp\+DOR \|.*\| 2\.67 \/ 6\.49 \/ 4\.58 \|  \| 4 × 2 \|/);
  assert.equal(text.split("second laboratory |").length, 2);
});
