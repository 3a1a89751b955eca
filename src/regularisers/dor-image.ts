import { tf } from "../engine/tf";
import { PromptcalError } from "../errors/promptcal-error";
import { choice, count, number, textOrNull } from "../methods/option";
import { anchorLoss } from "../methods/text/anchor-loss";
import type { Regulariser } from "../methods/tuner";
import { sampleWithoutReplacement } from "../random/random";
import { defineRegulariser } from "./definition";
import { RESAMPLING, type DrawOptions } from "./draw-options";
import type { OutlierImages } from "./outlier-images";
import { OUTLIER_IMAGE_CHOICES } from "./outliers/select";

/**
 * DOR on images (arXiv 2410.02681, table 4). Which images, K, B and the weight are not known for the
 * visual methods of that table: 2 is the paper's weight on all methods but CoOp.
 */
export const dorImage = defineRegulariser({
  name: "dor-image",
  title: "DOR (images)",
  about: "DOR on the features of outlier images (arXiv 2410.02681, table 4)",
  actsOn: "images",
  options: {
    lambda: number(2, "weight", { symbol: "λ" }),
    candidates: count(1000, "images that are drawn from", { symbol: "K", unit: "images" }),
    batch: count(4, "images per step; the method's own batch", {
      symbol: "B",
      unit: "images",
    }),
    choice: choice(
      "near",
      OUTLIER_IMAGE_CHOICES,
      "which images become candidates, by their distance",
      {
        symbol: "outliers",
      },
    ),
    resample: choice("step", RESAMPLING, "when new images are drawn", {
      symbol: "new outliers per",
    }),
    source: textOrNull(
      null,
      "a data set of the suite or a folder of images; the suite's other data sets when null",
    ),
    pool: count(10000, "maximum number of scored images", { unit: "images" }),
  },
  outlierImages: (options) => options,
  refuses: (dataset, { source, choice: chosen }) =>
    chosen === "oracle" || source !== dataset
      ? undefined
      : "the outlier images would be its own; choose others with --set dor-image.source=NAME",
  encodes: ({ source, pool }) => ({ kind: "images", count: pool, from: source }),
  defaultsFor: (_, options) => ({ batch: Number(options["batch"] ?? 1) }),
  make: ({ outlierImages, imageShape }, options) => {
    if (outlierImages === undefined || outlierImages.count === 0) {
      throw new PromptcalError(
        "dor-image: expected outlier images, got none: give some as outlierImages",
      );
    }
    const regulariser = imageRegulariser(outlierImages, imageShape, options);
    return { ...regulariser, report: outlierImages.report };
  },
});

/**
 * DOR on the image side (arXiv 2410.02681, table 4): each step (or epoch) draws B of the K outlier images,
 * uniformly and without replacement, and adds lambda * (1 - mean_b cos(g_b, h_b)), g the tuned and h the
 * frozen image feature. It asks of a tuner only `imageFeatures`, hence composes with all that tune the
 * image side.
 * @param imageShape of one image as the tuner sees it
 */
export function imageRegulariser(
  outliers: OutlierImages,
  imageShape: readonly number[],
  { lambda, batch, resample = "step" }: DrawOptions,
): Regulariser {
  const { count } = outliers;
  const frozen = tf.tensor2d(outliers.features, [count, outliers.features.length / count]);
  let batchIndices: Int32Array | undefined;
  let images: Promise<Float32Array> | undefined;
  return {
    name: "dor-image",
    prepare: () => undefined,
    draw: async (random, startsEpoch) => {
      if (startsEpoch || resample === "step" || images === undefined) {
        batchIndices = sampleWithoutReplacement(count, batch, random);
        images = outliers.images(batchIndices);
      }
      const chosen = tf.tensor1d(batchIndices!, "int32");
      const target = tf.gather(frozen, chosen);
      chosen.dispose();
      const pixels = tf.tensor(await images, [batchIndices!.length, ...imageShape]);
      return {
        kind: "images",
        name: "dor-image",
        images: pixels,
        loss: (features) => tf.mul(anchorLoss(features, target), lambda),
        dispose: () => tf.dispose([pixels, target]),
      };
    },
    dispose: () => frozen.dispose(),
  };
}
