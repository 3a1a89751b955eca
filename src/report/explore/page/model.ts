import type { ExplorerData, ExplorerRun } from "../../../analysis/explore/explorer-data";
import { decodeRecords, type Records } from "./records";
import type { View } from "./view";

/** The page's data, ready to be looked up. */
export interface Model {
  readonly data: ExplorerData;
  readonly records: Records;
  /** All seeds, rising. */
  readonly seeds: readonly number[];
  /** Runs of a method and a data set, both by name. */
  readonly runsOf: (method: string, dataset: string) => readonly ExplorerRun[];
}

/** Prepares the data that the page holds. */
export function modelOf(data: ExplorerData): Model {
  const runs = data.methods.map(() => data.datasets.map((): ExplorerRun[] => []));
  for (const run of data.runs) runs[run.method]![run.dataset]!.push(run);
  const methods = new Map(data.methods.map(({ id }, at) => [id, at]));
  const datasets = new Map(data.datasets.map((name, at) => [name, at]));
  return {
    data,
    records: decodeRecords(data),
    seeds: [...new Set(data.runs.map(({ seed }) => seed))].sort((a, b) => a - b),
    runsOf: (method, dataset) =>
      runs[methods.get(method) ?? -1]?.[datasets.get(dataset) ?? -1] ?? [],
  };
}

/** A data set with the seeds that all methods of a view have there. */
export interface CommonDataset {
  readonly dataset: string;
  readonly seeds: readonly number[];
}

/** The chosen data sets and seeds that all of the methods have, as in the tables. */
export function commonDatasets(
  { runsOf }: Model,
  methods: readonly string[],
  { datasets, seeds }: Pick<View, "datasets" | "seeds">,
): readonly CommonDataset[] {
  return datasets.flatMap((dataset) => {
    const common = seeds.filter((seed) =>
      methods.every((method) => runsOf(method, dataset).some((run) => run.seed === seed)),
    );
    return common.length === 0 ? [] : [{ dataset, seeds: common }];
  });
}
