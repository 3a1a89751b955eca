import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { accuracy } from "../../../src/metrics/accuracy";
import type { CalibrationInput } from "../../../src/metrics/calibration-input";
import { ece } from "../../../src/metrics/binned/ece";
import { resampledCalibration } from "../../../src/metrics/binned/resampled-calibration";
import { pendingResamples } from "../../../src/numeric/resamples";
import { seededRandom } from "../../../src/random/random";
import { signedGap } from "../../../src/metrics/signed-gap";
import type { UnitDraw } from "../../../src/numeric/bootstrap";
import { anyInput, samples } from "../helpers";

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
}

const draw = (unit: number, seeds: number[], counts: number[]): UnitDraw => ({
  unit,
  seeds: Int32Array.from(seeds),
  counts: [Int32Array.from(counts)],
});
function only<T>([first, ...others]: readonly T[]): T {
  assert.deepEqual(others, []);
  return first!;
}
const once = (input: CalibrationInput) => Array.from(input.correct, () => 1);

test("drawn once: the plain metrics, their mean, and those of the concatenated samples", () => {
  fc.assert(
    fc.property(
      anyInput,
      anyInput,
      fc.constantFrom("paper" as const, "textbook" as const),
      (a, b, rule) => {
        const both = {
          confidence: Float64Array.of(...a.confidence, ...b.confidence),
          correct: Uint8Array.of(...a.correct, ...b.correct),
        };
        const resampled = resampledCalibration([[a], [b]], 0, { rule });
        const { pooled, datasetMean } = only(
          resampled([[draw(0, [0], once(a)), draw(1, [0], once(b))]]),
        );
        near(pooled.ece, ece(both, { rule }).value);
        near(pooled.gap, signedGap(both).value);
        near(pooled.accuracy, accuracy(both).value);
        near(datasetMean.ece, (ece(a, { rule }).value + ece(b, { rule }).value) / 2);
        near(datasetMean.gap, (signedGap(a).value + signedGap(b).value) / 2);
        near(datasetMean.accuracy, (accuracy(a).value + accuracy(b).value) / 2);
      },
    ),
  );
});

test("a sample drawn k times counts k times, one drawn 0 times not at all", () => {
  fc.assert(
    fc.property(anyInput, fc.array(fc.nat(3)), (input, raw) => {
      const counts = Array.from(input.correct, (_, i) => raw[i] ?? 1);
      fc.pre(counts.some((count) => count > 0));
      const repeated = counts.flatMap((count, i) =>
        Array.from(
          { length: count },
          () => [input.confidence[i]!, input.correct[i] as 0 | 1] as const,
        ),
      );
      const expected = ece(samples(...repeated)).value;
      const resampled = resampledCalibration([[input]], 0);
      const { pooled, datasetMean } = only(resampled([[draw(0, [0], counts)]]));
      near(pooled.ece, expected);
      near(datasetMean.ece, expected);
    }),
  );
});

test("pooled, data sets cancel; their mean does not; seeds never cancel", () => {
  // One bin: data set 0 is overconfident by 0.2, data set 1 underconfident by 0.3, with both seeds.
  const over = samples([0.7, 1], [0.7, 0]);
  const under = samples([0.2, 1], [0.2, 0]);
  const cells = [
    [over, over],
    [under, under],
  ];
  const whole = [draw(0, [0, 1], [1, 1]), draw(1, [0, 1], [1, 1])];
  const { pooled, datasetMean } = only(
    resampledCalibration(cells, 0, { bins: 1 })([whole]),
  );
  near(datasetMean.ece, (0.2 + 0.3) / 2);
  near(pooled.ece, Math.abs(0.2 - 0.3) / 2);
  near(datasetMean.gap, (0.2 - 0.3) / 2);
  // Seed 0 is overconfident by 0.2 on both data sets, seed 1 underconfident by 0.3.
  const seeds = [
    [over, under],
    [over, under],
  ];
  const apart = only(resampledCalibration(seeds, 0, { bins: 1 })([whole]));
  near(apart.pooled.ece, (0.2 + 0.3) / 2);
});

test("data sets of unlike size weigh the same in their mean, and by their samples when pooled", () => {
  const small = samples([0.9, 1]);
  const large = samples([0.9, 0], [0.9, 0], [0.9, 0]);
  const resampled = resampledCalibration([[small], [large]], 0);
  const { pooled, datasetMean } = only(
    resampled([[draw(0, [0], [1]), draw(1, [0], [1, 1, 1])]]),
  );
  near(datasetMean.accuracy, (1 + 0) / 2);
  near(pooled.accuracy, 1 / 4);
});

test("several resamples at a time: each as it is alone, to the last bit", () => {
  const random = seededRandom("several");
  const sizes = [40, 25, 60];
  const cells = sizes.map((size) =>
    Array.from({ length: 3 }, () => ({
      confidence: Float64Array.from({ length: size }, () => random()),
      correct: Uint8Array.from({ length: size }, () => (random() < 0.5 ? 1 : 0)),
    })),
  );
  const units = sizes.map((size) => ({ seeds: 3, samples: [size] }));
  const pending = pendingResamples(units, random, 20);
  const { resamples } = pending(0).batch();
  // Some draw a unit twice, or one of its seeds.
  const repeats = (drawn: readonly number[]) => new Set(drawn).size < drawn.length;
  assert.ok(resamples.some((drawn) => repeats(drawn.map(({ unit }) => unit))));
  assert.ok(resamples.some((drawn) => drawn.some(({ seeds }) => repeats([...seeds]))));
  const calibration = resampledCalibration(cells, 0);
  assert.deepEqual(
    calibration(resamples),
    resamples.map((resample) => only(calibration([resample]))),
  );
});

test("confidences are checked once, before any resample", () => {
  assert.throws(() => resampledCalibration([[samples([2, 1])]], 0), /\[0, 1\], got 2/);
});
