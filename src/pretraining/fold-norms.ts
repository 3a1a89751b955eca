import { foldNorm } from "../engine/layers/batch-norm";
import { convolve, isNorm, type Convolution } from "../engine/layers/convolution";
import { tf, type Tensor, type Tensor1D, type Tensor4D } from "../engine/tf";
import type { TrainableClip } from "./parameters";

// A type, not an interface: tfjs takes only such for a container of tensors.
type Statistics = { readonly mean: Tensor1D; readonly variance: Tensor1D };

/**
 * The parameters of a trained CLIP as they are used: the stem's batch norms become part of its
 * filters and biases, with means and variances averaged over some batches of training images.
 * @param batches normalised images, each [n, 3, size, size]
 * @returns by OpenAI's names; the caller's to dispose
 */
export function foldNorms(
  { parameters, imageTower: { patchEmbedding } }: TrainableClip,
  batches: readonly Tensor4D[],
): Record<string, Tensor> {
  return tf.tidy(() => {
    const folded: Record<string, Tensor> = {};
    for (const [name, parameter] of Object.entries(parameters)) {
      if (!/^visual\.stem\.\d+\.norm\./.test(name)) folded[name] = tf.clone(parameter);
    }
    if (patchEmbedding.kind === "linear") return folded;
    const { layers } = patchEmbedding;
    const perBatch = batches.map((images) => stemStatistics(layers, images));
    layers.forEach(({ shift: norm }, index) => {
      if (!isNorm(norm)) return;
      const layer = `visual.stem.${index}`;
      const { mean, variance } = averaged(perBatch.map((all) => all[index]!));
      const { slope, shift } = foldNorm(norm, mean, variance);
      // The filter is stored [out, in, 3, 3].
      const weight = parameters[`${layer}.weight`]!;
      folded[`${layer}.weight`] = tf.mul(weight, tf.reshape(slope, [-1, 1, 1, 1]));
      folded[`${layer}.bias`] = shift;
    });
    return folded;
  });
}

/** Mean and variance of what each layer's norm gets, over all pixels of a batch. */
function stemStatistics(layers: readonly Convolution[], images: Tensor4D): Statistics[] {
  return tf.tidy(() => {
    let x = tf.transpose(images, [0, 2, 3, 1]) as Tensor4D;
    return layers.map((layer) => {
      const product = tf.conv2d(x, layer.filter(), layer.stride, "same");
      const { mean, variance } = tf.moments(product, [0, 1, 2]);
      x = convolve(x, layer);
      return { mean, variance } as Statistics;
    });
  });
}

function averaged(all: readonly Statistics[]): Statistics {
  const mean = (key: keyof Statistics): Tensor1D =>
    tf.mean(tf.stack(all.map((statistics) => statistics[key])), 0);
  return { mean: mean("mean"), variance: mean("variance") };
}
