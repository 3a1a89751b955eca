import * as v from "valibot";
import { fields, finiteNumber, list, ruled, type Infer } from "../files/json/schema";
import { ofLength, perClass, PROBABILITY, rising } from "./model-fields";
import { assignEqualMassBins } from "../metrics/binned/bins";
import type { CalibrationInput } from "../metrics/calibration-input";
import type { Reals } from "../metrics/probability/softmax";
import { logGamma } from "../numeric/log-gamma";
import type { CalibrationData } from "./calibration-data";
import { applyPerClass, fitPerClass } from "./one-versus-rest";

/** One binning of a class with its share of the average. */
const WEIGHTED_BINNING = ruled(
  fields({
    /** Posterior weight; those of a class add up to 1. */
    weight: PROBABILITY,
    /** Edges between bins, rising, [bins - 1]. */
    inner: list(finiteNumber()),
    /** Calibrated probability of each bin, [bins]. */
    probabilities: list(PROBABILITY),
  }),
  ({ inner, probabilities }) =>
    rising(inner, "inner") ?? ofLength(probabilities, inner.length + 1, "probabilities"),
);
export type WeightedBinning = Infer<typeof WEIGHTED_BINNING>;

/** Bayesian binning into quantiles: an average over binnings, weighted by how well they explain the data. */
export const BAYESIAN_BINNING = fields({
  method: v.literal("bayesian-binning"),
  /** Per class. */
  binnings: perClass(list(WEIGHTED_BINNING)),
});
export type BayesianBinningModel = Infer<typeof BAYESIAN_BINNING>;

/** Strength of the prior, in samples (N' of the paper). */
const PRIOR_SAMPLES = 2;
/** Binnings below this weight are dropped. */
const MIN_WEIGHT = 1e-6;

/**
 * BBQ (Naeini, Cooper and Hauskrecht 2015), one class against the rest, rows scaled to sum 1. Averages
 * equal-mass binnings of n^(1/3) / 10 to 10 n^(1/3) bins, whose bins have beta priors around their middles.
 */
export function fitBayesianBinning(data: CalibrationData): BayesianBinningModel {
  return { method: "bayesian-binning", binnings: fitPerClass(data, fitClass) };
}

/** Calibrated probabilities, flat [n, c]; rows sum to 1. */
export function applyBayesianBinning(
  { binnings }: BayesianBinningModel,
  logits: Reals,
): Float64Array {
  return applyPerClass(binnings, logits, "Bayesian binning", (models, p) => {
    let sum = 0;
    for (const { weight, inner, probabilities } of models) {
      let bin = 0;
      while (bin < inner.length && p >= inner[bin]!) bin++;
      sum += weight * probabilities[bin]!;
    }
    return sum;
  });
}

function fitClass(input: CalibrationInput): readonly WeightedBinning[] {
  const root = Math.cbrt(input.confidence.length);
  const [fewest, max] = [Math.max(1, Math.floor(root / 10)), Math.ceil(root * 10)];
  const models = Array.from({ length: max - fewest + 1 }, (_, i) =>
    scoreBinning(input, fewest + i),
  );
  const best = Math.max(...models.map(({ score }) => score));
  const weights = models.map(({ score }) => Math.exp(score - best));
  const kept = models
    .map(({ inner, probabilities }, i) => ({ weight: weights[i]!, inner, probabilities }))
    .filter(({ weight }) => weight >= MIN_WEIGHT);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return kept.map((model) => ({ ...model, weight: model.weight / total }));
}

/** A binning's marginal likelihood (logarithm) and the posterior means of its bins. */
function scoreBinning({ confidence, correct }: CalibrationInput, requested: number) {
  const { edges, weightBin } = assignEqualMassBins(confidence, requested);
  const bins = edges.length - 1;
  const hits = new Float64Array(bins);
  const size = new Float64Array(bins);
  for (let i = 0; i < weightBin.length; i++) {
    hits[weightBin[i]!]! += correct[i]!;
    size[weightBin[i]!]! += 1;
  }
  const prior = PRIOR_SAMPLES / bins;
  let score = 0;
  const probabilities = Array.from({ length: bins }, (_, b) => {
    const [from, to] = [b === 0 ? 0 : edges[b]!, b === bins - 1 ? 1 : edges[b + 1]!];
    const middle = Math.min(Math.max((from + to) / 2, 1e-9), 1 - 1e-9);
    const [alpha, beta] = [prior * middle, prior * (1 - middle)];
    score += logGamma(prior) - logGamma(size[b]! + prior);
    score += logGamma(hits[b]! + alpha) - logGamma(alpha);
    score += logGamma(size[b]! - hits[b]! + beta) - logGamma(beta);
    return (hits[b]! + alpha) / (size[b]! + prior);
  });
  return { score, inner: [...edges.subarray(1, bins)], probabilities };
}
