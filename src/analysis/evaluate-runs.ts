import type { LoadedRun } from "../experiments/store/load";
import type { SplitPredictions } from "../experiments/run/predictions";
import { ace } from "../metrics/ace";
import type { BinOptions } from "../metrics/bins";
import { predictFromLogits } from "../metrics/confidence";
import { centroidSpread, featureDivergence } from "../metrics/divergence";
import { marginToMean, marginToRunnerUp } from "../metrics/logit-margin";
import { mce } from "../metrics/mce";
import { piece } from "../metrics/piece";
import type { JudgedRun, JudgedSplit } from "./evaluated-run";
import { shareWithinBound } from "./confidence-bound-check";

/** How runs are judged. */
export interface JudgedRunsOptions extends BinOptions {
  /** Factor on the cosines, for the bound of the text features; default none, and no bound. */
  readonly scale?: number;
  /** Proximities of test images, for PIECE: see `imageProximities`; default none, and no PIECE. */
  readonly proximities?: ImageProximities;
}

/** Proximity of each test image to known ones, shape [n], by data set. */
export type ImageProximities = ReadonlyMap<
  string,
  Readonly<Record<"base" | "new", Float64Array>>
>;

/** What of a run its judgement needs. */
export type RunToJudge = Pick<LoadedRun, "id" | "method" | "predictions"> & {
  readonly spec: Pick<LoadedRun["spec"], "dataset" | "seed">;
};

/** A finished run as claims and result tables judge it. */
export function judgedRun({ id, spec, method, predictions }: RunToJudge): JudgedRun {
  return {
    runId: id,
    dataset: spec.dataset,
    seed: spec.seed,
    method,
    base: judgedSplit(predictions.base),
    new: judgedSplit(predictions.new),
  };
}

/**
 * Finished runs with every quantity of the paper's tables: ACE, MCE (weighted by the bins' shares, as the
 * paper's lab computes it), mean logit margins, PIECE where proximities are given, and, where the scale is, the
 * share of confidences within the bound of their text features.
 */
export function judgedRuns(
  runs: readonly LoadedRun[],
  { proximities, scale, ...bins }: JudgedRunsOptions = {},
): readonly JudgedRun[] {
  return runs.map((run) => {
    const judged = judgedRun(run);
    const near = proximities?.get(run.spec.dataset);
    const more = (split: "base" | "new"): JudgedSplit => {
      const own = judged[split];
      const predictions = run.predictions[split];
      const known = near?.[split];
      return {
        ...own,
        more: {
          ace: ace(own, { bins: bins.bins ?? 10 }).value,
          mce: mce(own, { ...bins, form: "weighted" }).value,
          marginToRunnerUp: marginToRunnerUp(predictions.logits, predictions.labels).value,
          marginToMean: marginToMean(predictions.logits, predictions.labels).value,
          ...(scale === undefined
            ? {}
            : { withinBound: shareWithinBound(predictions, own.confidence, scale) }),
          ...(known === undefined ? {} : { piece: piece(own, known, bins).value }),
        },
      };
    };
    return { ...judged, base: more("base"), new: more("new") };
  });
}

function judgedSplit(predictions: SplitPredictions): JudgedSplit {
  const { logits, labels, classNames, textFeatures } = predictions;
  const { confidence, correct } = predictFromLogits(logits, labels);
  const dimension = textFeatures.length / classNames.length;
  return {
    confidence,
    correct,
    fd: featureDivergence(textFeatures, dimension).value,
    centroidSpread: centroidSpread(textFeatures, dimension).value,
  };
}
