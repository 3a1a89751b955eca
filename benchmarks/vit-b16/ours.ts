/**
 * One work by our code, in a process of its own:
 * `node --import tsx benchmarks/vit-b16/ours.ts WORK BACKEND WORLD ANSWER`.
 */
import {
  architecture,
  loadClip,
  type ClipModel,
} from "../../src/encoders/towers/clip-model";
import { imageFeatures, visionTransformer } from "../../src/encoders/towers/image-tower";
import { unitRows } from "../../src/encoders/towers/text-tower";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { firstRows } from "../../src/encoders/towers/vision-transformer";
import { startBackend } from "../../src/engine/backend";
import { frozenLinear } from "../../src/engine/layers/linear";
import { tf, type Tensor, type Tensor2D, type Tensor4D } from "../../src/engine/tf";
import { writeJsonAtomic } from "../../src/files/atomic-file";
import { randomNormal, seededRandom } from "../../src/random/random";
import {
  readSafetensors,
  tensorOf,
  writeSafetensors,
} from "../../src/files/tensors/safetensors";
import { makeTuner } from "../../src/methods/make-tuner";
import { optimizerStart, update } from "../../src/training/optimizer";
import { methodOptions } from "../../src/experiments/spec/methods";
import { tunerNamed } from "../../src/methods/registry";
import { measureStep } from "../../src/training/step";
import type { ImageKind, ParameterValues } from "../../src/methods/tuner";
import type { Answer } from "./answer";
import {
  ARCHITECTURE,
  CLASSES,
  CONTEXT,
  DEPTH,
  ENCODED,
  IMAGES,
  LEARNING_RATE,
  MATMUL,
  WORKS,
  type StepWork,
} from "./setting";
import { takeTurns } from "./turns";
import { makeWorld, type World } from "./world";

type Results = Answer["results"];

/** One call; it returns what all subjects have to agree on: of steps, the first one's. */
type Work = () => Results;

async function main([work, backend, folder, answer]: readonly string[]): Promise<void> {
  const { explanation } = await startBackend(backend);
  const call = workOf(work!, makeWorld(folder!));
  let results: Results = {};
  const samples = await takeTurns(() => {
    results = call();
  });
  writeJsonAtomic(answer!, {
    ...{ samples, results },
    // Kilobytes on Linux.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    ...deviceMemory(),
    detail: explanation,
  } satisfies Answer);
}

/** What WebGPU's backend has of the device: it keeps freed buffers for later, so this is its peak. */
function deviceMemory(): Pick<Answer, "deviceBytes"> {
  const { numBytesAllocatedInGPU } = tf.memory() as { numBytesAllocatedInGPU?: number };
  return numBytesAllocatedInGPU === undefined
    ? {}
    : { deviceBytes: numBytesAllocatedInGPU };
}

function workOf(work: string, world: World): Work {
  if (work === "matmul") return product();
  const model = loadClip(world.weights, architecture(ARCHITECTURE));
  if (work === "image-encoding") return encoding(model, world);
  if (work === "features") return cacheFeatures(model, world);
  return steps(work as StepWork, model, world);
}

/** One product of square matrices. */
function product(): Work {
  const random = seededRandom("benchmark", "matmul");
  const [a, b] = [0, 1].map(() =>
    tf.tensor2d(randomNormal(MATMUL ** 2, 1, random), [MATMUL, MATMUL]),
  ) as [Tensor2D, Tensor2D];
  const { apply } = frozenLinear(b);
  return () => {
    tf.tidy(() => void apply(a).dataSync());
    return {};
  };
}

/** The result is the norm of all images' features. */
function encoding({ imageTower }: ClipModel, { inputs }: World): Work {
  const images = pixels(inputs, ENCODED);
  return () => ({
    norm: tf.tidy(() => tf.norm(imageFeatures(imageTower, images)).dataSync()[0]!),
  });
}

/** Stores the features that text-side methods are trained on, as a run's feature cache does. */
function cacheFeatures({ imageTower }: ClipModel, { inputs, features }: World): Work {
  return () => {
    // In portions, as a run encodes.
    const rows = tf.tidy(() => {
      const portions = tf.split(pixels(inputs, IMAGES), IMAGES / ENCODED, 0);
      return tf.concat(portions.map((some) => imageFeatures(imageTower, some as Tensor4D)));
    });
    const data = rows.dataSync<"float32">();
    writeSafetensors(features, { features: { shape: rows.shape, data } });
    return {};
  };
}

/** Whole steps: loss, gradient and update. Results are those of the first. */
function steps(work: StepWork, model: ClipModel, world: World): Work {
  const { method, images: count } = WORKS[work];
  const file = readSafetensors(world.inputs);
  const tuner = makeTuner(
    tunerNamed(method),
    {
      model,
      tokenizer: clipTokenizer(),
      classNames: CLASSES,
      template: "a photo of a {}.",
    },
    methodOptions(method, "none", {
      recipe: "lab",
      n_ctx: CONTEXT[method],
      ctx_init: null,
      prompt_depth: DEPTH,
    }),
  );
  const parameters: Record<string, ParameterValues> = {};
  for (const [name, { shape }] of Object.entries(tuner.init(() => 0.5))) {
    const { data } = tensorOf(file, `${method}/${name}`, shape, world.inputs);
    parameters[name] = { shape, data: data as Float32Array };
  }
  const labels = tensorOf(file, "labels").data.slice(0, count) as Int32Array;
  const seen = imagesFor(tuner.imageInput, model, world, count);
  const optimizer = { optimizer: "sgd", momentum: 0.9, weight_decay: 0.0005 } as const;
  let memory = optimizerStart(parameters, optimizer.optimizer);
  let first: Results | undefined;
  return () => {
    const { loss, gradients } = measureStep(
      tuner,
      parameters,
      { images: seen, labels },
      [],
    );
    memory = update(parameters, memory, gradients, LEARNING_RATE, optimizer);
    first ??= { loss, gradient: norm(Object.values(gradients)) };
    return first;
  };
}

/** What a tuner is given of images: what no prompt changes is computed once, as a run does. */
function imagesFor(
  sees: ImageKind,
  { imageTower }: ClipModel,
  world: World,
  count: number,
): Tensor {
  if (sees === "features") return cachedFeatures(world, count);
  const images = pixels(world.inputs, count);
  if (sees === "pixels") return images;
  if (sees === "patches") {
    const rows = tf.tidy(() => firstRows(visionTransformer(imageTower), images));
    return tf.reshape(rows, [count, rows.size / count]);
  }
  throw new Error(`no world of ${sees}`);
}

function pixels(inputs: string, count: number): Tensor4D {
  const { shape, data } = tensorOf(readSafetensors(inputs), "pixels");
  const [, channels, height, width] = shape as [number, number, number, number];
  const size = channels * height * width;
  const some = data.slice(0, count * size) as Float32Array;
  return tf.tensor4d(some, [count, channels, height, width]);
}

function cachedFeatures({ features }: World, count: number): Tensor2D {
  const { shape, data } = tensorOf(readSafetensors(features), "features");
  const width = shape[1]!;
  return tf.tidy(() =>
    unitRows(tf.tensor2d(data.slice(0, count * width) as Float32Array, [count, width])),
  );
}

function norm(arrays: readonly Float32Array[]): number {
  let sum = 0;
  for (const array of arrays) for (const value of array) sum += value * value;
  return Math.sqrt(sum);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // The last line of standard error is what the benchmark reports.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
