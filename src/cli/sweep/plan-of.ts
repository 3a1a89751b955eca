import { planRuns } from "../../experiments/sweep/plan-runs";
import { presetRuns } from "../../experiments/sweep/presets";
import type { RunSpec } from "../../experiments/spec/spec";
import { suiteNamed } from "../../experiments/suites/suite";
import { mismatch } from "../../errors/promptcal-error";
import { ProgressLine } from "../progress-line";
import { runProgressText } from "../run-progress-text";
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
  const progress = new ProgressLine();
  const show = runProgressText((text) => progress.update(text));
  const request = {
    ...axes,
    suite: suiteNamed(suite),
    work: {
      onProgress: (done: number, total: number) => {
        show({ phase: "reading images", done, total });
        if (done === total) progress.end();
      },
    },
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
