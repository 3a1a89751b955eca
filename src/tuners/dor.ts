import { tf, type Tensor2D } from "../engine/tf";
import { sampleWithoutReplacement, type Random } from "../numeric/random";
import { anchorLoss } from "./anchor-loss";
import type { Regulariser, TextTerm } from "./tuner";

export interface DorOptions {
  /** lambda: 8 on CoOp, 2 on other methods in the paper. */
  readonly weight: number;
  /** B: outliers drawn per step; all of them where there are fewer. */
  readonly batch: number;
}

/** Words whose text features are held, with their frozen zero-shot features. */
export interface Outliers {
  readonly names: readonly string[];
  /** Unit rows, shape [names, embed]. */
  readonly features: Float32Array;
}

/**
 * Dynamic outlier regularisation (arXiv 2410.02681, section 4): each step draws B of the K outlier
 * words, uniformly and without replacement, and adds weight * (1 - mean_b cos(t_b, f_b)), t the
 * tuned and f the frozen zero-shot feature. It asks of a tuner only `textFeatures` of names, hence
 * composes with all.
 */
export function dor(outliers: Outliers, { weight, batch }: DorOptions): Regulariser {
  const { names } = outliers;
  const frozen = tf.tensor2d(outliers.features, [
    names.length,
    outliers.features.length / names.length,
  ]);
  return {
    name: "dor",
    prepare: (tuner) => tuner.prepare(names),
    draw: (random: Random) =>
      dorTerm(sampleWithoutReplacement(names.length, batch, random), names, frozen, weight),
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
    name: "dor",
    names: Array.from(drawn, (i) => names[i]!),
    loss: (features) => {
      const target = tf.gather(frozen, tf.tensor1d(drawn, "int32"));
      return tf.mul(anchorLoss(features, target), weight);
    },
  };
}
