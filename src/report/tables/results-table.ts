import type { BinOptions, EdgeRule } from "../../metrics/bins";
import { harmonicMean } from "../../metrics/base-new-mean";
import { PromptcalError } from "../../errors/promptcal-error";
import { type JudgedRun, type RunGrid, gridOf } from "../../analysis/evaluated-run";
import { type Method, methodTitle, orderMethods } from "../../analysis/methods";
import { type Lookup, type Quantity, cellsOf, lookups } from "../../analysis/lookup";
import { csvTable, markdownTable, signed } from "./markdown-table";

/** A value with its sample standard deviation over seeds (0 with one seed). */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/** One method's results. Fractions, except FD and centroid spread. */
export interface ResultsRow {
  readonly method: Method;
  readonly accuracy: { readonly base: Spread; readonly new: Spread; readonly hm: Spread };
  /** ECE of all data sets' images together. */
  readonly pooledEce: BaseNew;
  /** ECE per data set, averaged. */
  readonly meanEce: BaseNew;
  readonly gap: BaseNew;
  readonly fd: BaseNew;
  readonly centroidSpread: BaseNew;
}

export interface BaseNew {
  readonly base: Spread;
  readonly new: Spread;
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
}

/**
 * Results of all methods that have runs, on the data sets and seeds that they share. Accuracy, gap
 * and pooled ECE are of all data sets' images together; "mean ECE" is the mean of data sets.
 * @throws PromptcalError when the methods share no data set and seed
 */
export function resultsTable(
  runs: readonly JudgedRun[],
  options: BinOptions = {},
): ResultsTable {
  const { bins = 10, rule = "paper" } = options;
  const methods = orderMethods(runs.map(({ method }) => method));
  const grid = gridOf(runs, methods);
  if (grid === undefined) {
    throw new PromptcalError(
      `results table: expected runs of ${methods.join(", ") || "some method"} on a common data set ` +
        `and seed, got none among ${runs.length} runs; run the sweep to its end`,
    );
  }
  const first = grid.runs.get(methods[0]!)!.map((row) => row[0]!);
  const images = (split: "base" | "new") =>
    first.reduce((sum, run) => sum + run[split].confidence.length, 0);
  return {
    rows: rowsOf(grid, { bins, rule }),
    datasets: grid.datasets,
    seeds: grid.seeds,
    images: [images("base"), images("new")],
    bins,
    rule,
  };
}

function rowsOf(grid: RunGrid, options: BinOptions): readonly ResultsRow[] {
  const lookup = lookups(grid, options);
  const perSeed = Array.from({ length: grid.seeds }, (_, slot) => ({
    pooled: lookup(cellsOf(grid, undefined, [slot])),
    datasets: grid.datasets.map((_, unit) => lookup(cellsOf(grid, [unit], [slot]))),
  }));
  return grid.methods.map((method) => {
    const baseNew = (quantity: Quantity): BaseNew => ({
      base: spread(perSeed.map(({ pooled }) => pooled(quantity, method, "base"))),
      new: spread(perSeed.map(({ pooled }) => pooled(quantity, method, "new"))),
    });
    const meanEce = (split: "base" | "new") =>
      spread(
        perSeed.map(({ datasets }) =>
          average(datasets.map((ask: Lookup) => ask("ece", method, split))),
        ),
      );
    const accuracy = baseNew("accuracy");
    const hm = perSeed.map(({ pooled }) => pooled("accuracy", method, "both"));
    return {
      method,
      // The harmonic mean of the printed means, as in the field's tables.
      accuracy: {
        ...accuracy,
        hm: {
          mean: harmonicMean(accuracy.base.mean, accuracy.new.mean),
          sd: spread(hm).sd,
        },
      },
      pooledEce: baseNew("ece"),
      meanEce: { base: meanEce("base"), new: meanEce("new") },
      gap: baseNew("gap"),
      fd: baseNew("fd"),
      centroidSpread: baseNew("centroidSpread"),
    };
  });
}

/** The table as Markdown: percent (FD and spread: distances), mean ± deviation over seeds. */
export function resultsMarkdown(table: ResultsTable): string {
  const percent = ({ mean, sd }: Spread) =>
    `${(mean * 100).toFixed(1)}${plusMinus(sd * 100, 1)}`;
  const points = ({ mean, sd }: Spread) =>
    `${signed(mean * 100, 1)}${plusMinus(sd * 100, 1)}`;
  const distance = ({ mean, sd }: Spread) => `${mean.toFixed(3)}${plusMinus(sd, 3)}`;
  const plusMinus = (sd: number, digits: number) =>
    table.seeds > 1 ? ` ± ${sd.toFixed(digits)}` : "";
  const pair = ({ base, new: fresh }: BaseNew, show: (value: Spread) => string) => [
    show(base),
    show(fresh),
  ];
  const rows = table.rows.map((row) => [
    methodTitle(row.method),
    ...pair(row.accuracy, percent),
    percent(row.accuracy.hm),
    ...pair(row.pooledEce, percent),
    ...pair(row.meanEce, percent),
    ...pair(row.gap, points),
    ...pair(row.fd, distance),
    ...pair(row.centroidSpread, distance),
  ]);
  const [base, fresh] = table.images;
  return [
    markdownTable(
      [
        "method",
        "acc base",
        "acc new",
        "HM",
        "pooled ECE base",
        "new",
        `mean ECE${table.bins} base`,
        "new",
        "gap base",
        "new",
        "FD base",
        "new",
        "spread base",
        "new",
      ],
      rows,
    ),
    `Percent (gap: percentage points, confidence − accuracy; FD, spread: distances of unit text features). ` +
      `${table.datasets.length} data sets, ${base} base and ${fresh} new test images; ` +
      `seeds per data set: ${table.seeds}` +
      (table.seeds > 1 ? ", ± is the standard deviation over them" : "") +
      `. ECE: ${table.bins} equal-width bins, \`${table.rule}\` edges; pooled: all data sets' images together, ` +
      "mean: per data set, then averaged.",
  ]
    .join("\n\n")
    .concat("\n");
}

/** The table as CSV, long form: method, quantity, split, mean, sd, and what it rests on. */
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
      "split",
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

function spread(values: readonly number[]): Spread {
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
