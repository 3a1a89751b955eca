import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { makeTuner } from "../../src/methods/make-tuner";
import { coop } from "../../src/methods/text/coop";
import { wordRegulariser } from "../../src/regularisers/dor";
import { train } from "../../src/training/train";
import type { TrainRequest } from "../../src/training/train-request";
import {
  readTrainState,
  writeTrainState,
  type TrainState,
} from "../../src/training/train-state";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../methods/word-clip";

const N = 10;
const OPTIONS: TrainRequest["options"] = {
  epochs: 3,
  batch: 4,
  optimizer: "sgd",
  learning_rate: 0.01,
  momentum: 0.9,
  weight_decay: 5e-4,
  warmup_epochs: 1,
  warmup_rate: 1e-5,
};

function request(changes: Partial<TrainRequest> = {}): TrainRequest {
  const model = wordClip("train");
  const setting = {
    model,
    tokenizer: TOKENIZER,
    classNames: CLASSES,
    template: TEMPLATE,
  };
  const dimension = model.architecture.embed_dim;
  return {
    tuner: makeTuner(coop, setting, { n_ctx: 2 }),
    regularisers: [],
    options: OPTIONS,
    images: [unitFeatures(N, dimension, "one"), unitFeatures(N, dimension, "two")],
    labels: Int32Array.from({ length: N }, (_, i) => i % CLASSES.length),
    seed: 1,
    identity: "this run",
    ...changes,
  };
}

/** Draws two of five words, as DOR does of nouns. */
function outlierWords(resample: "step" | "epoch"): TrainRequest["regularisers"][number] {
  const names = ["sun", "moon", "tree", "house", "river"];
  const features = unitFeatures(
    names.length,
    wordClip("train").architecture.embed_dim,
    "o",
  );
  return wordRegulariser({ names, features }, { lambda: 2, batch: 2, resample });
}

/** What must not differ between two trainings; times may. */
function numbers({ parameters, velocity, history }: TrainState): unknown {
  return {
    parameters,
    velocity,
    history: history.map((line) => ({ ...line, seconds: 0 })),
  };
}

