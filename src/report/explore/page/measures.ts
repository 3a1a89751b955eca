import type { ExplorerRun } from "../../../analysis/explore/explorer-data";
import type { Bin } from "../../../metrics/binned/bins";
import { mean } from "../../../numeric/mean";
import { addSet, type BinnedSets, binsOf, emptySums } from "./binned";
import { datasetInterval, type Ends, imageInterval } from "./interval";
import { type CommonDataset, type Model } from "./model";
import type { RecordSums } from "./records";
import type { View } from "./view";

/** What the page says of one method. Means of data sets, of which each is the mean of its seeds; fractions. */
export interface Measures {
  readonly method: string;
  readonly title: string;
  /** Of all predictions together. */
  readonly bins: readonly Bin[];
  readonly ece: number;
  readonly interval: Ends;
  readonly floor: number;
  /** Mean confidence minus accuracy. */
  readonly gap: number;
  readonly accuracy: number;
  /** A distance; undefined where a run's text features are not known. */
  readonly fd: number | undefined;
  /** Predictions: test images times seeds. */
  readonly n: number;
}

/** The measures of a method on some data sets and seeds, at least one of each. */
export function measure(
  model: Model,
  method: string,
  common: readonly CommonDataset[],
  { classSet }: Pick<View, "classSet">,
  sets: BinnedSets,
): Measures {
  const { records, data } = model;
  const { binning } = sets;
  const runs = common.map(({ dataset, seeds }) =>
    model.runsOf(method, dataset).filter(({ seed }) => seeds.includes(seed)),
  );
  const average = (of: (run: ExplorerRun) => number): number =>
    mean(runs.map((own) => mean(own.map(of))));
  const eces = runs.map((own) => own.map((run) => sets.ece(run[classSet])));
  const ece = mean(eces.map((own) => mean(own)));
  const sums = emptySums(binning);
  for (const run of runs.flat()) addSet(sums, records, run[classSet], binning);
  const fds = runs.flat().every((run) => run[classSet].fd !== null);
  return {
    method,
    title: data.methods.find(({ id }) => id === method)!.title,
    bins: binsOf(sums, binning),
    ece,
    interval:
      eces.length > 1
        ? datasetInterval(eces)
        : imageInterval(
            records,
            runs.flat().map((run) => run[classSet]),
            binning,
            ece,
          ),
    floor: average((run) => sets.floor(run[classSet])),
    gap: average((run) => totals(model, run, classSet).gap),
    accuracy: average((run) => totals(model, run, classSet).accuracy),
    fd: fds ? average((run) => run[classSet].fd!) : undefined,
    n: sums.n.reduce((sum, n) => sum + n, 0),
  };
}

/** Accuracy and signed gap of a run, which no binning changes. */
function totals(
  { records: { before } }: Model,
  run: ExplorerRun,
  classSet: View["classSet"],
): { readonly accuracy: number; readonly gap: number } {
  const { first, records } = run[classSet];
  const sum = (of: keyof RecordSums): number =>
    before[of][first + records]! - before[of][first]!;
  const [n, right] = [sum("n"), sum("right")];
  return { accuracy: right / n, gap: (sum("confidence") - right) / n };
}
