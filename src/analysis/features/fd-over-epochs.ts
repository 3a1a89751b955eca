import { datasetsOf } from "../../experiments/sweep/complete-datasets";
import { fdAfter } from "../../experiments/run/epoch-divergence";
import type { LoadedRun } from "../../experiments/store/load";
import { pairedBootstrap } from "../../numeric/bootstrap";
import { seededRandom } from "../../random/random";
import { mean } from "../../numeric/mean";
import type { EpochSeries } from "../../report/figures/epoch-lines";
import { methodTitle, orderMethods, type Method } from "../methods";

/** FD over the training of some methods. */
export interface FdOverEpochs {
  /** One line per method and class set: FD relative to the template prompts', mean of runs. */
  readonly series: readonly EpochSeries[];
  /** Empty, or how many trained runs are left out: those of older versions have no FD per epoch. */
  readonly note: string;
}

export interface FdOverEpochsOptions {
  /** 1000 by default. */
  readonly resamples?: number;
  /** Names the bootstrap's random stream; 1 by default. */
  readonly seed?: number;
}

/**
 * FD score of the tuned text features at the epochs at which runs measure it, divided by the score
 * of the template prompts of the same names, which takes out how alike a data set's names are.
 * Bands are 95 % centred bootstrap intervals over data sets and seeds.
 */
export function fdOverEpochs(
  runs: readonly LoadedRun[],
  { resamples = 1000, seed = 1 }: FdOverEpochsOptions = {},
): FdOverEpochs {
  const trained = runs.filter(({ history }) => history.length > 0);
  const measured = trained.filter((run) => epochsOf(run).length > 0);
  const left = trained.length - measured.length;
  const order = orderMethods(measured.map(({ method }) => method));
  const series = order.flatMap((method) => {
    const own = measured.filter((run) => run.method === method);
    return own.length === 0 ? [] : methodSeries(method, own, resamples, seed);
  });
  return {
    series,
    note: left === 0 ? "" : `${left} runs of an older version without FD left out`,
  };
}

function methodSeries(
  method: Method,
  runs: readonly LoadedRun[],
  resamples: number,
  seed: number,
): EpochSeries[] {
  const epochs = epochsOf(runs[0]!).filter((epoch) =>
    runs.every((run) => epochsOf(run).includes(epoch)),
  );
  const datasets = datasetsOf(runs.map(({ spec }) => spec));
  const cells = datasets.map((dataset) =>
    runs.filter(({ spec }) => spec.dataset === dataset),
  );
  return (["base", "new"] as const).map((classSet) => {
    const curves = cells.map((seeds) =>
      seeds.map((run) => relativeFd(run, classSet, epochs)),
    );
    const intervals = pairedBootstrap({
      units: cells.map(({ length }) => ({ seeds: length, samples: [] })),
      random: seededRandom("fd over epochs", seed),
      resamples,
      statistic: (resample) => {
        const resampled = resample.flatMap(({ unit, seeds }) =>
          Array.from(seeds, (index) => curves[unit]![index]!),
        );
        return epochs.map((_, i) => mean(resampled.map((curve) => curve[i]!)));
      },
    });
    return {
      method,
      title: `${methodTitle(method)}, ${classSet}`,
      classSet,
      x: epochs,
      y: intervals.map(({ effect }) => effect),
      band: {
        low: intervals.map(({ low }) => low),
        high: intervals.map(({ high }) => high),
      },
    };
  });
}

function epochsOf({ history }: LoadedRun): number[] {
  return history
    .filter((line) => fdAfter(line, "new") !== undefined)
    .map(({ epoch }) => epoch);
}

function relativeFd(
  { history, result }: LoadedRun,
  classSet: "base" | "new",
  epochs: readonly number[],
): number[] {
  return history
    .filter(({ epoch }) => epochs.includes(epoch))
    .map((line) => fdAfter(line, classSet)! / result.metrics[classSet].zero_shot_fd);
}
