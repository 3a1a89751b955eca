import { templateFeatures } from "../../encoders/prompts/prompt-templates";
import { dorTerm } from "../../regularisers/dor";
import type { TraceMethod } from "../reference-trace";
import type { TunerSetting } from "../../methods/tuner";
import type { TracedTuner } from "./traced-tuner";

/** DOR's terms with the outliers that a trace fixed per step; nothing where it has none. */
export function fixedOutliers(
  { config }: TraceMethod,
  { model, tokenizer }: TunerSetting,
): Pick<TracedTuner, "terms" | "dispose"> {
  const batches = config.outlier_batch_per_step;
  if (batches === undefined) return {};
  const template = config.outlier_template!;
  const weight = config.dor_lambda!;
  const names = [...new Set(batches.flat())];
  const frozen = templateFeatures(model, tokenizer, names, template);
  return {
    terms: (step) => {
      const indices = Int32Array.from(batches[step]!, (name) => names.indexOf(name));
      return [dorTerm(indices, names, frozen, weight)];
    },
    dispose: () => frozen.dispose(),
  };
}
