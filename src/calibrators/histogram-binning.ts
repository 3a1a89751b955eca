import * as v from "valibot";
import { fields, type Infer } from "../files/json/schema";
import { filled, perClass, PROBABILITY } from "./model-fields";
import { binMeans } from "../metrics/binned/bin-means";
import { assignBins, equalWidthEdges } from "../metrics/binned/bins";
import type { Reals } from "../metrics/probability/softmax";
import type { CalibrationData } from "./calibration-data";
import { applyPerClass, fitPerClass } from "./one-versus-rest";

/** Histogram binning: each class's probability becomes the frequency found in its bin. */
export const HISTOGRAM = fields({
  method: v.literal("histogram"),
  /** Per class, the frequency of each equal-width bin; [c][bins]. */
  frequencies: perClass(filled(PROBABILITY)),
});
export type HistogramModel = Infer<typeof HISTOGRAM>;

/** Settings of histogram binning. */
export interface HistogramOptions {
  /** Equal-width bins on [0, 1]; 10 by default. */
  readonly bins?: number;
}

/** Probabilities are kept this far from 0 and 1 during the fit. */
const MARGIN = Number.EPSILON;

/**
 * Histogram binning (Zadrozny and Elkan 2001), one class against the rest, rows scaled to sum 1. Empty
 * bins take their middle. As netcal's class: bins are [a, b) in the fit and (a, b] when applied.
 */
export function fitHistogram(
  data: CalibrationData,
  { bins = 10 }: HistogramOptions = {},
): HistogramModel {
  const edges = equalWidthEdges(bins);
  const frequencies = fitPerClass(data, ({ confidence, correct }) => {
    const inside = confidence.map((p) => Math.min(Math.max(p, MARGIN), 1 - MARGIN));
    const binning = assignBins(inside, { bins, rule: "left-closed-drop-1" });
    return binMeans({ confidence: inside, correct }, binning).map(({ n, accuracy }, b) =>
      n === 0 ? 0.5 * (edges[b]! + edges[b + 1]!) : accuracy,
    );
  });
  return { method: "histogram", frequencies };
}

/** Calibrated probabilities, flat [n, c]; rows sum to 1. */
export function applyHistogram(
  { frequencies }: HistogramModel,
  logits: Reals,
): Float64Array {
  const one = new Float64Array(1);
  return applyPerClass(frequencies, logits, "histogram binning", (model, p) => {
    one[0] = p;
    const { weightBin } = assignBins(one, { bins: model.length, rule: "right-closed" });
    return model[weightBin[0]!]!;
  });
}
