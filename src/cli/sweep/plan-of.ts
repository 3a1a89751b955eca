import { planRuns } from "../../experiments/sweep/plan-runs";
import { presetRuns } from "../../experiments/sweep/presets";
import type { RunSpec } from "../../experiments/spec/spec";
import type { HashWork } from "../../experiments/suites/hashed-dataset";
import { suiteNamed } from "../../experiments/suites/suite";
import { mismatch } from "../../errors/promptcal-error";
import { countedWork } from "../terminal/counted-work";
import type { PlanArguments } from "./sweep-options";

/**
 * The runs that the options ask for.
 * @throws PromptcalError where methods are named beside a preset, which has its own
 */
export async function planOf({
  set,
  preset,
  suite,
  ...axes
}: PlanArguments): Promise<readonly RunSpec[]> {
  const request = {
    ...axes,
    suite: suiteNamed(suite),
    work: readingImages(),
    settings: set,
    onNote: (text: string) => void process.stderr.write(`${text}\n`),
  };
  if (preset === undefined) return planRuns(request);
  const methods = (["tuners", "regularisers"] as const).filter((axis) => axes[axis]);
  if (methods.length > 0) {
    throw mismatch({
      what: `--${methods[0]} with --preset ${preset}`,
      expected: "one of them",
      got: "both",
      fix: "leave one out: a preset has its own methods",
    });
  }
  return presetRuns(preset, request);
}

/** Shows how many images of a data set are read, where that takes a while. */
export function readingImages(): HashWork {
  const work = countedWork("reading images");
  return {
    onProgress: (done, total) => {
      work.update(done, total);
      if (done === total) work.end();
    },
  };
}
