import { type BinOptions, binSettings } from "../../metrics/binned/bins";
import { metricOf } from "../../metrics/registry";
import { estimates } from "../../analysis/estimates";
import {
  cellsKey,
  gridOf,
  tuningSets,
  type EvaluatedRun,
  type RunGrid,
} from "../../analysis/runs/evaluated-run";
import { term } from "../../analysis/inequality";
import { intervalName } from "../../analysis/interval-name";
import type { Quantity } from "../../analysis/quantity";
import type { ClassSet } from "../../analysis/lookup";
import { methodTitle, orderMethods, type Method } from "../../analysis/methods";
import { edgeNote } from "./edge-note";
import type { PaperCell, PaperColumn, PaperRow, PaperTable } from "./paper-table";
import { headOf } from "./quantity-heads";
import { publishedText } from "../../analysis/published/published";
import { secondLaboratoryText } from "../../analysis/published/second-laboratory";
import { hasQuantity } from "../../analysis/runs/run-quantity";

export interface BaseNewTableOptions extends BinOptions {
  readonly caption: string;
  /** Those that have runs by default, in the order of `orderMethods`. */
  readonly methods?: readonly Method[];
  /** `both` is the harmonic mean for accuracy and the plain mean for errors; base, new and both by default. */
  readonly classSets?: readonly ClassSet[];
  /** Name of a row; `methodTitle` by default. */
  readonly title?: (method: Method) => string;
  /** The paper's table whose numbers stand beside; the first that has them by default, null for none. */
  readonly publishedTable?: string | null;
  /** Means of the second laboratory beside the paper's; false by default. */
  readonly secondLaboratory?: boolean;
  /** 2000 by default. */
  readonly resamples?: number;
}

/**
 * A table of methods by quantities on base and new classes, as the paper prints them: computed per data
 * set and seed, averaged over both. Each row rests on all runs that its method has, and says on how many
 * data sets and seeds. An ECE has its floor beside it.
 */
export function baseNewTable(
  runs: readonly EvaluatedRun[],
  quantities: readonly Quantity[],
  {
    caption,
    methods = orderMethods(runs.map(({ method }) => method)),
    classSets = ["base", "new", "both"],
    title = methodTitle,
    publishedTable,
    secondLaboratory = false,
    ...options
  }: BaseNewTableOptions,
): PaperTable {
  const requested = quantities.flatMap((quantity) =>
    classSets.flatMap((classSet): Asked[] => {
      const { floor } = metricOf(quantity);
      const own = { quantity, classSet };
      return floor === undefined
        ? [own]
        : [own, { quantity: floor, classSet, isFloor: true }];
    }),
  );
  const cells = cellsOfMethods(runs, methods, requested, options);
  const rows = methods.flatMap((method): PaperRow[] => {
    const row = cells.get(method);
    if (row === undefined) return [];
    const textsOf = (textOf: typeof publishedText): Readonly<Record<string, string>> =>
      Object.fromEntries(
        quantities.flatMap((quantity) => {
          const text = textOf(quantity, method, classSets, publishedTable ?? undefined);
          return text === undefined ? [] : [[headOf(quantity).group, text] as const];
        }),
      );
    return [
      {
        ...row,
        title: title(method),
        published: publishedTable === null ? {} : textsOf(publishedText),
        ...(secondLaboratory ? { secondLaboratory: textsOf(secondLaboratoryText) } : {}),
      },
    ];
  });
  return {
    caption,
    values: `mean of data sets and seeds [${intervalName()}]`,
    columns: requested.map(columnOf),
    rows,
    notes: notesOf(runs, quantities, rows, options),
  };
}

interface Asked {
  readonly quantity: Quantity;
  readonly classSet: ClassSet;
  readonly isFloor?: boolean;
}

function columnOf({ quantity, classSet, isFloor = false }: Asked): PaperColumn {
  const harmonic = metricOf(quantity).baseNewMean === "harmonic";
  const joined = harmonic ? "HM" : "mean of both";
  const title = classSet === "both" ? joined : classSet;
  return {
    ...headOf(quantity),
    title: isFloor ? `${title}, floor` : title,
  };
}

