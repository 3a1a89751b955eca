import { testImagesText } from "../../analysis/runs/common-coverage";
import { type BinOptions, type EdgeRule, binSettings } from "../../metrics/binned/bins";
import { harmonicMean } from "../../metrics/base-new-mean";
import { PromptcalError } from "../../errors/promptcal-error";
import { type EvaluatedRun, type RunGrid, gridOf } from "../../analysis/runs/evaluated-run";
import { type Method, methodTitle, orderMethods } from "../../analysis/methods";
import type { Quantity } from "../../analysis/quantity";
import { type Lookups, cellsOf, lookups } from "../../analysis/lookup";
import { mean } from "../../numeric/mean";
import { csvTable } from "../../files/tables/csv-table";
import { edgeNote } from "./edge-note";
import { markdownTable, signed } from "./markdown-table";

/** A mean with its sample standard deviation over seeds (0 with one seed). */
export interface MeanSd {
  readonly mean: number;
  readonly sd: number;
}

/** One method's results: means of data sets, but for `pooledEce`. Fractions, except FD and centroid spread. */
export interface ResultsRow {
  readonly method: Method;
  readonly accuracy: { readonly base: MeanSd; readonly new: MeanSd; readonly hm: MeanSd };
  readonly ece: BaseNew;
  /** See `eceFloor`. */
  readonly eceFloor: BaseNew;
  /** ECE of all data sets' images together. */
  readonly pooledEce: BaseNew;
  readonly gap: BaseNew;
  readonly fd: BaseNew;
  readonly centroidSpread: BaseNew;
}

export interface BaseNew {
  readonly base: MeanSd;
  readonly new: MeanSd;
}

/** Results with what they rest on. */
export interface ResultsTable {
  readonly rows: readonly ResultsRow[];
  readonly datasets: readonly string[];
  /** Seeds per data set. */
  readonly seeds: number;
  /** Test images of all data sets, base and new. */
  readonly images: readonly [number, number];
  readonly bins: number;
  readonly rule: EdgeRule;
  /** What the rule leaves out: see `edgeNote`. */
  readonly edges: string;
}

/**
 * Results of all methods that have runs, on the data sets and seeds that they share: of each data set,
 * then the mean of data sets, as the paper does; the ECE of all data sets' images together too.
 * @throws PromptcalError when the methods share no data set and seed
 */
export function resultsTable(
  runs: readonly EvaluatedRun[],
  options: BinOptions = {},
): ResultsTable {
  const { bins, rule } = binSettings(options);
  const methods = orderMethods(runs.map(({ method }) => method));
  const grid = gridOf(runs, methods);
  if (grid === undefined) {
    throw new PromptcalError(
      `results table: expected runs of ${methods.join(", ") || "some method"} on a common data set ` +
        `and seed, got none among ${runs.length} runs; run the sweep to its end`,
    );
  }
  const first = grid.runs.get(methods[0]!)!.map((row) => row[0]!);
  const images = (classSet: "base" | "new") =>
    first.reduce((sum, run) => sum + run[classSet].confidence.length, 0);
  return {
    rows: rowsOf(grid, { bins, rule }),
    datasets: grid.datasets,
    seeds: grid.seeds,
    images: [images("base"), images("new")],
    bins,
    rule,
    edges: edgeNote([...grid.runs.values()].flat(2), { rule }),
  };
}

function rowsOf(grid: RunGrid, options: BinOptions): readonly ResultsRow[] {
  const lookup = lookups(grid, options);
  const perSeed = Array.from({ length: grid.seeds }, (_, slot) =>
    lookup(cellsOf(grid, undefined, [slot])),
  );
  return grid.methods.map((method) => {
    const baseNew = (
      quantity: Quantity,
      average: keyof Lookups = "datasetMean",
    ): BaseNew => {
      const over = (classSet: "base" | "new"): MeanSd =>
        meanSd(perSeed.map((seed) => seed[average](quantity, method, classSet)));
      return { base: over("base"), new: over("new") };
    };
    const accuracy = baseNew("accuracy");
    const hm = perSeed.map(({ datasetMean }) => datasetMean("accuracy", method, "both"));
    return {
      method,
      // The harmonic mean of the printed means, as in the field's tables.
      accuracy: {
        ...accuracy,
        hm: {
          mean: harmonicMean(accuracy.base.mean, accuracy.new.mean),
          sd: meanSd(hm).sd,
        },
      },
      ece: baseNew("ece"),
      eceFloor: baseNew("ece_floor"),
      pooledEce: baseNew("ece", "pooled"),
      gap: baseNew("gap"),
      fd: baseNew("fd"),
      centroidSpread: baseNew("centroid_spread"),
    };
  });
}

