import { oneOf } from "../../errors/promptcal-error";
import type { Setting } from "../spec/options";
import { planRuns, type PlanRequest } from "./plan-runs";
import { PRESETS, type PresetName, type PresetPart } from "./preset-parts";
import { SHIFTED } from "../suites/shifted-tests";
import { runId, type RunSpec } from "../spec/spec";
import type { DatasetChoice } from "./stored-datasets";
import { suiteNamed } from "../suites/suite";
import { VARIANT_MARK, variantNames } from "../suites/suite-variants";

/** What a person may still choose of a preset; each left out takes the preset's own. */
export interface PresetRequest extends Pick<
  PlanRequest,
  "suite" | "datasets" | "seeds" | "set" | "settings"
> {
  /** Leaves out the runs on other data sets, whose files are not read then; all by default. */
  readonly only?: DatasetChoice;
}

/** A run of a preset, with what sets it apart from other runs of its method. */
export interface PlannedRun {
  readonly spec: RunSpec;
  /** Options that the preset varies, where their value is not the method's default. */
  readonly changed: Readonly<Record<string, string>>;
}

const DEFAULT_SUITE = "icons";

/** Names of the presets. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/**
 * The runs of a named plan, part after part, each run once. Settings of the request come on top of the
 * preset's own.
 * @throws PromptcalError for an unknown preset, or as `planRuns` does
 */
export async function presetRuns(
  name: string,
  request: PresetRequest = {},
): Promise<readonly RunSpec[]> {
  return (await plannedRuns([name], request)).map(({ spec }) => spec);
}

/** The runs of some presets together, each run once. @throws as `presetRuns` */
export async function plannedRuns(
  names: readonly string[],
  request: PresetRequest = {},
): Promise<readonly PlannedRun[]> {
  const parts = names.flatMap<PresetPart>(
    (name) => PRESETS[oneOf(name, PRESET_NAMES, "preset")],
  );
  const runs = new Map<string, PlannedRun>();
  for (const { part, suite } of parts.flatMap((own) => onSuites(own, request))) {
    const there = { ...request, suite };
    const standard = new Set(
      part.vary === undefined ? [] : (await partRuns(part, there, [])).map(runId),
    );
    const vary = Object.entries(part.vary ?? {});
    const settings = vary.map(([option, text]) => ({ name: option, text }));
    for (const spec of await partRuns(part, there, settings)) {
      const id = runId(spec);
      if (runs.has(id)) continue;
      // A varied option may be at its default, or be none of this method's.
      const own = vary.filter(([option]) => option === "shots" || option in spec.recipe);
      runs.set(id, { spec, changed: standard.has(id) ? {} : Object.fromEntries(own) });
    }
  }
  return [...runs.values()];
}

/** A part with each suite that it runs on: that of the request, or its variants. */
function onSuites(
  part: PresetPart,
  { suite = DEFAULT_SUITE }: PresetRequest,
): readonly { readonly part: PresetPart; readonly suite: string }[] {
  if (part.variants === undefined) return [{ part, suite }];
  return variantNames(suiteNamed(suite), part.variants).map((variant) => ({
    part,
    suite: `${suite}${VARIANT_MARK}${variant}`,
  }));
}

function partRuns(
  { datasets: count, seeds: ownSeeds, tuners, regularisers, shifted = false }: PresetPart,
  request: PresetRequest,
  own: readonly Setting[],
): Promise<readonly RunSpec[]> {
  const { suite: plain = DEFAULT_SUITE, datasets, seeds = ownSeeds, set } = request;
  const { settings = [], only = () => true } = request;
  const suite = shifted ? `${plain}${SHIFTED}` : plain;
  const { names } = suiteNamed(suite).datasets;
  // A data set without shifts has no shifted runs; one that no suite has is an error all the same.
  const wanted = (datasets ?? names.slice(0, count)).filter((name) => only(suite, name));
  const trained = tuners.some((tuner) => !UNTRAINED.includes(tuner));
  return planRuns({
    suite,
    tuners,
    regularisers,
    datasets: shifted ? wanted.filter((name) => names.includes(name)) : wanted,
    ...(seeds === undefined ? {} : { seeds }),
    ...(trained && set !== undefined ? { set } : {}),
    settings: trained ? [...own, ...settings] : own,
  });
}

/** Methods that train nothing: settings of a training say nothing to a part that has no others. */
const UNTRAINED: readonly string[] = ["zeroshot", "tip-adapter"];
