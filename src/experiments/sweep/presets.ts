import { oneOf, PromptcalError } from "../../errors/promptcal-error";
import { hasEpochs, tunerNamed } from "../../methods/registry";
import type { Setting } from "../spec/options";
import { composes } from "../../regularisers/composition";
import {
  checkSettings,
  optionNames,
  planRuns,
  type PlanRequest,
  refuseEmpty,
} from "./plan-runs";
import { PRESETS, type PresetName } from "./named-presets";
import type { PresetPart } from "./preset-parts";
import { runId, type RunSpec } from "../spec/spec";
import type { DatasetChoice } from "./stored-datasets";
import type { Suite } from "../suites/suite-definition";
import { shiftedSuite } from "../suites/suite";
import { suiteVariant, variantNames } from "../suites/suite-variants";

/** Changes of a preset; each left out takes the preset's own. */
export interface PresetRequest extends Pick<
  PlanRequest,
  "suite" | "datasets" | "seeds" | "set" | "settings" | "onNote" | "work"
> {
  /** Leaves out the runs on other data sets, whose files are not read then; all by default. */
  readonly only?: DatasetChoice;
}

/** A run of a preset, with what sets it apart from other runs of its method. */
export interface PlannedRun {
  readonly spec: RunSpec;
  /** Options that the preset varies, where their value is not the method's default. */
  readonly changed: Readonly<Record<string, string>>;
  /** The first of the requested presets that has it. */
  readonly preset: string;
}

/** Names of the presets. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/**
 * The runs of a named plan, part after part, each run once. Settings of the request come on top of the
 * preset's own.
 * @throws PromptcalError for an unknown preset, or as `planRuns` does
 */
export async function presetRuns(
  name: string,
  request: PresetRequest,
): Promise<readonly RunSpec[]> {
  return (await plannedRuns([name], request)).map(({ spec }) => spec);
}

/** The runs of some presets together, each run once. @throws as `presetRuns` */
export async function plannedRuns(
  names: readonly string[],
  request: PresetRequest,
): Promise<readonly PlannedRun[]> {
  const parts = names.flatMap((preset) =>
    PRESETS[oneOf(preset, PRESET_NAMES, "preset")].map((part: PresetPart) => ({
      part,
      preset,
    })),
  );
  const { suite: plain, datasets, seeds } = request;
  refuseEmpty({ datasets, seeds });
  const runs = new Map<string, PlannedRun>();
  const notes = new Set<string>();
  const heard = { ...request, onNote: (text: string) => void notes.add(text) };
  checkSettings(
    request.settings ?? [],
    parts.flatMap(({ part }) => knownOptions(part, plain)),
  );
  const onSuite = parts.flatMap(({ part, preset }) =>
    onSuites(part, plain, heard).map((suite) => ({ part, preset, suite })),
  );
  for (const { part, preset, suite } of onSuite) {
    const standard = new Set(
      part.vary === undefined ? [] : (await partRuns(part, heard, [], suite)).map(runId),
    );
    const vary = Object.entries(part.vary ?? {});
    const settings = vary.map(([option, text]) => ({ name: option, text }));
    for (const spec of await partRuns(part, heard, settings, suite)) {
      const id = runId(spec);
      if (runs.has(id)) continue;
      // A varied option may be at its default, or be none of this method's.
      const own = vary.filter(([option]) => option === "shots" || option in spec.recipe);
      const changed = standard.has(id) ? {} : Object.fromEntries(own);
      runs.set(id, { spec, changed, preset });
    }
  }
  for (const note of notes) request.onNote?.(note);
  return [...runs.values()];
}

/** The suites that a part runs on: the plan's, or its variants. */
function onSuites(
  part: PresetPart,
  suite: Suite,
  { onNote }: Pick<PresetRequest, "onNote">,
): readonly Suite[] {
  if (part.variants === undefined) return [suite];
  const names = variantNames(suite, part.variants);
  if (names.length === 0) {
    const missing = {
      models: "further models",
      scales: "other logit scales",
      controls: "control models",
    };
    onNote?.(`no runs on ${missing[part.variants]}: suite ${suite.name} has none`);
  }
  return names.map((name) => suiteVariant(suite, name));
}

/** Names of the options that the methods of a part have. */
function knownOptions(
  { tuners, regularisers }: PresetPart,
  suite: Suite,
): readonly string[] {
  return tuners.flatMap((tuner) =>
    regularisers
      .filter((regulariser) => composes(tuner, regulariser))
      .flatMap((regulariser) => optionNames({ tuner, regulariser }, suite)),
  );
}

async function partRuns(
  part: PresetPart,
  request: PresetRequest,
  own: readonly Setting[],
  plain: Suite,
): Promise<readonly RunSpec[]> {
  const { seeds: ownSeeds, tuners, regularisers, shifted = false } = part;
  const { datasets, seeds = ownSeeds, set, settings = [], only = () => true } = request;
  const suite = shifted ? shiftedSuite(plain) : plain;
  // A data set without shifts has no shifted runs; one that no suite has is an error all the same.
  const first = plain.datasets.names.slice(0, part.datasets);
  const requested = (datasets ?? (part.lastOnly === true ? first.slice(-1) : first)).filter(
    (name) => only(suite.name, name),
  );
  if (requested.length === 0) return [];
  // Settings say nothing to a part of methods that tune nothing, those of a training nothing to one without training.
  const tuned = tuners.some((tuner) => tunerNamed(tuner).tunes.length > 0);
  const trained = tuners.some(hasEpochs);
  const known = knownOptions(part, plain);
  const plan = {
    suite,
    tuners,
    regularisers,
    ...(seeds === undefined ? {} : { seeds }),
    ...(trained && set !== undefined ? { set } : {}),
    settings: tuned
      ? [...own, ...settings.filter(({ name }) => known.includes(name))]
      : own,
    ...(request.onNote === undefined ? {} : { onNote: request.onNote }),
    ...(request.work === undefined ? {} : { work: request.work }),
  };
  if (!shifted) return planRuns({ ...plan, datasets: requested });
  return shiftedRuns(plan, requested, suite, request);
}

/** Runs under the covariate shifts of the data sets that have some and lie on this machine; the others are named. */
async function shiftedRuns(
  plan: PlanRequest,
  requested: readonly string[],
  suite: Suite,
  { onNote, datasets }: PresetRequest,
): Promise<readonly RunSpec[]> {
  const shifted = requested.filter((name) => suite.datasets.names.includes(name));
  const others = requested.filter((name) => !shifted.includes(name));
  if (others.length > 0) {
    onNote?.(
      `no runs under covariate shift for ${others.join(", ")}: no shifted test images are known`,
    );
  }
  const runs: RunSpec[] = [];
  for (const name of shifted) {
    try {
      runs.push(...(await planRuns({ ...plan, datasets: [name] })));
    } catch (error) {
      if (!(error instanceof PromptcalError) || datasets !== undefined) throw error;
      onNote?.(`no runs under covariate shift for ${name}: ${error.message}`);
    }
  }
  return runs;
}
