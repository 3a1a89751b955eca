import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { applySals, rescaleToZeroShot } from "../../src/calibrators/sals";
import { startBackend } from "../../src/engine/backend";
import { tf } from "../../src/engine/tf";
import { predictFromProbabilities } from "../../src/metrics/probability/confidence";
import { softmax } from "../../src/metrics/probability/softmax";
import { randomNormal, seededRandom } from "../../src/random/random";
import { rescaled } from "../../src/regularisers/rescale";

const CLASSES = 5;
const drawn = (name: string, rows = 40) =>
  Float64Array.from(randomNormal(rows * CLASSES, 3, seededRandom("sals", name)));

describe("SaLS", () => {
  before(async () => void (await startBackend("cpu")));

  it("undoes what scales and moves the zero-shot logits", () => {
    const zeroShot = drawn("zero-shot");
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        (scale, shift) => {
          const tuned = zeroShot.map((z) => scale * z + shift);
          const back = rescaleToZeroShot(tuned, zeroShot, CLASSES);
          back.forEach((z, i) => assert.ok(Math.abs(z - zeroShot[i]!) < 1e-9));
        },
      ),
      { numRuns: 20 },
    );
    assert.deepEqual(
      applySals(zeroShot, zeroShot, CLASSES).map((p) => Number(p.toFixed(9))),
      softmax(zeroShot, CLASSES).map((p) => Number(p.toFixed(9))),
    );
  });

  it("gives each sample the range of its zero-shot logits, and keeps the prediction", () => {
    const [tuned, zeroShot] = [drawn("tuned"), drawn("other")];
    const out = rescaleToZeroShot(tuned, zeroShot, CLASSES);
    for (let from = 0; from < out.length; from += CLASSES) {
      const row = (values: Float64Array) => [...values.subarray(from, from + CLASSES)];
      for (const end of [Math.min, Math.max])
        assert.ok(Math.abs(end(...row(out)) - end(...row(zeroShot))) < 1e-9);
    }
    const labels = new Int32Array(40);
    const predicted = (p: Float64Array) => [...predictFromProbabilities(p, labels).correct];
    assert.deepEqual(
      predicted(applySals(tuned, zeroShot, CLASSES)),
      predicted(softmax(tuned, CLASSES)),
    );
  });

  it("is what the regulariser `rescale` does in training", () => {
    const [tuned, zeroShot] = [drawn("tuned"), drawn("other")];
    const tensor = (values: Float64Array) =>
      tf.tensor2d(Float32Array.from(values), [40, CLASSES]);
    const expected = rescaled(tensor(tuned), tensor(zeroShot)).dataSync();
    rescaleToZeroShot(tuned, zeroShot, CLASSES).forEach((z, i) =>
      assert.ok(Math.abs(z - expected[i]!) < 1e-4),
    );
  });

  it("keeps equal logits finite, and refuses logits of other samples", () => {
    const equal = rescaleToZeroShot(new Float64Array(3), Float64Array.of(1, 2, 3), 3);
    assert.deepEqual([...equal], [1, 1, 1]);
    assert.throws(
      () => rescaleToZeroShot(new Float64Array(6), new Float64Array(3), 3),
      /logits for SaLS: expected as many zero-shot logits, in rows of 3, got 6 and 3/,
    );
  });
});
