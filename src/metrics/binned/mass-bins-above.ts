import { PromptcalError } from "../../errors/promptcal-error";
import { binMeansWithoutGroups } from "./bin-means";
import { type Bin, assignEqualMassBins } from "./bins";
import type { CalibrationInput } from "../calibration-input";
import type { SampleGroups } from "../intervals/sample-groups";

/**
 * Equal-mass bins of the samples whose confidence is above a threshold: of all samples, then without each
 * group in turn.
 * @returns none where no sample is above the threshold
 * @throws PromptcalError for a threshold outside [0, 1)
 */
export function massBinsAbove(
  question: CalibrationInput,
  bins: number,
  threshold: number,
  groups: SampleGroups,
): readonly (readonly Bin[])[] {
  const kept = samplesAbove(question, threshold);
  if (kept.index.length === 0) return [];
  const of = kept.index.map((sample) => groups.of[sample]!);
  const binning = assignEqualMassBins(kept.confidence, bins);
  return binMeansWithoutGroups(kept, binning, { ...groups, of });
}

/** The samples of a question that lie above a threshold. */
interface SamplesAbove extends CalibrationInput {
  /** Which samples they are, rising. */
  readonly index: Int32Array;
}

function samplesAbove(
  { confidence, correct }: CalibrationInput,
  threshold: number,
): SamplesAbove {
  if (!(threshold >= 0 && threshold < 1)) {
    throw new PromptcalError(`threshold: expected a number in [0, 1), got ${threshold}`);
  }
  const [p, verdicts] = [confidence.slice(), correct.slice()];
  const index = new Int32Array(confidence.length);
  let kept = 0;
  for (let i = 0; i < confidence.length; i++) {
    if (!(confidence[i]! > threshold)) continue;
    p[kept] = confidence[i]!;
    verdicts[kept] = correct[i]!;
    index[kept++] = i;
  }
  return {
    confidence: p.subarray(0, kept),
    correct: verdicts.subarray(0, kept),
    index: index.subarray(0, kept),
  };
}
