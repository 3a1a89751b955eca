import assert from "node:assert/strict";
import { afterEach, before, describe, it } from "node:test";
import type { TransformerArchitecture } from "../../src/encoders/towers/architecture";
import { adamWState, adamWStep } from "../../src/engine/optimisers/adamw-variables";
import { startBackend } from "../../src/engine/backend";
import { tf, type Scalar, type Tensor, type Variable } from "../../src/engine/tf";
import { randomNormal, seededRandom } from "../../src/random/random";
import { pixelBatch } from "../../src/pretraining/batch";
import { duplicateMask } from "../../src/pretraining/contrastive-loss";
import { initialiseClip, parameterCount } from "../../src/pretraining/parameters";
import {
  batchLoss,
  lossAndGradients,
  type PretrainingBatch,
} from "../../src/pretraining/step";
import { TINY } from "../encoders/random-clip";
import { drawnCorpus } from "./drawn-corpus";

const TOKENS = 12;
const STEM = [
  { channels: 6, stride: 2 },
  { channels: 12, stride: 2 },
];
const corpus = drawnCorpus(TINY.image_resolution, 1);

/** Four icons with texts of two groups: [start, word, word, end] and one with padding. */
function batchOf(icons: readonly number[]): PretrainingBatch {
  const [start, end] = [0, 1];
  const text = (icon: number): number[] => [
    start,
    2 + Math.floor(icon / 4),
    6 + (icon % 4),
    end,
  ];
  const half = icons.length / 2;
  const group = (some: readonly number[], padding: number) => ({
    rows: Int32Array.from(
      some.flatMap((icon) => [...text(icon), ...Array<number>(padding).fill(end)]),
    ),
    length: 4 + padding,
    ends: some.map(() => 3),
  });
  return {
    images: pixelBatch(corpus, icons, false, seededRandom("pixels")),
    texts: [group(icons.slice(0, half), 0), group(icons.slice(half), 2)],
    duplicates: duplicateMask(icons.map(String)),
  };
}

function logScaleOf(value: number): Variable {
  return tf.variable(tf.scalar(value), true, "logit_scale");
}

for (const [kind, sizes] of [
  ["linear patches", TINY],
  ["a convolutional stem", { ...TINY, vision_stem: STEM }],
] as [string, TransformerArchitecture][]) {
  describe(`a pretraining step with ${kind}`, () => {
    before(() => startBackend("cpu"));
    afterEach(() => tf.disposeVariables());

    it("has, for every parameter, the gradient that central differences see", () => {
      const clip = initialiseClip(sizes, TOKENS, 1);
      const logScale = logScaleOf(1);
      const batch = batchOf([0, 5, 10, 15]);
      const { gradients } = lossAndGradients(clip, logScale, batch);
      const parameters: Record<string, Variable> = {
        ...clip.parameters,
        logit_scale: logScale,
      };
      assert.deepEqual(Object.keys(gradients).sort(), Object.keys(parameters).sort());
      const loss = (): number =>
        tf.tidy(
          () => batchLoss(clip, logScale as Tensor as Scalar, batch).loss.dataSync()[0]!,
        );
      for (const [name, parameter] of Object.entries(parameters)) {
        const gradient = gradients[name]!;
        const direction = unitDirection(name, parameter);
        const expected = tf.sum(tf.mul(gradient, direction)).dataSync()[0]!;
        const numeric = slope(parameter, direction, loss);
        const bound = 2e-3 * tf.norm(gradient).dataSync()[0]! + 5e-4;
        assert.ok(
          Math.abs(numeric - expected) < bound,
          `${name}: central difference ${numeric}, gradient ${expected}`,
        );
      }
    });

    it("lowers the loss, and only parameters, moments and results stay alive", () => {
      const clip = initialiseClip(sizes, TOKENS, 1);
      const logScale = logScaleOf(Math.log(1 / 0.07));
      const parameters = { ...clip.parameters, logit_scale: logScale };
      const state = adamWState(parameters);
      const batch = batchOf([0, 1, 4, 5, 10, 15]);
      const losses: number[] = [];
      const step = (): void => {
        const { loss, accuracy, gradients } = lossAndGradients(clip, logScale, batch);
        adamWStep(parameters, gradients, state, 0.003);
        losses.push(loss.dataSync()[0]!);
        tf.dispose([loss, accuracy, gradients]);
      };
      step();
      const live = tf.memory().numTensors;
      for (let i = 1; i < 50; i++) step();
      assert.equal(tf.memory().numTensors, live);
      // Without knowledge the loss is about log n = 1.8 nats; the six pairs can be learned by heart.
      assert.ok(losses[0]! > 1, `first loss ${losses[0]}`);
      assert.ok(losses.at(-1)! < 0.2, `last loss ${losses.at(-1)}`);
    });

    it("starts from values that its seed names", () => {
      const values = (seed: number): Float32Array[] => {
        const clip = initialiseClip(sizes, TOKENS, seed);
        const all = Object.values(clip.parameters).map((parameter) =>
          parameter.dataSync<"float32">().slice(),
        );
        assert.equal(
          parameterCount(clip),
          all.reduce((sum, { length }) => sum + length, 0),
        );
        tf.disposeVariables();
        return all;
      };
      assert.deepEqual(values(1), values(1));
      assert.notDeepEqual(values(1), values(2));
    });
  });
}

function unitDirection(name: string, { shape, size }: Variable): Tensor {
  const raw = tf.tensor(randomNormal(size, 1, seededRandom("direction", name)), shape);
  return tf.div(raw, tf.norm(raw));
}

/** (f(p + h d) - f(p - h d)) / 2h; the parameter is put back. */
function slope(parameter: Variable, direction: Tensor, f: () => number): number {
  // Small: embeddings are tiny in front of a norm, so the loss bends quickly along them.
  const h = 3e-4;
  const start = parameter.clone();
  const at = (step: number): number => {
    parameter.assign(tf.add(start, tf.mul(direction, step)));
    return f();
  };
  const difference = at(h) - at(-h);
  parameter.assign(start);
  return difference / (2 * h);
}
