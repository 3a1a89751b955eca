import { join } from "node:path";
import { tf, type Tensor2D } from "../engine/tf";
import { folderOf } from "../files/folders";
import { choice, count, flag, number, textOrNull } from "../methods/option";
import { anchorLoss } from "../methods/text/anchor-loss";
import type { Regulariser, TextTerm } from "../methods/tuner";
import { sampleWithoutReplacement, seededRandom, type Random } from "../random/random";
import { defineRegulariser } from "./definition";
import { RESAMPLING, type DrawOptions } from "./draw-options";
import { chooseOutliers, prepareOutliers } from "./outlier-set";
import type { Outliers } from "./outliers/outliers";
import { OUTLIER_CHOICES } from "./outliers/select";

/**
 * Dynamic outlier regularisation (arXiv 2410.02681, section 4) on WordNet nouns. The paper gives lambda (8
 * on CoOp, 2 on all other methods) and K; neither B nor the template is in what we could read of it: B is
 * the method's own batch, beside the photographs' many classes 100 (inferred).
 */
export const dor = defineRegulariser({
  name: "dor",
  title: "DOR",
  about:
    "dynamic outlier regularisation: features of other nouns stay close to the zero-shot ones (arXiv 2410.02681)",
  actsOn: "names",
  options: {
    lambda: number(2, "weight; 8 on CoOp", { symbol: "λ" }),
    candidates: count(5000, "candidate nouns to draw from", { symbol: "K", unit: "words" }),
    batch: count(32, "nouns per step; the method's own batch", {
      symbol: "B",
      unit: "words",
    }),
    choice: choice(
      "near",
      OUTLIER_CHOICES,
      "which nouns become candidates, by their distance to the classes",
      {
        symbol: "outliers",
      },
    ),
    resample: choice("step", RESAMPLING, "when new nouns are drawn", {
      symbol: "new outliers per",
    }),
    template: textOrNull(null, "prompt of the nouns; the data set's when null"),
    max_words: count(3, "maximum length of a noun", { unit: "words" }),
    remove_head_nouns: flag(false, "leave out nouns that end in a class name's last word"),
  },
  encodes: ({ choice: chosen, template }) =>
    chosen === "oracle"
      ? undefined
      : { kind: "nouns", count: USABLE_NOUNS, from: template },
  unprepared: { choice: "oracle" },
  defaultsFor: (tuner, options) => ({
    lambda: tuner === "coop" ? 8 : 2,
    batch: Number(options["batch"] ?? 1),
  }),
  recipes: { lab: { options: { batch: 100 } }, authors: { options: { batch: 100 } } },
  prepare: ({ setting, cacheFolder = nounCache() }, options, work) =>
    prepareOutliers({ setting, options, cacheFolder }, work),
  make: (request, options) => {
    const { outliers, report } = chooseOutliers({
      ...request,
      options,
      random: seededRandom("outliers", request.seed),
      cacheFolder: request.cacheFolder ?? nounCache(),
    });
    return { ...wordRegulariser(outliers, options), report };
  },
});

/** Usable nouns of WordNet, nearly: those of at most three words. */
const USABLE_NOUNS = 116_000;

/** Where features of nouns are kept unless told otherwise. */
function nounCache(): string {
  return join(folderOf("cache"), "outliers");
}

/** A regulariser on the text features of names. */
export interface TextRegulariser extends Regulariser {
  draw(random: Random, startsEpoch: boolean): TextTerm;
}

/**
 * Dynamic outlier regularisation (arXiv 2410.02681, section 4): each step (or epoch) draws B of the K outlier
 * words, uniformly and without replacement, and adds lambda * (1 - mean_b cos(t_b, f_b)), t the
 * tuned and f the frozen zero-shot feature. It asks of a tuner only `textFeatures` of names, hence
 * composes with all.
 */
export function wordRegulariser(
  outliers: Outliers,
  { lambda, batch, resample = "step" }: DrawOptions,
): TextRegulariser {
  const { names } = outliers;
  const frozen = tf.tensor2d(outliers.features, [
    names.length,
    outliers.features.length / names.length,
  ]);
  let batchIndices: Int32Array | undefined;
  return {
    name: "dor",
    prepare: (tuner) => tuner.prepare(names),
    draw: (random, startsEpoch) => {
      if (startsEpoch || resample === "step" || batchIndices === undefined) {
        batchIndices = sampleWithoutReplacement(names.length, batch, random);
      }
      return dorTerm(batchIndices, names, frozen, lambda);
    },
    dispose: () => frozen.dispose(),
  };
}

/**
 * DOR's term for given outliers.
 * @param batchIndices indices into names and rows
 * @param frozen unit zero-shot features of all names, shape [names, embed]
 */
export function dorTerm(
  batchIndices: Int32Array,
  names: readonly string[],
  frozen: Tensor2D,
  lambda: number,
): TextTerm {
  return {
    kind: "text",
    name: "dor",
    names: Array.from(batchIndices, (i) => names[i]!),
    loss: (features) => {
      const target = tf.gather(frozen, tf.tensor1d(batchIndices, "int32"));
      return tf.mul(anchorLoss(features, target), lambda);
    },
  };
}
