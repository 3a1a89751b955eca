import assert from "node:assert/strict";
import { test } from "node:test";
import { ece } from "../../../src/metrics/ece";
import { mean } from "../../../src/numeric/mean";
import { secondLaboratoryTable } from "../../../src/report/claims/second-laboratory-table";
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

test("without runs of a method, its claims have a dash", () => {
  const only = runs.filter(({ method }) => method === "zeroshot");
  const lines = secondLaboratoryTable(only).split("\n").slice(2);
  assert.ok(lines.every((line) => line.split("|")[3]!.trim() === "–"));
});

test("a table of methods shows the second laboratory's means where it is asked to", () => {
  const options = { caption: "x", resamples: 20 };
  const plain = paperMarkdown(baseNewTable(runs, ["ece"], options));
  assert.doesNotMatch(plain, /second laboratory/);
  const table = baseNewTable(runs, ["ece", "fd"], { ...options, secondLaboratory: true });
  const text = paperMarkdown(table);
  assert.match(text, /\| published \| second laboratory \|/);
  assert.match(text, /\| KgCoOp \|.*\| 6\.02 \/ 3\.71 \/ 4\.86 \|/);
  // CoOp+DOR is not among its methods, and FD not among its quantities.
  assert.match(text, /\| CoOp\+DOR \|.*\| 2\.67 \/ 6\.49 \/ 4\.58 \|  \| 4 × 2 \|/);
  assert.equal(text.split("second laboratory |").length, 2);
});
