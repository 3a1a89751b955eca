import { lazy } from "../../numeric/lazy";
import { binMeans } from "../binned/bin-means";
import {
  type Bin,
  type BinSettings,
  assignBins,
  assignBinsWithOnes,
  assignEqualMassBins,
} from "../binned/bins";
import { type CalibrationInput, checkCalibrationInput } from "../calibration-input";
import { type TiedGroups, tiedGroups } from "../ranking/tied-groups";

/**
 * Samples as top-label metrics use them: sums, bins and order. A sample counts once, or as often as a
 * resample drew it, so that a metric's value and its bootstrap share one formula.
 */
export interface TopLabelSamples {
  /** Number of samples. */
  readonly n: number;
  /** Number of right predictions. */
  readonly right: number;
  /** Sum of the confidences. */
  readonly confidence: number;
  /** Equal-width bins. Under `left-closed-drop-1` edges, a confidence of exactly 1 enters no bin's means. */
  readonly bins: readonly Bin[];
  /** Equal-width bins in which every sample counts. */
  readonly closedBins: readonly Bin[];
  /** Equal-mass bins. */
  readonly massBins: readonly Bin[];
  /** Groups of equal confidence, the most confident one first. */
  readonly tiedGroups: TiedGroups;
}

/**
 * The samples themselves, each counted once. Fields are computed when they are first read.
 * @throws PromptcalError for an input that no metric is defined on, see `checkCalibrationInput`
 */
export function topLabelSamples(
  input: CalibrationInput,
  settings: BinSettings,
): TopLabelSamples {
  checkCalibrationInput(input);
  const { confidence, correct } = input;
  return lazy<TopLabelSamples>({
    n: () => confidence.length,
    right: () => correct.reduce((sum, one) => sum + one, 0),
    confidence: () => confidence.reduce((sum, one) => sum + one, 0),
    bins: () => binMeans(input, assignBins(confidence, settings)),
    closedBins: () => binMeans(input, assignBinsWithOnes(confidence, settings)),
    massBins: () => binMeans(input, assignEqualMassBins(confidence, settings.bins)),
    tiedGroups: () => tiedGroups(input),
  });
}
