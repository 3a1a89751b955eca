import { tf, type Tensor2D } from "../engine/tf";
import { sampleWithoutReplacement, type Random } from "../random/random";
import { anchorLoss } from "../methods/text/anchor-loss";
import type { Regulariser, TextTerm } from "../methods/tuner";

/** When DOR draws new outliers: each step as in the paper, or once per epoch. */
export const RESAMPLING = ["step", "epoch"] as const;

export interface DorOptions {
  /** lambda: 8 on CoOp, 2 on other methods in the paper. */
  readonly weight: number;
  /** B: outliers drawn per step; all of them where there are fewer. */
  readonly batch: number;
  /** `step` when left out. */
  readonly resample?: (typeof RESAMPLING)[number];
}

/** Words whose text features are held, with their frozen zero-shot features. */
export interface Outliers {
  readonly names: readonly string[];
  /** Unit rows, shape [names, embed]. */
  readonly features: Float32Array;
}

/** A regulariser on the text features of names. */
export interface TextRegulariser extends Regulariser {
  draw(random: Random, startsEpoch: boolean): TextTerm;
}

/**
 * Dynamic outlier regularisation (arXiv 2410.02681, section 4): each step (or epoch) draws B of the K outlier
 * words, uniformly and without replacement, and adds weight * (1 - mean_b cos(t_b, f_b)), t the
 * tuned and f the frozen zero-shot feature. It asks of a tuner only `textFeatures` of names, hence
 * composes with all.
 */
export function dor(
  outliers: Outliers,
  { weight, batch, resample = "step" }: DorOptions,
): TextRegulariser {
  const { names } = outliers;
  const frozen = tf.tensor2d(outliers.features, [
    names.length,
    outliers.features.length / names.length,
  ]);
  let drawn: Int32Array | undefined;
  return {
    name: "dor",
    prepare: (tuner) => tuner.prepare(names),
    draw: (random, startsEpoch) => {
      if (startsEpoch || resample === "step" || drawn === undefined) {
        drawn = sampleWithoutReplacement(names.length, batch, random);
      }
      return dorTerm(drawn, names, frozen, weight);
    },
    dispose: () => frozen.dispose(),
  };
}

/**
 * DOR's term for given outliers.
 * @param drawn indices into names and rows
 * @param frozen unit zero-shot features of all names, shape [names, embed]
 */
export function dorTerm(
  drawn: Int32Array,
  names: readonly string[],
  frozen: Tensor2D,
  weight: number,
): TextTerm {
  return {
    kind: "text",
    name: "dor",
    names: Array.from(drawn, (i) => names[i]!),
    loss: (features) => {
      const target = tf.gather(frozen, tf.tensor1d(drawn, "int32"));
      return tf.mul(anchorLoss(features, target), weight);
    },
  };
}
