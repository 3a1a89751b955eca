import { oneOf } from "../numeric/errors";
import type { Setting } from "./options";
import { planRuns, type PlanRequest } from "./plan-runs";
import { runId, type RunSpec } from "./spec";
import { suiteNamed } from "./suite";

/** What a person may still choose of a preset; each left out takes its default. */
export type PresetRequest = Pick<
  PlanRequest,
  "suite" | "datasets" | "seeds" | "set" | "settings"
>;

/** Plans that a table of axes cannot say: several sets of options for one method. */
interface Preset {
  /** So many data sets of the suite, the first ones, so that none is picked by its results. */
  readonly datasets: number;
  readonly parts: readonly Pick<PlanRequest, "tuners" | "regularisers" | "settings">[];
}

const DOR_WEIGHTS = [0.25, 0.5, 1, 2, 4, 8];

const PRESETS = {
  /**
   * What the main plan's settings might hide: CoOp with a context of 4 tokens that starts at words
   * instead of 16 random ones, and DOR's weight around the paper's 8. The methods as the main plan has
   * them are part of it, so that it can be shown on its own.
   */
  controls: {
    datasets: 3,
    parts: [
      { tuners: ["zeroshot", "coop"], regularisers: ["none"] },
      {
        tuners: ["coop"],
        regularisers: ["none"],
        settings: settings({ context: "4", context_words: "a photo of a" }),
      },
      ...DOR_WEIGHTS.map((weight) => ({
        tuners: ["coop"],
        regularisers: ["dor"],
        settings: settings({ "dor.weight": String(weight) }),
      })),
    ],
  },
} as const satisfies Readonly<Record<string, Preset>>;

type PresetName = keyof typeof PRESETS;

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
  const preset: Preset = PRESETS[oneOf(name, PRESET_NAMES, "preset")];
  const suite = suiteNamed(request.suite ?? "icons");
  const { datasets = suite.datasets.names.slice(0, preset.datasets) } = request;
  const specs = new Map<string, RunSpec>();
  for (const part of preset.parts) {
    const settings = [...(part.settings ?? []), ...(request.settings ?? [])];
    for (const spec of await planRuns({ ...request, ...part, datasets, settings })) {
      specs.set(runId(spec), spec);
    }
  }
  return [...specs.values()];
}

function settings(values: Readonly<Record<string, string>>): readonly Setting[] {
  return Object.entries(values).map(([name, text]) => ({ name, text }));
}