/** The table as Markdown: percent (FD and spread: distances), mean ± deviation over seeds. */
export function resultsMarkdown(table: ResultsTable): string {
  const percent = ({ mean, sd }: MeanSd) =>
    `${(mean * 100).toFixed(1)}${plusMinus(sd * 100, 1)}`;
  const points = ({ mean, sd }: MeanSd) =>
    `${signed(mean * 100, 1)}${plusMinus(sd * 100, 1)}`;
  const distance = ({ mean, sd }: MeanSd) => `${mean.toFixed(3)}${plusMinus(sd, 3)}`;
  const plusMinus = (sd: number, digits: number) =>
    table.seeds > 1 ? ` ± ${sd.toFixed(digits)}` : "";
  const columns: readonly (readonly [string, (row: ResultsRow) => string])[] = [
    ["method", ({ method }) => methodTitle(method)],
    ...pair("accuracy", ({ accuracy }) => accuracy, percent),
    ["accuracy, HM", ({ accuracy: { hm } }) => percent(hm)],
    ...pair("ECE, mean of data sets", ({ ece }) => ece, percent),
    ...pair("ECE floor", ({ eceFloor }) => eceFloor, percent),
    ...pair("ECE, pooled", ({ pooledEce }) => pooledEce, percent),
    ...pair("gap", ({ gap }) => gap, points),
    ...pair("FD", ({ fd }) => fd, distance),
    ...pair("spread", ({ centroidSpread }) => centroidSpread, distance),
  ];
  return [
    markdownTable(
      columns.map(([head]) => head),
      table.rows.map((row) => columns.map(([, text]) => text(row))),
    ),
    "Percent (gap: confidence − accuracy in percentage points; FD, spread: distances of unit text features). All but the " +
      `pooled ECE are means of data sets. ${table.datasets.length} data sets, ${testImagesText(table.images)}; ` +
      `seeds per data set: ${table.seeds}` +
      (table.seeds > 1 ? ", ± is the standard deviation over them" : "") +
      `. ECE: ${table.bins} equal-width bins. ${table.edges} Mean of data sets: computed for each data set, then ` +
      "averaged, as in the paper. Floor: the expected mean for a perfectly calibrated model with the same confidences " +
      "and number of images. Pooled: the images of all data sets in one histogram, where over- and underconfident data " +
      "sets cancel.",
  ]
    .join("\n\n")
    .concat("\n");
}

/** Two columns of a quantity, on base and on new classes. */
function pair(
  head: string,
  of: (row: ResultsRow) => BaseNew,
  text: (value: MeanSd) => string,
): readonly (readonly [string, (row: ResultsRow) => string])[] {
  return [
    [`${head}, base`, (row) => text(of(row).base)],
    [`${head}, new`, (row) => text(of(row).new)],
  ];
}

/** The table as CSV, long form: method, quantity, class set, mean, sd, and what it rests on. */
export function resultsCsv(table: ResultsTable): string {
  const { datasets, seeds, images, bins, rule } = table;
  const rows = table.rows.flatMap(({ method, accuracy: { hm, ...accuracy }, ...rest }) => [
    ...Object.entries({ accuracy, ...rest }).flatMap(([quantity, value]) => [
      [method, quantity, "base", value.base.mean, value.base.sd, images[0]],
      [method, quantity, "new", value.new.mean, value.new.sd, images[1]],
    ]),
    [method, "accuracy", "harmonic_mean", hm.mean, hm.sd, images[0] + images[1]],
  ]);
  return csvTable(
    [
      "method",
      "quantity",
      "class_set",
      "mean",
      "sd_over_seeds",
      "n_images",
      "n_datasets",
      "n_seeds",
      "bins",
      "edge_rule",
    ],
    rows.map((row) => [...row, datasets.length, seeds, bins, rule]),
  );
}

function meanSd(values: readonly number[]): MeanSd {
  const average = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return {
    mean: average,
    sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0,
  };
}
