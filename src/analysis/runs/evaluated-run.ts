import { PromptcalError } from "../../errors/promptcal-error";
import type { CalibrationInput } from "../../metrics/calibration-input";
import type { Method } from "../methods";

/** The evaluation of one run on base or on new classes. */
export interface ClassSetScores extends CalibrationInput {
  /**
   * Metrics that need more than confidences and verdicts, by key, as they were computed with the run: FD and
   * centroid spread of its text features wherever these are known. The test images are in a fixed order.
   */
  readonly values: Readonly<Record<string, number>>;
}

/** One finished run, evaluated for claims and tables. */
export interface EvaluatedRun {
  readonly runId: string;
  readonly dataset: string;
  /** The data set that it was tuned on, where it was tested on shifted images; `dataset` by default. */
  readonly tunedOn?: string;
  readonly seed: number;
  readonly method: Method;
  readonly base: ClassSetScores;
  readonly new: ClassSetScores;
}

/** Runs of several methods on the same data sets with the same number of seeds each. */
export interface RunGrid {
  readonly methods: readonly Method[];
  readonly datasets: readonly string[];
  /** For each of them the data set that its methods were tuned on. */
  readonly tunedOn: readonly string[];
  /** Seeds per data set. */
  readonly seeds: number;
  /** Runs of a method, [data set][seed]. */
  readonly runs: ReadonlyMap<Method, readonly (readonly EvaluatedRun[])[]>;
  /** Runs of these methods that found no place, since their counterparts are missing. */
  readonly leftOut: number;
}

/**
 * The largest grid of data sets and seeds on which all the methods have runs; while a sweep is under way, claims
 * are judged on what is complete. Its size is data sets times the root of seeds: results differ more between data
 * sets than between seeds of one, so that a seed more is not worth as many data sets less.
 * @returns undefined when there is no cell that all methods have
 * @throws PromptcalError when a cell has two runs of one method, or its methods were tested on
 *   different numbers of images
 */
export function gridOf(
  runs: readonly EvaluatedRun[],
  requested: readonly Method[],
): RunGrid | undefined {
  const chosen = runs.filter((run) => requested.includes(run.method));
  const complete = completeCells(chosen, requested);
  const counts = [...complete.values()].map((seeds) => seeds.length);
  const widths = [...new Set(counts)].filter((width) => width > 0).sort((a, b) => a - b);
  const size = (width: number) =>
    Math.sqrt(width) * counts.filter((count) => count >= width).length;
  const seeds = widths.reduce(
    (best, width) => (size(width) > size(best) ? width : best),
    0,
  );
  if (seeds === 0) return undefined;
  const datasets = [...complete.keys()]
    .filter((dataset) => complete.get(dataset)!.length >= seeds)
    .sort();
  const rows = datasets.map((dataset) => complete.get(dataset)!.slice(0, seeds));
  return {
    methods: requested,
    datasets,
    tunedOn: rows.map(([cell]) => {
      const { dataset, tunedOn = dataset } = cell!.get(requested[0]!)!;
      return tunedOn;
    }),
    seeds,
    runs: new Map(
      requested.map((method) => [
        method,
        rows.map((row) => row.map((cell) => cell.get(method)!)),
      ]),
    ),
    leftOut: chosen.length - datasets.length * seeds * requested.length,
  };
}

/** The data sets that a grid's methods were tuned on, each once: what intervals and verdicts rest on. */
export function tuningSets({ tunedOn }: Pick<RunGrid, "tunedOn">): readonly string[] {
  return [...new Set(tunedOn)];
}

/** The same for grids on the same data sets, seeds and numbers of test images. */
export function cellsKey({ methods, runs }: RunGrid): string {
  return JSON.stringify(
    runs
      .get(methods[0]!)!
      .map((row) => [
        row[0]!.dataset,
        row[0]!.base.confidence.length,
        row[0]!.new.confidence.length,
        ...row.map(({ seed }) => seed),
      ]),
  );
}

type Cell = Map<Method, EvaluatedRun>;

/** Per data set, the cells of the seeds that have every method, by rising seed. */
function completeCells(
  runs: readonly EvaluatedRun[],
  requested: readonly Method[],
): Map<string, Cell[]> {
  const byDataset = new Map<string, Map<number, Cell>>();
  for (const run of runs) {
    const bySeed = byDataset.get(run.dataset) ?? new Map<number, Cell>();
    const cell: Cell = bySeed.get(run.seed) ?? new Map();
    const twin = cell.get(run.method);
    if (twin !== undefined) {
      throw new PromptcalError(
        `runs: expected one of ${run.method} on ${run.dataset} with seed ${run.seed}, ` +
          `got ${twin.runId} and ${run.runId}`,
      );
    }
    byDataset.set(run.dataset, bySeed.set(run.seed, cell.set(run.method, run)));
  }
  const complete = new Map<string, Cell[]>();
  for (const [dataset, bySeed] of byDataset) {
    const cells = [...bySeed]
      .filter(([, cell]) => requested.every((method) => cell.has(method)))
      .sort(([a], [b]) => a - b)
      .map(([, cell]) => cell);
    checkSameImages(
      dataset,
      cells.flatMap((cell) => [...cell.values()]),
    );
    complete.set(dataset, cells);
  }
  return complete;
}

function checkSameImages(dataset: string, runs: readonly EvaluatedRun[]): void {
  for (const classSet of ["base", "new"] as const) {
    const first = runs[0];
    const other = runs.find(
      (run) => run[classSet].confidence.length !== first?.[classSet].confidence.length,
    );
    if (first !== undefined && other !== undefined) {
      throw new PromptcalError(
        `runs on ${dataset}: expected all to be tested on the same ${classSet} images, got ` +
          `${first[classSet].confidence.length} in run ${first.runId} and ` +
          `${other[classSet].confidence.length} in run ${other.runId}`,
      );
    }
  }
}
