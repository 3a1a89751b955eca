import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TransformerArchitecture } from "../../src/encoders/towers/architecture";
import { transformerArchitecture } from "../../src/encoders/towers/clip-model";
import { expectedTensors } from "../../src/encoders/checkpoints/expected-tensors";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { randomInteger, randomNormal, seededRandom } from "../../src/random/random";
import { writeSafetensors, type TensorToStore } from "../../src/files/tensors/safetensors";
import { ARCHITECTURE, CLASSES, CONTEXT, DEPTH, IMAGES } from "./setting";

/** Files that all subjects of the comparison read. */
export interface World {
  readonly folder: string;
  /** CLIP's weights by OpenAI's names. */
  readonly weights: string;
  /** `pixels`, `labels`, and per method `<method>/ids` and the start of each parameter. */
  readonly inputs: string;
  /** Raw image features of `pixels`, made by our tower. */
  readonly features: string;
}

/** Makes what is missing of a world in a folder: equal numbers each time. */
export function makeWorld(folder: string): World {
  const world = {
    folder,
    weights: join(folder, "weights.safetensors"),
    inputs: join(folder, "inputs.safetensors"),
    features: join(folder, "features.safetensors"),
  };
  const sizes = transformerArchitecture(ARCHITECTURE);
  if (!existsSync(world.weights)) writeSafetensors(world.weights, randomWeights(sizes));
  if (!existsSync(world.inputs)) writeSafetensors(world.inputs, randomInputs(sizes));
  return world;
}

function normal(shape: readonly number[], sd: number, ...seed: string[]): TensorToStore {
  const count = shape.reduce((a, b) => a * b, 1);
  return { shape, data: randomNormal(count, sd, seededRandom("benchmark", ...seed)) };
}

/** Weights that keep activations at the size that trained ones have, so that no sum loses its digits. */
function randomWeights(sizes: TransformerArchitecture): Record<string, TensorToStore> {
  const tensor = (name: string, shape: readonly number[]): TensorToStore => {
    if (name === "logit_scale") {
      return { shape, data: Float32Array.of(Math.log(100)) };
    }
    if (/ln_\w+\.weight$/.test(name)) {
      const gain = normal(shape, 0.1, name);
      return { shape, data: gain.data.map((value) => 1 + value) as Float32Array };
    }
    if (shape.length === 1) return normal(shape, 0.02, name);
    if (/embedding/.test(name)) return normal(shape, 0.02, name);
    const rowsFirst = name === "text_projection" || name === "visual.proj";
    const inputs = rowsFirst ? shape[0]! : shape.slice(1).reduce((a, b) => a * b, 1);
    return normal(shape, 1 / Math.sqrt(inputs), name);
  };
  return Object.fromEntries(
    [...expectedTensors(sizes)].map(([name, shape]) => [name, tensor(name, shape)]),
  );
}

function randomInputs(sizes: TransformerArchitecture): Record<string, TensorToStore> {
  const side = sizes.image_resolution;
  const random = seededRandom("benchmark", "labels");
  const labels = Int32Array.from({ length: IMAGES }, () =>
    randomInteger(CLASSES.length, random),
  );
  const methods = Object.entries(parameterShapes(sizes)).flatMap(([method, shapes]) => [
    [`${method}/ids`, promptIds(method as keyof typeof CONTEXT, sizes.context_length)],
    ...Object.entries(shapes).map(([name, shape]) => {
      const inputs = shape.length === 2 && name.endsWith(".weight") ? shape[1]! : 2500;
      return [`${method}/${name}`, normal(shape, 1 / Math.sqrt(inputs), method, name)];
    }),
  ]);
  return {
    pixels: normal([IMAGES, 3, side, side], 1, "pixels"),
    labels: { shape: [IMAGES], data: labels },
    ...(Object.fromEntries(methods) as Record<string, TensorToStore>),
  };
}

/** Token ids `[start] X ... X name . [end] 0 ...`; X stands where the context goes. */
function promptIds(method: keyof typeof CONTEXT, length: number): TensorToStore {
  const { encode, start, end } = clipTokenizer();
  const ids = new Int32Array(CLASSES.length * length);
  CLASSES.forEach((name, row) => {
    const placeholders = Array<number>(CONTEXT[method]).fill(encode("x")[0]!);
    ids.set([start, ...placeholders, ...encode(`${name}.`), end], row * length);
  });
  return { shape: [CLASSES.length, length], data: ids };
}

type Shapes = Readonly<Record<string, readonly number[]>>;

/** Parameters of each method, by the names that its own code has. */
function parameterShapes(
  sizes: TransformerArchitecture,
): Readonly<Record<keyof typeof CONTEXT, Shapes>> {
  const { transformer_width: text, vision_width: vision, embed_dim: embed } = sizes;
  const hidden = Math.floor(embed / 16);
  const linear = (name: string, outputs: number, inputs: number): Shapes => ({
    [`${name}.weight`]: [outputs, inputs],
    [`${name}.bias`]: [outputs],
  });
  const deep = Array.from({ length: DEPTH - 1 }, (_, i) => ({
    [`prompt_learner.compound_prompts_text.${i}`]: [CONTEXT.maple, text],
    ...linear(`prompt_learner.compound_prompt_projections.${i}`, vision, text),
  }));
  const context = (method: keyof typeof CONTEXT): Shapes => ({
    "prompt_learner.ctx": [CONTEXT[method], text],
  });
  return {
    coop: context("coop"),
    cocoop: {
      ...context("cocoop"),
      ...linear("prompt_learner.meta_net.linear1", hidden, embed),
      ...linear("prompt_learner.meta_net.linear2", text, hidden),
    },
    maple: Object.assign(
      context("maple"),
      linear("prompt_learner.proj", vision, text),
      ...deep,
    ),
  };
}
