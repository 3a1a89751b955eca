import { trainableLinear, type Linear } from "../engine/layers/linear";
import {
  tf,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Variable,
} from "../engine/tf";
import type { TransformerArchitecture } from "../encoders/towers/architecture";
import type { TextTower } from "../encoders/towers/text-tower";
import type { VisionTransformer } from "../encoders/towers/vision-transformer";
import {
  buildTextTower,
  buildVisionTransformer,
  turnFilter,
  type ParameterSource,
} from "../encoders/towers/build-towers";
import { randomNormal, seededRandom } from "../random/random";

/** A CLIP in training: variables by OpenAI's names, in OpenAI's layout, and towers that read them. */
export interface TrainableClip {
  readonly parameters: Readonly<Record<string, Variable>>;
  readonly imageTower: VisionTransformer;
  readonly textTower: TextTower;
}

/**
 * Makes a CLIP with CLIP's own initialisation (Radford et al. 2021, released code): normal
 * weights with deviations by width and depth, zero biases, norms at identity.
 * The token table holds `tokens` rows only: the ids that occur in the captions.
 * @param seed names the random stream
 */
export function initialiseClip(
  sizes: TransformerArchitecture,
  tokens: number,
  seed: number,
): TrainableClip {
  const parameters: Record<string, Variable> = {};
  const make = (name: string, shape: number[]): Variable => {
    const count = shape.reduce((a, b) => a * b, 1);
    const values = initialValues(name, count, sizes, seed);
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, shape), true, name));
    parameters[name] = variable;
    return variable;
  };
  const source = variableSource(make);
  const compact = { ...sizes, vocab_size: tokens };
  return {
    parameters,
    imageTower: buildVisionTransformer(sizes, source),
    textTower: buildTextTower(compact, source),
  };
}

function variableSource(
  make: (name: string, shape: number[]) => Variable,
): ParameterSource<Linear> {
  return {
    trainable: true,
    vector: (name, size) => make(name, [size]) as Tensor1D,
    table: (name, rows, columns) => make(name, [rows, columns]) as Tensor2D,
    linear: (weight, bias, inSize, outSize) =>
      transposedLinear(
        make(weight, [outSize, inSize]) as Tensor2D,
        make(bias, [outSize]) as Tensor1D,
      ),
    projection: (name, inSize, outSize) =>
      trainableLinear(make(name, [inSize, outSize]) as Tensor2D),
    patches: (name, patch, width) => {
      const kernel = make(name, [width, 3, patch, patch]);
      return {
        ...transposedLinear(kernel as Tensor2D),
        apply: (x) =>
          tf.matMul(x, tf.reshape(kernel, [width, -1]) as Tensor2D, false, true),
      };
    },
    convolution: (name, inChannels, outChannels, last) => {
      const stored = make(`${name}.weight`, [outChannels, inChannels, 3, 3]) as Tensor4D;
      const vector = (part: string) => make(`${name}.${part}`, [outChannels]) as Tensor1D;
      return {
        filter: () => turnFilter(stored),
        shift: last
          ? vector("bias")
          : { gain: vector("norm.weight"), bias: vector("norm.bias") },
      };
    },
  };
}

/** y = x W' + b with W stored as [out, in]. */
function transposedLinear(weight: Tensor2D, bias?: Tensor1D): Linear {
  const product = (x: Tensor2D): Tensor2D => tf.matMul(x, weight, false, true);
  return bias === undefined
    ? { weight, apply: product }
    : { weight, bias, apply: (x) => tf.add(product(x), bias) };
}

function initialValues(
  name: string,
  count: number,
  a: TransformerArchitecture,
  seed: number,
): Float32Array {
  if (/(ln_\w+|norm)\.weight$/.test(name)) return new Float32Array(count).fill(1);
  if (name.endsWith("bias")) return new Float32Array(count);
  return randomNormal(count, deviation(name, a), seededRandom("initialise", seed, name));
}

function deviation(name: string, a: TransformerArchitecture): number {
  const vision = name.startsWith("visual.");
  const width = vision ? a.vision_width : a.transformer_width;
  const layers = vision ? a.vision_layers : a.transformer_layers;
  if (name === "token_embedding.weight") return 0.02;
  if (name === "positional_embedding") return 0.01;
  if (name === "visual.conv1.weight") return (3 * a.vision_patch_size ** 2) ** -0.5;
  if (name.startsWith("visual.stem.")) return Math.sqrt(2 / (9 * stemInput(name, a)));
  if (name.endsWith("mlp.c_fc.weight")) return (2 * width) ** -0.5;
  if (/(out_proj|c_proj)\.weight$/.test(name)) return width ** -0.5 * (2 * layers) ** -0.5;
  return width ** -0.5;
}

/** Input channels of a stem layer, for He's initialisation. */
function stemInput(name: string, { vision_stem = [] }: TransformerArchitecture): number {
  const layer = Number(name.split(".")[2]);
  return layer === 0 ? 3 : vision_stem[layer - 1]!.channels;
}

/** Number of trainable values, for the model card. */
export function parameterCount(clip: TrainableClip): number {
  return Object.values(clip.parameters).reduce((sum, p) => sum + p.size, 0);
}
