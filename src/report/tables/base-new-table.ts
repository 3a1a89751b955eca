import { arithmeticMean, harmonicMean } from "../../metrics/base-new-mean";
import type { BinOptions } from "../../metrics/bins";
import { pairedBootstrap } from "../../numeric/bootstrap";
import { seededRandom } from "../../random/random";
import { gridOf, type JudgedRun } from "../../analysis/evaluated-run";
import type { Quantity, Split } from "../../analysis/lookup";
import { methodTitle, orderMethods, type Method } from "../../analysis/methods";
import type { PaperCell, PaperColumn, PaperRow, PaperTable } from "./paper-table";
import { publishedText } from "../../analysis/published";
import { secondLaboratoryText } from "../../analysis/second-laboratory";
import { runQuantity } from "../../analysis/run-quantity";

export interface BaseNewTableOptions extends BinOptions {
  readonly caption: string;
  /** Those that have runs by default, in the order of `orderMethods`. */
  readonly methods?: readonly Method[];
  /** `both` is the harmonic mean for accuracy and the plain mean for errors; base, new and both by default. */
  readonly splits?: readonly Split[];
  /** Name of a row; `methodTitle` by default. */
  readonly title?: (method: Method) => string;
  /** The paper's table whose numbers stand beside; the first that has them by default. */
  readonly publishedTable?: string;
  /** Means of the second laboratory beside the paper's; false by default. */
  readonly secondLaboratory?: boolean;
  /** 2000 by default. */
  readonly resamples?: number;
}

/** How quantities are headed, and which end is better. */
const HEADS: Readonly<
  Partial<Record<Quantity, Pick<PaperColumn, "group" | "better" | "scale" | "digits">>>
> = {
  accuracy: { group: "accuracy", better: "higher", scale: 100, digits: 1 },
  ece: { group: "ECE", better: "lower", scale: 100, digits: 1 },
  ace: { group: "ACE", better: "lower", scale: 100, digits: 1 },
  mce: { group: "MCE", better: "lower", scale: 100, digits: 1 },
  piece: { group: "PIECE", better: "lower", scale: 100, digits: 1 },
  gap: { group: "gap", better: "neither", scale: 100, digits: 1 },
  fd: { group: "FD", better: "neither", scale: 1, digits: 3 },
  logitLead: { group: "logit gap", better: "neither", scale: 1, digits: 2 },
  logitGap: { group: "gap to next", better: "neither", scale: 1, digits: 2 },
};

/**
 * A table of methods by quantities on base and new classes, as the paper prints them: computed per data
 * set and seed, averaged over both. Each row rests on all runs that its method has, and says on how many
 * data sets and seeds. Brackets: 95 % percentile intervals of a bootstrap over data sets and seeds.
 */
export function baseNewTable(
  runs: readonly JudgedRun[],
  quantities: readonly Quantity[],
  {
    caption,
    methods = orderMethods(runs.map(({ method }) => method)),
    splits = ["base", "new", "both"],
    title = methodTitle,
    publishedTable,
    secondLaboratory = false,
    resamples = 2000,
    ...bins
  }: BaseNewTableOptions,
): PaperTable {
  const asked = quantities.flatMap((quantity) =>
    splits.map((split) => ({ quantity, split })),
  );
  const columns = asked.map(({ quantity, split }): PaperColumn => {
    const joined = quantity === "accuracy" ? "HM" : "mean";
    return { ...headOf(quantity), title: split === "both" ? joined : split };
  });
  const rows = methods.flatMap((method) => {
    const row = methodRow(runs, method, asked, { ...bins, resamples });
    if (row === undefined) return [];
    const beside = (textOf: typeof publishedText): Readonly<Record<string, string>> =>
      Object.fromEntries(
        quantities.flatMap((quantity) => {
          const text = textOf(quantity, method, splits, publishedTable);
          return text === undefined ? [] : [[headOf(quantity).group, text] as const];
        }),
      );
    return [
      {
        ...row,
        title: title(method),
        published: beside(publishedText),
        ...(secondLaboratory ? { secondLaboratory: beside(secondLaboratoryText) } : {}),
      },
    ];
  });
  return { caption, columns, rows, notes: notesOf(quantities, rows, bins) };
}

