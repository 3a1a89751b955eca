import { tf } from "../engine/tf";
import { sampleWithoutReplacement } from "../random/random";
import { anchorLoss } from "../methods/text/anchor-loss";
import type { DorOptions } from "./dor";
import type { OutlierReport } from "./outlier-report";
import type { Regulariser } from "../methods/tuner";

/** Images whose tuned features are held, with their frozen features. */
export interface OutlierImages {
  /** Unit features of the frozen image tower, flat [n, embed]. */
  readonly features: Float32Array;
  /** How many images there are. */
  readonly count: number;
  /** Some of them, as the tuner sees images, flat; read when drawn, since pixels are large. */
  images(indices: Int32Array): Promise<Float32Array>;
  readonly report: OutlierReport;
}

/**
 * DOR on the image side (arXiv 2410.02681, table 4): each step (or epoch) draws B of the K outlier images,
 * uniformly and without replacement, and adds weight * (1 - mean_b cos(g_b, h_b)), g the tuned and h the
 * frozen image feature. It asks of a tuner only `imageFeatures`, hence composes with all that tune the
 * image side.
 * @param imageShape of one image as the tuner sees it
 */
export function dorImage(
  outliers: OutlierImages,
  imageShape: readonly number[],
  { weight, batch, resample = "step" }: DorOptions,
): Regulariser {
  const { count } = outliers;
  const frozen = tf.tensor2d(outliers.features, [count, outliers.features.length / count]);
  let drawn: Int32Array | undefined;
  let images: Promise<Float32Array> | undefined;
  return {
    name: "dor-image",
    prepare: () => undefined,
    draw: async (random, startsEpoch) => {
      if (startsEpoch || resample === "step" || images === undefined) {
        drawn = sampleWithoutReplacement(count, batch, random);
        images = outliers.images(drawn);
      }
      const chosen = tf.tensor1d(drawn!, "int32");
      const target = tf.gather(frozen, chosen);
      chosen.dispose();
      const pixels = tf.tensor(await images, [drawn!.length, ...imageShape]);
      return {
        kind: "images",
        name: "dor-image",
        images: pixels,
        loss: (features) => tf.mul(anchorLoss(features, target), weight),
        dispose: () => tf.dispose([pixels, target]),
      };
    },
    dispose: () => frozen.dispose(),
  };
}