const CLASS_SETS_OF: Readonly<Record<ClassSet, readonly ("base" | "new")[]>> = {
  base: ["base"],
  new: ["new"],
  both: ["base", "new"],
};

/** Methods with runs on the same cells. */
interface MethodGroup {
  readonly grids: Map<Method, RunGrid>;
  readonly runs: EvaluatedRun[];
}

/** The cells of each method that has runs; methods with runs on the same cells share their resamples. */
function cellsOfMethods(
  runs: readonly EvaluatedRun[],
  methods: readonly Method[],
  requested: readonly Asked[],
  options: BinOptions & { readonly resamples?: number },
): ReadonlyMap<Method, Omit<PaperRow, "title">> {
  const groups = new Map<string, MethodGroup>();
  for (const method of methods) {
    const grid = gridOf(runs, [method]);
    if (grid === undefined) continue;
    const key = cellsKey(grid);
    const group: MethodGroup = groups.get(key) ?? { grids: new Map(), runs: [] };
    groups.set(key, group);
    group.grids.set(method, grid);
    group.runs.push(...grid.runs.get(method)!.flat());
  }
  const out = new Map<Method, Omit<PaperRow, "title">>();
  for (const group of groups.values()) {
    const known = [...group.grids].flatMap(([method, grid]) =>
      requested.filter((cell) => isKnown(grid, cell)).map((cell) => ({ ...cell, method })),
    );
    const sums = known.map(({ quantity, classSet, method }) => [
      term(1, quantity, method, classSet),
    ]);
    const intervals = sums.length === 0 ? [] : estimates(group.runs, sums, options);
    for (const [method, { tunedOn, seeds }] of group.grids) {
      const cells = requested.map(
        ({ quantity, classSet, isFloor }): PaperCell | undefined => {
          const index = known.findIndex(
            (cell) =>
              cell.method === method &&
              cell.quantity === quantity &&
              cell.classSet === classSet,
          );
          if (index < 0) return undefined;
          const { effect, low, high } = intervals[index]!;
          // What nothing varies has no interval, and a floor is a bound, not an estimate.
          return low === high || isFloor ? { effect } : { effect, interval: [low, high] };
        },
      );
      out.set(method, { cells, datasets: tuningSets({ tunedOn }).length, seeds });
    }
  }
  return out;
}

/** Whether all runs have a quantity on all classes that a cell is about. */
function isKnown(grid: RunGrid, { quantity, classSet }: Asked): boolean {
  return CLASS_SETS_OF[classSet].every((one) =>
    [...grid.runs.values()].flat(2).every((run) => hasQuantity(run[one], quantity)),
  );
}

function notesOf(
  runs: readonly EvaluatedRun[],
  quantities: readonly Quantity[],
  rows: readonly PaperRow[],
  options: BinOptions,
): readonly string[] {
  const { bins } = binSettings(options);
  const metrics = quantities.map((quantity) => metricOf(quantity));
  const errors = metrics.some((metric) => metric.bins !== "none");
  const floors = metrics.flatMap(({ floor }) =>
    floor === undefined ? [] : [metricOf(floor)],
  );
  const spans = new Set(rows.map(({ datasets, seeds }) => `${datasets} ${seeds}`));
  return [
    "Percent (FD: distance, margins: logits). Intervals cover data sets and seeds, and test images for accuracy, gap and ECE.",
    ...(errors
      ? [
          `${bins} bins. ACE uses equal-mass bins. Errors on base and new are combined by the arithmetic mean.`,
          edgeNote(runs, options),
        ]
      : []),
    ...floors.map(({ summary }) => `Floor: ${summary}`),
    ...(spans.size > 1
      ? [
          "Rows cover different numbers of data sets and seeds, so only those on the most data sets are ranked.",
        ]
      : []),
    ...(rows.some(({ published }) => Object.keys(published ?? {}).length > 0)
      ? [
          "Published: real CLIP, mean of 11 data sets, quoted from secondary sources. ? marks a single source.",
        ]
      : []),
    ...(rows.some(({ secondLaboratory }) => Object.keys(secondLaboratory ?? {}).length > 0)
      ? ["Second laboratory: the same setting in the tables of TCPT (arXiv 2602.19024)."]
      : []),
  ];
}