function headOf(
  quantity: Quantity,
): Pick<PaperColumn, "group" | "better" | "scale" | "digits"> {
  return HEADS[quantity] ?? { group: quantity, better: "neither", scale: 1, digits: 3 };
}

const SPLITS_OF: Readonly<Record<Split, readonly ("base" | "new")[]>> = {
  base: ["base"],
  new: ["new"],
  both: ["base", "new"],
};

interface Asked {
  readonly quantity: Quantity;
  readonly split: Split;
}

function methodRow(
  runs: readonly JudgedRun[],
  method: Method,
  asked: readonly Asked[],
  { resamples, ...bins }: BinOptions & { readonly resamples: number },
): Omit<PaperRow, "title"> | undefined {
  const grid = gridOf(runs, [method]);
  if (grid === undefined) return undefined;
  const cells = grid.runs.get(method)!;
  const quantities = [...new Set(asked.map(({ quantity }) => quantity))];
  // One row of numbers per quantity and split, [data set * seeds + seed], so that resamples only add up.
  const values = new Map(
    quantities.flatMap((quantity) =>
      (["base", "new"] as const).map((split) => [
        `${quantity} ${split}`,
        cells.flat().map((run) => runQuantity(run[split], quantity, bins)),
      ]),
    ),
  );
  const known = asked.filter(({ quantity, split }) =>
    SPLITS_OF[split].every((one) =>
      values.get(`${quantity} ${one}`)!.every((value) => value !== undefined),
    ),
  );
  const single = grid.datasets.length * grid.seeds === 1;
  const intervals = pairedBootstrap({
    units: cells.map(({ length }) => ({ seeds: length, samples: [] })),
    random: seededRandom("base-new table", 1),
    resamples: single ? 1 : resamples,
    interval: "percentile",
    statistic: (resample) => {
      const drawn = resample.flatMap(({ unit, seeds }) =>
        Array.from(seeds, (seed) => unit * grid.seeds + seed),
      );
      const over = (quantity: Quantity, split: "base" | "new"): number => {
        const row = values.get(`${quantity} ${split}`)!;
        return drawn.reduce((sum, cell) => sum + row[cell]!, 0) / drawn.length;
      };
      return known.map(({ quantity, split }) => {
        if (split !== "both") return over(quantity, split);
        const join = quantity === "accuracy" ? harmonicMean : arithmeticMean;
        return join(over(quantity, "base"), over(quantity, "new"));
      });
    },
  });
  return {
    cells: asked.map((cell): PaperCell | undefined => {
      const place = known.indexOf(cell);
      if (place < 0) return undefined;
      const { effect, low, high } = intervals[place]!;
      return single ? { effect } : { effect, interval: [low, high] };
    }),
    datasets: grid.datasets.length,
    seeds: grid.seeds,
  };
}

function notesOf(
  quantities: readonly Quantity[],
  rows: readonly PaperRow[],
  { bins = 10, rule = "paper" }: BinOptions,
): readonly string[] {
  const errors = quantities.some((quantity) =>
    ["ece", "ace", "mce", "piece"].includes(quantity),
  );
  const spans = new Set(rows.map(({ datasets, seeds }) => `${datasets} ${seeds}`));
  return [
    "Percent (FD: distance; logit gap: logits), mean of data sets and seeds; in brackets 95 % bootstrap intervals over both.",
    ...(errors
      ? [
          `${bins} bins, \`${rule}\` edges; ACE has equal-mass bins, MCE is weighted by the bins' shares, the mean ` +
            "of errors on base and new is the plain one.",
        ]
      : []),
    ...(spans.size > 1
      ? [
          "Rows rest on different numbers of data sets and seeds; only those on the most data sets are ranked.",
        ]
      : []),
    ...(rows.some(({ published }) => Object.keys(published ?? {}).length > 0)
      ? [
          "Published: real CLIP, mean of 11 data sets, second-hand; ? marks a single source.",
        ]
      : []),
    ...(rows.some(({ secondLaboratory }) => Object.keys(secondLaboratory ?? {}).length > 0)
      ? ["Second laboratory: the same setting in the tables of TCPT (arXiv 2602.19024)."]
      : []),
  ];
}
