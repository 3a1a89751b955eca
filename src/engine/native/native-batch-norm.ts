import { nodeBackend, type NodeBackend, type OperationAttribute } from "./node-backend";
import { tf, type Tensor, type Tensor1D, type Tensor2D } from "../tf";

/**
 * Batch norm in training by TensorFlow's own operations: one pass forward and one back, where tfjs' operations
 * need eight and eleven. On the native backend only.
 * @param x shape [rows, channels]
 * @param gain, bias shape [channels]
 * @returns shape [rows, channels]
 */
export function nativeBatchNorm(
  x: Tensor2D,
  gain: Tensor1D,
  bias: Tensor1D,
  epsilon: number,
): Tensor2D {
  const runner = nodeBackend();
  const options = attributes(runner, epsilon);
  return tf.customGrad((input, g, b, save) => {
    const rows = input as Tensor2D;
    // Statistics of the batch are computed: none are given.
    const none = tf.tensor1d([]);
    const [y, , , ...reserved] = runner.executeMultipleOutputs(
      "FusedBatchNormV3",
      options,
      [asImage(rows), g as Tensor1D, b as Tensor1D, none, none],
      6,
    );
    (save as tf.GradSaveFunc)([rows, g as Tensor1D, ...reserved]);
    return {
      value: tf.reshape(y!, rows.shape),
      gradFunc: (dy, [saved, slope, ...statistics]) => {
        const [dx, dGain, dBias] = runner.executeMultipleOutputs(
          "FusedBatchNormGradV3",
          options,
          [asImage(dy as Tensor2D), asImage(saved as Tensor2D), slope!, ...statistics],
          5,
        );
        return [tf.reshape(dx!, rows.shape), dGain!, dBias!];
      },
    };
  })(x, gain, bias) as Tensor2D;
}

/** Rows as the pixels of one image, which the operations expect. */
function asImage(rows: Tensor2D): Tensor {
  return tf.reshape(rows, [1, rows.shape[0], 1, rows.shape[1]]);
}

function attributes({ binding }: NodeBackend, epsilon: number): OperationAttribute[] {
  return [
    { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: "U", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: "epsilon", type: binding.TF_ATTR_FLOAT, value: epsilon },
    { name: "data_format", type: binding.TF_ATTR_STRING, value: "NHWC" },
    { name: "is_training", type: binding.TF_ATTR_BOOL, value: true },
  ];
}