describe("training", () => {
  before(async () => void (await startBackend("wasm")));

  it("gives the same bits for the same seed, and others for another", async () => {
    const [a, b, other] = [
      await train(request()),
      await train(request()),
      await train(request({ seed: 2 })),
    ];
    assert.deepEqual(numbers(a), numbers(b));
    assert.notDeepEqual(numbers(a), numbers(other));
    assert.deepEqual(
      a.history.map(({ epoch }) => epoch),
      [1, 2, 3],
    );
    assert.equal(a.history[0]!.learning_rate, OPTIONS.warmup_rate);
  });

  it("goes on after any epoch, from a file, as if it had not stopped", async () => {
    const folder = mkdtempSync(join(tmpdir(), "train-"));
    try {
      const path = join(folder, "state.safetensors");
      const whole = await train(
        request({
          onState: (state) => {
            if (state.epoch === 1) writeTrainState(path, state);
          },
        }),
      );
      const resumed = await train(request({ resume: readTrainState(path) }));
      assert.deepEqual(numbers(resumed), numbers(whole));
      await assert.rejects(
        train(request({ resume: readTrainState(path), identity: "another run" })),
        /expected a state of this run/,
      );
      writeFileSync(path, "broken");
      assert.throws(() => readTrainState(path), /safetensors/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("asks for new views of each epoch's batches, the same after a resumption", async () => {
    const folder = mkdtempSync(join(tmpdir(), "train-"));
    const path = join(folder, "state.safetensors");
    const dimension = wordClip("train").architecture.embed_dim;
    const requested: string[] = [];
    const readBatch = async (
      indices: readonly number[],
      epoch: number,
    ): Promise<Float32Array> => {
      for (const at of indices) requested.push(`${epoch} ${at}`);
      const rows = indices.map((at) => unitFeatures(1, dimension, `view ${epoch} ${at}`));
      return Float32Array.from(rows.flatMap((row) => [...row]));
    };
    try {
      const onState = (state: TrainState): void => {
        if (state.epoch === 2) writeTrainState(path, state);
      };
      const whole = await train(request({ readBatch, onState }));
      // 3 epochs of 2 full batches of 4 of the 10 images, no image twice in an epoch
      assert.equal(requested.length, 3 * 2 * 4);
      assert.equal(new Set(requested).size, requested.length);
      const last = requested.splice(0).filter((each) => each.startsWith("2 "));
      const resumed = await train(request({ readBatch, resume: readTrainState(path) }));
      assert.deepEqual(numbers(resumed), numbers(whole));
      assert.deepEqual(requested, last);
      assert.notDeepEqual(numbers(whole), numbers(await train(request())));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("goes on after any step, from a file, as if it had not stopped", async () => {
    const folder = mkdtempSync(join(tmpdir(), "train-"));
    try {
      for (const resample of ["step", "epoch"] as const) {
        // Ten images in batches of two: five steps an epoch.
        const all = (): Partial<TrainRequest> => ({
          options: { ...OPTIONS, batch: 2 },
          regularisers: [outlierWords(resample)],
        });
        const path = (steps: number): string => join(folder, `${resample}${steps}`);
        const whole = await train(
          request({
            ...all(),
            onStepState: (state) => {
              const made = state();
              if (made.epoch === 1) writeTrainState(path(made.within!.steps.length), made);
            },
          }),
        );
        for (const steps of [1, 4]) {
          const resume = readTrainState(path(steps));
          assert.equal(resume.updates, 5 + steps);
          const resumed = await train(request({ ...all(), resume }));
          assert.deepEqual(numbers(resumed), numbers(whole), `${resample} ${steps}`);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("hands over the step that it was stopped after", async () => {
    const controller = new AbortController();
    const states: TrainState[] = [];
    const running = train(
      request({
        signal: controller.signal,
        onState: (state) => states.push(state),
        onStep: (done) => {
          // The first of the second epoch's two steps.
          if (done === 2 + 1) controller.abort(new Error("told to"));
        },
      }),
    );
    await assert.rejects(running, /told to/);
    const last = states.at(-1)!;
    assert.deepEqual([last.epoch, last.within?.steps.length], [1, 1]);
    const resumed = await train(request({ resume: last }));
    assert.deepEqual(numbers(resumed), numbers(await train(request())));
  });

  it("stops when told to, and hands over the last finished epoch", async () => {
    const controller = new AbortController();
    const states: number[] = [];
    const running = train(
      request({
        signal: controller.signal,
        onState: ({ epoch }) => states.push(epoch),
        onEpoch: ({ epoch }) => {
          if (epoch === 1) controller.abort(new Error("told to"));
        },
      }),
    );
    await assert.rejects(running, /told to/);
    assert.deepEqual(states, [1, 1]);
  });

  it("leaves out a last batch that is not full, unless it is all there is", async () => {
    const one = { ...OPTIONS, epochs: 1 };
    const [whole, small] = [
      await train(request({ options: one })),
      await train(request({ options: { ...one, batch: 64 } })),
    ];
    // 10 images in batches of 4: accuracy is a multiple of 1/8; of 64: of 1/10
    assert.equal((whole.history[0]!.accuracy * 8) % 1, 0);
    assert.ok(
      Math.abs(
        Math.round(small.history[0]!.accuracy * 10) - small.history[0]!.accuracy * 10,
      ) < 1e-9,
    );
  });

  it("names images that do not fit their labels", async () => {
    await assert.rejects(
      train(request({ images: [new Float32Array(7)] })),
      /training images: expected views of 10 images, got 7 values/,
    );
    await assert.rejects(train(request({ labels: new Int32Array(0) })), /got none/);
  });
});
