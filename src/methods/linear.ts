import { tf, type Tensor1D, type Tensor2D } from "../engine/tf";
import type { Random } from "../random/random";
import { linearStart } from "./text/prompt-start";
import type { Parameters, ParameterValues } from "./tuner";

/**
 * Start of a trained linear map under PyTorch's names, `NAME.weight` of shape [out, in] and `NAME.bias`
 * of shape [out].
 */
export function linearParameters(
  name: string,
  inSize: number,
  outSize: number,
  random: Random,
): Readonly<Record<string, ParameterValues>> {
  const { weight, bias } = linearStart(inSize, outSize, random);
  return { [`${name}.weight`]: weight, [`${name}.bias`]: bias };
}

/**
 * x W' + b for such a map; without b where the parameters have none.
 * @param x shape [n, in]
 * @returns shape [n, out]
 */
export function applyLinear(parameters: Parameters, name: string, x: Tensor2D): Tensor2D {
  const bias = parameters[`${name}.bias`];
  const product: Tensor2D = tf.matMul(
    x,
    parameters[`${name}.weight`] as Tensor2D,
    false,
    true,
  );
  return bias === undefined ? product : (tf.add(product, bias as Tensor1D) as Tensor2D);
}
