import type { EnsureOptions, LoadedRun } from "../experiments/store/load";
import { DEFAULT_SUITE } from "../experiments/suites/default-suite";
import { suiteNamed } from "../experiments/suites/suite";
import { plannedRuns, type PlannedRun } from "../experiments/sweep/presets";
import { methodName, runId } from "../experiments/spec/spec";
import { counted } from "../analysis/runs/common-coverage";
import { methodTitle, methodWith, orderMethods, type Method } from "../analysis/methods";
import type { TunerName } from "../methods/known-names";
import { computedRuns, storedRuns } from "./computed-runs";
import { interruptible } from "./interrupt";
import type { ResultsRequest } from "./results";

/** The request of a notebook of the paper's tables. */
export interface PresetResultsRequest extends Omit<ResultsRequest, "methods"> {
  /** Names of presets; `core` is the five methods of the story. */
  readonly presets: readonly string[];
  /** Only these tuners; all of the presets by default. */
  readonly tuners?: readonly (TunerName | (string & {}))[];
  /**
   * Computes what is missing, which may take hours. By default it is left out and named, but for what comes with
   * promptcal, of which only the predictions are computed.
   */
  readonly compute?: boolean;
}

/** The runs of a preset as far as the store has them. */
export interface PresetResults {
  /** `method` names options that the preset varies: `coop+dor[dor.choice=far]`. */
  readonly runs: readonly LoadedRun[];
  /** What is there, and the command that computes what is not, in Markdown. */
  readonly note: string;
}

/**
 * The runs of some presets that are in the store or come with promptcal, in plan order.
 * @param options store and processes; `data/runs` and one per core by default
 */
export async function presetResults(
  {
    suite,
    datasets,
    seeds,
    epochs,
    presets,
    tuners,
    compute = false,
  }: PresetResultsRequest,
  options: Pick<EnsureOptions, "store" | "jobs"> = {},
): Promise<PresetResults> {
  const all = await plannedRuns(presets, {
    suite: suiteNamed(suite),
    ...(datasets === "all" ? {} : { datasets }),
    ...(seeds.join() === "1,2,3" ? {} : { seeds }),
    ...(epochs === "recipe" ? {} : { set: { epochs } }),
  });
  const planned = all.filter(({ spec }) => tuners?.includes(spec.tuner) ?? true);
  const specs = planned.map(({ spec }) => spec);
  const read = compute ? computedRuns : storedRuns;
  const found = await interruptible((signal) => read(specs, options, signal));
  const methodOf = new Map(planned.map((run) => [runId(run.spec), plannedMethod(run)]));
  return {
    runs: found.map((run) => ({ ...run, method: methodOf.get(run.id)! })),
    note: noteOf(planned, new Set(found.map(({ id }) => id)), presets, suite),
  };
}

function plannedMethod({ spec, changed }: PlannedRun): Method {
  return methodWith(methodName(spec), changed);
}

/** Methods that a note names; a whole plan has some fifty. */
const SHOWN = 8;

function noteOf(
  planned: readonly PlannedRun[],
  found: ReadonlySet<string>,
  presets: readonly string[],
  suite: string,
): string {
  if (found.size === planned.length) return `All ${planned.length} runs are in the store.`;
  const counts = new Map<Method, { done: number; total: number }>();
  for (const run of planned) {
    const method = plannedMethod(run);
    const count = counts.get(method) ?? { done: 0, total: 0 };
    count.total += 1;
    if (found.has(runId(run.spec))) count.done += 1;
    counts.set(method, count);
  }
  const partial = orderMethods(counts.keys()).flatMap((method) => {
    const { done, total } = counts.get(method)!;
    return done === total ? [] : [`${methodTitle(method)} ${done}/${total}`];
  });
  const further = partial.length - SHOWN;
  const missing = [
    ...partial.slice(0, SHOWN),
    ...(further > 0 ? [counted(further, "further method")] : []),
  ];
  const isDefault = suite === DEFAULT_SUITE;
  const commands = presets.map(
    (name) =>
      `\`npx promptcal sweep --preset ${name}${isDefault ? "" : ` --suite ${suite}`}\``,
  );
  return (
    `**${found.size} of ${planned.length} runs are in the store**; the rows below rest on these, and say on how ` +
    `many data sets and seeds. Not complete: ${missing.join(", ")}. Compute the others with ` +
    `${commands.join(" and ")}${isDefault ? " (or `npm run paper` for all)" : ""}, then run this notebook again.`
  );
}
