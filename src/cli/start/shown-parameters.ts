import type { LoadedRun } from "../../experiments/store/load";
import type { Suite } from "../../experiments/suites/suite-definition";
import { completeDatasets } from "../../experiments/sweep/complete-datasets";
import { presetRuns } from "../../experiments/sweep/presets";
import type { DatasetChoice } from "../../experiments/sweep/stored-datasets";
import { PromptcalError } from "../../errors/promptcal-error";

/** What notebooks and claims are to show. */
export interface ShownParameters {
  readonly datasets: readonly string[] | "all";
  readonly seeds: readonly number[];
  /**
   * Those that are tested under covariate shift too, which takes minutes each: all of the whole story, else the last,
   * the smallest where the suite names its largest first.
   */
  readonly shiftedDatasets: readonly string[] | "all";
  /** Whether that is the whole story, for which notebooks need no parameters. */
  readonly whole: boolean;
}

/**
 * The data sets and seeds on which the whole story is in the store. Asked for others too, notebooks would compute what
 * a short plan leaves out. The data sets are those of the seed that is done on most; other seeds count where they are
 * done on all of these.
 * @param runs of the store
 * @throws PromptcalError where the story is done on no data set
 */
export async function shownParameters(
  suite: Suite,
  runs: readonly LoadedRun[],
): Promise<ShownParameters> {
  const started = new Set(runs.map(({ spec }) => spec.dataset));
  const only: DatasetChoice = (_, dataset) => started.has(dataset);
  const story = await presetRuns("core", { suite, only });
  const done = new Set(runs.map(({ id }) => id));
  const planned = [...new Set(story.map(({ seed }) => seed))].sort((a, b) => a - b);
  const complete = planned.map((seed) => {
    const own = story.filter((spec) => spec.seed === seed);
    return { seed, datasets: completeDatasets(own, done) };
  });
  const datasets = complete.reduce<readonly string[]>(
    (most, own) => (own.datasets.length > most.length ? own.datasets : most),
    [],
  );
  if (datasets.length === 0) {
    throw new PromptcalError(
      `the story (zero-shot CLIP, CoOp and KgCoOp, without and with DOR) is not done on any data set of ${suite.name}; ` +
        "run the plan to its end",
    );
  }
  const seeds = complete
    .filter((own) => datasets.every((name) => own.datasets.includes(name)))
    .map(({ seed }) => seed);
  const every = datasets.length === suite.datasets.names.length;
  const whole = every && seeds.length === planned.length;
  return {
    datasets: every ? "all" : datasets,
    seeds,
    shiftedDatasets: whole ? "all" : datasets.slice(-1),
    whole,
  };
}
