import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { startBackend } from "../../../src/engine/backend";
import { tf, type Tensor } from "../../../src/engine/tf";
import { startWebGpu } from "../../../src/engine/webgpu/webgpu";
import { seededRandom } from "../../../src/random/random";
import { makeTuner } from "../../../src/methods/make-tuner";
import { coop } from "../../../src/methods/text/coop";
import { measureStep } from "../../../src/training/step";
import {
  CLASSES,
  TEMPLATE,
  TOKENIZER,
  unitFeatures,
  wordClip,
} from "../../methods/word-clip";

void (async () => {
  const { started, explanation } = await startWebGpu();

  describe("WebGPU", { skip: !started && explanation }, () => {
    before(() => startBackend("webgpu"));

    it("names the adapter that computes", () => {
      assert.match(explanation, /^WebGPU by Dawn on \S/);
    });

    it("reads a result at once, as often as one likes, and in a promise too", async () => {
      const rows = tf.tensor2d([1, 2, 3, 4], [2, 2]);
      const product = (): Tensor => tf.matMul(rows, rows);
      assert.deepEqual([...product().dataSync()], [7, 10, 15, 22]);
      const [again, later] = [product(), tf.sum(product())];
      const promised = again.data();
      // While one transfer waits for the event loop, another is read without it.
      assert.equal(later.dataSync()[0], 7 + 10 + 15 + 22);
      assert.deepEqual([...(await promised)], [7, 10, 15, 22]);
      assert.deepEqual([...tf.cast(tf.argMax(product(), 1), "int32").dataSync()], [1, 1]);
    });

    it("adds more tensors than a program has buffers, and keeps the sum alone", () => {
      const addends = Array.from({ length: 80 }, (_, i) => tf.tensor1d([i, 1]));
      const before = tf.memory().numTensors;
      const total = tf.addN(addends);
      assert.deepEqual([...total.dataSync()], [(79 * 80) / 2, 80]);
      assert.equal(tf.memory().numTensors, before + 1);
      assert.deepEqual([...tf.addN(addends.slice(0, 2)).dataSync()], [1, 2]);
    });

    it("uploads numbers and truths, also into buffers of tensors that are gone", () => {
      const squares: Tensor[] = [];
      // No command is submitted between two of them: each upload has to leave the one before alone.
      for (const value of [1, 2, 3, 4]) {
        const uploaded = tf.tensor1d([value, -value]);
        squares.push(tf.square(uploaded));
        uploaded.dispose();
      }
      const found = squares.map((square) => [...square.dataSync()]);
      assert.deepEqual(
        found,
        [1, 4, 9, 16].map((square) => [square, square]),
      );
      const where = tf.where(
        tf.tensor1d([true, false], "bool"),
        tf.ones([2]),
        tf.zeros([2]),
      );
      assert.deepEqual([...where.dataSync()], [1, 0]);
      const integers = tf.gather(tf.tensor1d([5, 6, 7]), tf.tensor1d([2, 0], "int32"));
      assert.deepEqual([...integers.dataSync()], [7, 5]);
    });

    it("spreads the gradient of a sum over what was summed", () => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      // d/dx of (sum of each row)^2, added up, is twice the row's sum: 2 * 6 and 2 * 15.
      for (const keep of [true, false]) {
        const gradient = tf.grad((rows: Tensor) =>
          tf.sum(tf.square(tf.sum(rows, 1, keep))),
        );
        assert.deepEqual([...gradient(x).dataSync()], [12, 12, 12, 30, 30, 30]);
      }
    });

    it("leaves setImmediate as it was to everybody else", async () => {
      assert.equal(await setImmediate("value"), "value");
      await new Promise<void>((resolve) => void globalThis.setImmediate(resolve));
      const bound = function (this: { called: boolean }): void {
        this.called = true;
      };
      const state = { called: false };
      globalThis.setImmediate(bound.bind(state));
      tf.square(2).dataSync();
      assert.equal(state.called, false);
      await setImmediate();
      assert.equal(state.called, true);
    });

    it("takes a step of CoOp that has the processor's loss and gradient", async () => {
      const step = async (backend: string): Promise<ReturnType<typeof measureStep>> => {
        await startBackend(backend);
        const model = wordClip("webgpu");
        const setting = {
          model,
          tokenizer: TOKENIZER,
          classNames: CLASSES,
          template: TEMPLATE,
        };
        const options = { n_ctx: 2, ctx_init: null, ctx_std: 0.5 };
        const tuner = makeTuner(coop, setting, options);
        const dimension = model.architecture.embed_dim;
        const images = tf.tensor2d(unitFeatures(4, dimension, "w"), [4, dimension]);
        const batch = { images, labels: Int32Array.of(0, 1, 2, 3) };
        return measureStep(tuner, tuner.init(seededRandom("start")), batch, []);
      };
      const [expected, got] = [await step("cpu"), await step("webgpu")];
      assert.ok(Math.abs(got.loss - expected.loss) < 1e-4);
      for (const [name, gradient] of Object.entries(expected.gradients)) {
        const max = Math.max(...gradient.map(Math.abs));
        gradient.forEach((value, i) => {
          assert.ok(Math.abs(got.gradients[name]![i]! - value) < 1e-4 * max, name);
        });
      }
    });
  });
})();
