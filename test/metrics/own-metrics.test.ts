import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { methodEstimates } from "../../src/analysis/estimates";
import { evaluateRuns } from "../../src/analysis/runs/evaluate-runs";
import { runQuantity } from "../../src/analysis/runs/run-quantity";
import { loadRuns } from "../../src/experiments/store/load";
import { projectRoot } from "../../src/files/project-root";
import { METRICS_VARIABLE } from "../../src/metrics/own-metrics";
import { metricOf } from "../../src/metrics/registry";
import { eceBars } from "../../src/report/figures/ece-bars";
import { baseNewTable } from "../../src/report/tables/base-new-table";
import { paperMarkdown } from "../../src/report/tables/paper-table-text";
import { finishSomeRun, someSpec, temporaryFolder } from "../experiments/helpers";
import { promptcal } from "../experiments/promptcal";
import { near } from "./helpers";

const folder = mkdtempSync(join(tmpdir(), "promptcal-own-"));
const page = readFileSync(join(projectRoot, "docs", "extend.md"), "utf8");
const [, name, text] = /^```ts (my-metrics\/\S+)\n(.*?)^```$/ms.exec(page)!;

before(() => {
  const path = join(folder, name!);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text!.replaceAll('"../src', `"${join(projectRoot, "src")}`));
  process.env[METRICS_VARIABLE] = join(folder, "my-metrics");
});
after(() => {
  delete process.env[METRICS_VARIABLE];
  rmSync(folder, { recursive: true, force: true });
});

test("the command line lists the metric of one file, and computes it", async () => {
  const help = await promptcal(folder, "metrics", "--help");
  assert.match(help.out, /confident_errors +Share of samples that are wrong with/);
  // Of four samples, one is wrong with a confidence above 0.9.
  const rows = ["confidence,correct", "0.95,0", "0.95,1", "0.5,0", "0.8,1"];
  writeFileSync(join(folder, "p.csv"), `${rows.join("\n")}\n`);
  const { code, out, err } = await promptcal(folder, "metrics", "p.csv", "--json");
  assert.equal(code, 0, err);
  const metrics = JSON.parse(out) as Record<string, { value: number; interval: number[] }>;
  const { value, interval } = metrics["confident_errors"]!;
  assert.equal(value, 1 / 4);
  assert.ok(interval[0]! < value && value < interval[1]!);
});

test("runs, a table and a figure know the metric of one file", (context) => {
  const store = temporaryFolder(context);
  const specs = [1, 2].map((seed) => someSpec({ seed, regulariser: "dor" }));
  for (const spec of specs) finishSomeRun(store, spec);
  const runs = evaluateRuns(loadRuns(specs, store));
  const { compute } = metricOf("confident_errors");
  const expected = compute(runs[0]!.new, { bins: 10, rule: "right-closed" });
  assert.equal(runQuantity(runs[0]!.new, "confident_errors"), expected);
  const table = baseNewTable(runs, ["confident_errors"], { caption: "own" });
  const [column] = table.columns;
  assert.deepEqual(
    [column!.group, column!.better, column!.scale, column!.digits],
    ["confident errors", "lower", 100, 1],
  );
  assert.match(paperMarkdown(table), /confident errors/);
  near(table.rows[0]!.cells[1]!.effect, expected);
  const estimates = methodEstimates(runs, "confident_errors", ["coop+dor"]);
  const figure = eceBars(estimates, { title: "own" });
  assert.match(JSON.stringify(figure.layout), /confident errors, mean of data sets \(%\)/);
  near(figure.table.rows[1]![2] as number, expected);
});

test("a file that exports no metric, and a path at which nothing is, are named", async () => {
  const run = (path: string) => {
    process.env[METRICS_VARIABLE] = path;
    try {
      return metricOf("ece");
    } finally {
      process.env[METRICS_VARIABLE] = join(folder, "my-metrics");
    }
  };
  const empty = join(folder, "empty.ts");
  writeFileSync(empty, "export const nothing = 1;\n");
  assert.throws(() => run(empty), /files that export a metric, got none in it .*empty\.ts/);
  assert.throws(() => run(join(folder, "absent")), /files or folders, got nothing at/);
  assert.equal(metricOf("confident_errors").title, "confident errors");
});
