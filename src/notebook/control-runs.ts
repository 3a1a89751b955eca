import { type LoadedRun, loadRuns } from "../experiments/load";
import { presetRuns } from "../experiments/presets";
import type { RunSpec } from "../experiments/spec";
import { defaultStore } from "../experiments/store-paths";
import type { ControlGroup } from "../report/controls";
import { judgedRun } from "./judged-runs";
import type { ResultsRequest } from "./results";

/** What the store has of the preset `controls`. */
export interface ControlRuns {
  /** Empty until every run of the plan is done. */
  readonly groups: readonly ControlGroup[];
  readonly runs: readonly LoadedRun[];
  /** What there is, and the command that computes what is missing, in Markdown. */
  readonly note: string;
}

/**
 * The control runs of a notebook's parameters, as far as they are in the store. Computes nothing: they
 * are beside the story, and take some minutes.
 * @param store `data/runs` by default
 */
export async function controlRuns(
  { suite, datasets, seeds, epochs }: Omit<ResultsRequest, "methods">,
  store: string = defaultStore(),
): Promise<ControlRuns> {
  const named = datasets === "all" ? undefined : datasets;
  const specs = await presetRuns("controls", {
    suite,
    seeds,
    ...(named === undefined ? {} : { datasets: named }),
    ...(epochs === "recipe" ? {} : { set: { epochs } }),
  });
  const found = loadRuns(specs, store);
  if (found.length < specs.length) {
    const command = [
      `npx promptcal sweep --preset controls --suite ${suite} --seeds ${seeds.join(",")}`,
      ...(named === undefined ? [] : [`--datasets ${named.join(",")}`]),
      ...(epochs === "recipe" ? [] : [`--set epochs=${epochs}`]),
    ].join(" ");
    const note =
      `${found.length} of ${specs.length} control runs are in the store, so that they are not shown. ` +
      `Compute the others with \`${command}\`, then run this notebook again.`;
    return { groups: [], runs: [], note };
  }
  const names = [...new Set(specs.map(({ dataset }) => dataset))].join(", ");
  return { groups: groupsOf(found), runs: found, note: `Data sets: ${names}.` };
}

function groupsOf(runs: readonly LoadedRun[]): readonly ControlGroup[] {
  const groups = new Map<string, LoadedRun[]>();
  for (const run of runs) {
    const title = titleOf(run.spec);
    groups.set(title, [...(groups.get(title) ?? []), run]);
  }
  return [...groups].map(([title, group]) => {
    const weight = group[0]!.spec.recipe["dor.weight"];
    return {
      title,
      runs: group.map(judgedRun),
      ...(weight === undefined ? {} : { weight: Number(weight) }),
    };
  });
}

/** Names a run by what the preset varies. */
function titleOf({ tuner, regulariser, recipe }: RunSpec): string {
  if (tuner === "zeroshot") return "zero-shot";
  if (regulariser === "dor") return `CoOp+DOR, λ = ${recipe["dor.weight"]}`;
  const words = recipe["context_words"];
  return words === null
    ? `CoOp, ${recipe["context"]} random tokens`
    : `CoOp, ${recipe["context"]} tokens "${words}"`;
}
