import { gapRows } from "../../analysis/dataset-means";
import { type EstimateOptions, methodEstimates } from "../../analysis/estimates";
import { intervalName } from "../../analysis/interval-name";
import { type Method, methodTitle } from "../../analysis/methods";
import type { Quantity } from "../../analysis/quantity";
import { commonCoverage } from "../../analysis/runs/common-coverage";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { metricOf } from "../../metrics/registry";
import type { Estimate } from "../figures/method-estimates";
import { signed } from "../tables/markdown-table";

/**
 * The values of a metric under a figure, as Markdown: of each method on base and on new classes, means of data sets
 * with intervals. Of the signed gap it says on how many data sets it is above 0. Methods without runs are left out.
 */
export function levelFinding(
  runs: readonly EvaluatedRun[],
  quantity: Quantity,
  methods: readonly Method[],
  options: EstimateOptions = {},
): string {
  const present = methods.filter((name) => runs.some(({ method }) => method === name));
  const { title, scale, digits, unit } = metricOf(quantity);
  const coverage = present.length === 0 ? "no runs" : commonCoverage(runs, present);
  if (coverage === "no runs")
    return `**Here:** no ${title}, because the methods have no runs on the same data sets and seeds.`;
  const isSigned = quantity === "gap";
  const number = (value: number): string =>
    isSigned ? signed(scale * value, digits) : (scale * value).toFixed(digits);
  const estimate = ({ value, low, high }: Estimate): string =>
    `${number(value)} [${number(low)}, ${number(high)}]`;
  const lines = methodEstimates(runs, quantity, present, options).map(
    ({ method, base, new: novel }) =>
      `${methodTitle(method)} ${estimate(base)} / ${estimate(novel)}` +
      (isSigned ? `, above 0 on ${positive(runs, method)}` : ""),
  );
  const printed = scale === 100 ? (isSigned ? " (points)" : " (%)") : ` (${unit})`;
  const head =
    `**Here:** ${title}${unit === "score" ? "" : printed} on base / new classes, mean of ` +
    `${coverage} [${intervalName(options)}]:`;
  return lines.length === 1
    ? `${head} ${lines[0]!}.`
    : [head, ...lines.map((line) => `- ${line}`)].join("\n");
}

/** `12 / 18 of 19 data sets`. */
function positive(runs: readonly EvaluatedRun[], method: Method): string {
  const rows = gapRows(runs, [method]);
  const count = (classSet: "base" | "new"): number =>
    rows.filter((row) => row[classSet] > 0).length;
  const sets = runs.some(({ tunedOn }) => tunedOn !== undefined) ? "test" : "data";
  return `${count("base")} / ${count("new")} of ${rows.length} ${sets} sets`;
}
