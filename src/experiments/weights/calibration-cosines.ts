import type { CosineGroup } from "../../calibrators/logit-scale";
import { loadWorldCalibration } from "../../datasets/icons/load-world";
import { firstWorldDatasets } from "../../datasets/icons/world-files";
import type { ClipModel } from "../../encoders/towers/clip-model";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { zeroShotCosines } from "../run/zero-shot";

/**
 * Zero-shot cosines of the calibration families' icons, which neither training nor data sets contain, base and new
 * classes of each data set apart. The logit scale is fixed on these.
 * @param template prompt with `{}` for the class name
 * @param datasets those of the first round by default: the scales of models and suite were fixed on them, before the
 * second round
 */
export async function calibrationCosines(
  model: ClipModel,
  tokenizer: Tokenizer,
  template: string,
  datasets: readonly string[] = firstWorldDatasets(),
): Promise<readonly CosineGroup[]> {
  const groups: CosineGroup[] = [];
  for (const name of datasets) {
    const dataset = await loadWorldCalibration(name);
    const halves = await zeroShotCosines(model, tokenizer, dataset, template);
    groups.push(halves.base, halves.new);
  }
  return groups.filter(({ labels }) => labels.length > 0);
}
