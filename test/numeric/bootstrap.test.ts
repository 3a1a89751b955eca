import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type BootstrapUnit,
  type Resample,
  pairedBootstrap,
} from "../../src/numeric/bootstrap";
import { normalCdf, normalQuantile } from "../../src/numeric/normal";
import { quantileSorted } from "../../src/numeric/quantile";
import { randomNormal, seededRandom } from "../../src/random/random";

const design: readonly BootstrapUnit[] = [
  { seeds: 3, samples: [5, 2] },
  { seeds: 3, samples: [4, 7] },
  { seeds: 3, samples: [1, 1] },
];

/** Mean over units, seeds and samples of one number per sample, [unit][seed][sample]. */
function weightedMean(values: readonly (readonly (readonly number[])[])[], pool = 0) {
  return (resample: Resample): number => {
    let [sum, n] = [0, 0];
    for (const { unit, seeds, counts } of resample) {
      for (const seed of seeds) {
        counts[pool]!.forEach((count, i) => {
          sum += count * values[unit]![seed]![i]!;
          n += count;
        });
      }
    }
    return sum / n;
  };
}

test("every resample draws as many units, seeds and samples as there are", () => {
  const seen: Resample[] = [];
  pairedBootstrap({
    units: design,
    statistic: (resample) => {
      seen.push(resample);
      return [0];
    },
    random: seededRandom("draws"),
    resamples: 200,
    interval: "percentile",
  });
  assert.equal(seen.length, 1 + 200);
  for (const [index, resample] of seen.entries()) {
    assert.equal(resample.length, 3);
    for (const { unit, seeds, counts } of resample) {
      assert.equal(seeds.length, design[unit]!.seeds);
      assert.ok(seeds.every((seed) => seed >= 0 && seed < 3));
      counts.forEach((pool, k) => {
        assert.equal(pool.length, design[unit]!.samples[k]);
        assert.equal(
          pool.reduce((a, b) => a + b),
          pool.length,
        );
        if (index === 0) assert.ok(pool.every((count) => count === 1));
      });
    }
  }
  const units = seen.slice(1).flatMap((resample) => resample.map(({ unit }) => unit));
  // 600 draws of 3 units: 200 each, standard deviation sqrt(600 * 1/3 * 2/3) = 11.5
  for (const unit of [0, 1, 2]) {
    assert.ok(Math.abs(units.filter((u) => u === unit).length - 200) < 5 * 11.5);
  }
});

test("the effect is the statistic of the data; equal random streams give equal intervals", () => {
  const values = design.map(({ samples }, unit) =>
    [0, 1, 2].map((seed) => Array.from({ length: samples[0]! }, (_, i) => unit + seed * i)),
  );
  const run = () =>
    pairedBootstrap({
      units: design,
      statistic: (resample) => [weightedMean(values)(resample)],
      random: seededRandom("same"),
      resamples: 100,
    });
  const flat = values.flat(2);
  assert.ok(
    Math.abs(run()[0]!.effect - flat.reduce((a, b) => a + b) / flat.length) < 1e-12,
  );
  assert.deepEqual(run(), run());
});

test("two methods with the same outcomes differ by exactly 0: the draws are paired", () => {
  const values = design.map(({ samples }) =>
    [0, 1, 2].map(() => [...randomNormal(samples[0]!, 1, seededRandom("values"))]),
  );
  const [difference] = pairedBootstrap({
    units: design,
    statistic: (r) => [weightedMean(values)(r) - weightedMean(values)(r)],
    random: seededRandom("pairs"),
  });
  assert.deepEqual([difference!.effect, difference!.low, difference!.high], [0, 0, 0]);
});

test("one data set and one seed: the interval of a mean is effect ± 1.96 sd / sqrt(n)", () => {
  const n = 400;
  const values = [...randomNormal(n, 1, seededRandom("sample"))];
  const mean = values.reduce((a, b) => a + b) / n;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
  for (const interval of ["percentile", "bca"] as const) {
    const [result] = pairedBootstrap({
      units: [{ seeds: 1, samples: [n] }],
      statistic: (resample) => [weightedMean([[values]])(resample)],
      random: seededRandom("theory"),
      resamples: 4000,
      interval,
    });
    const half = (1.96 * sd) / Math.sqrt(n);
    assert.ok(Math.abs(result!.low - (mean - half)) < 0.15 * half);
    assert.ok(Math.abs(result!.high - (mean + half)) < 0.15 * half);
  }
});

test("the spread between data sets widens the interval", () => {
  const widths = [0, 2].map((between) => {
    const values = Array.from({ length: 8 }, (_, unit) => [
      [...randomNormal(50, 1, seededRandom("within", unit))].map(
        (x) => x + (unit % 2 ? between : -between),
      ),
    ]);
    const [result] = pairedBootstrap({
      units: values.map(() => ({ seeds: 1, samples: [50] })),
      statistic: (resample) => [weightedMean(values)(resample)],
      random: seededRandom("levels"),
      resamples: 500,
    });
    return result!.high - result!.low;
  });
  assert.ok(widths[1]! > 3 * widths[0]!);
});

test("BCa follows Efron and Tibshirani 1993, equations 14.9 to 14.15", () => {
  const values = Array.from({ length: 6 }, (_, unit) => [[unit ** 3, unit, 1]]);
  const calls: number[] = [];
  const resamples = 300;
  const [result] = pairedBootstrap({
    units: values.map(() => ({ seeds: 1, samples: [3] })),
    statistic: (resample) => {
      calls.push(Math.sqrt(weightedMean(values)(resample)));
      return [calls.at(-1)!];
    },
    random: seededRandom("bca"),
    resamples,
    level: 0.9,
  });
  const effect = calls[0]!;
  const drawn = Float64Array.from(calls.slice(1, 1 + resamples)).sort();
  const left = calls.slice(1 + resamples);
  assert.equal(left.length, 6);
  const z0 = normalQuantile(
    (drawn.filter((x) => x < effect).length +
      drawn.filter((x) => x === effect).length / 2) /
      resamples,
  );
  const mean = left.reduce((a, b) => a + b) / left.length;
  const power = (k: number) => left.reduce((sum, x) => sum + (mean - x) ** k, 0);
  const a = power(3) / (6 * power(2) ** 1.5);
  const share = (alpha: number) => {
    const z = z0 + normalQuantile(alpha);
    return normalCdf(z0 + z / (1 - a * z));
  };
  assert.ok(Math.abs(a) > 0.01 && Math.abs(z0) > 0.01, "the example is not symmetric");
  assert.equal(result!.low, quantileSorted(drawn, share((1 - 0.9) / 2)));
  assert.equal(result!.high, quantileSorted(drawn, share((1 + 0.9) / 2)));
});

test("shifting and stretching the effects shifts and stretches the intervals", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 6 }),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      (numbers, shift, stretch) => {
        const values = numbers.map((x) => [[x, x + 1]]);
        const [plain, moved] = pairedBootstrap({
          units: values.map(() => ({ seeds: 1, samples: [2] })),
          statistic: (r) => {
            const mean = weightedMean(values)(r);
            return [mean, shift + stretch * mean];
          },
          random: seededRandom("affine"),
          resamples: 50,
        });
        assert.ok(plain!.low <= plain!.high);
        for (const key of ["effect", "low", "high"] as const) {
          assert.ok(Math.abs(moved![key] - (shift + stretch * plain![key])) < 1e-9);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("all resamples above the effect: the interval stays finite", () => {
  let calls = 0;
  const [result] = pairedBootstrap({
    units: design,
    statistic: () => [calls++ === 0 ? 0 : 1],
    random: seededRandom("one side"),
    resamples: 20,
  });
  assert.deepEqual([result!.effect, result!.low, result!.high], [0, 1, 1]);
});

test("no units, empty pools, wrong options and statistics that are not numbers are named", () => {
  const run = (units: readonly BootstrapUnit[], value = 0, extra = {}) =>
    pairedBootstrap({
      units,
      statistic: () => [value],
      random: seededRandom("bad"),
      resamples: 2,
      ...extra,
    });
  assert.throws(() => run([]), /at least one unit, got none/);
  assert.throws(() => run([{ seeds: 0, samples: [3] }]), /got 0 seeds .* \(unit 0\)/);
  assert.throws(() => run([{ seeds: 1, samples: [0] }]), /pools of \[0\] \(unit 0\)/);
  assert.throws(
    () =>
      run([
        { seeds: 1, samples: [1] },
        { seeds: 1, samples: [1, 1] },
      ]),
    /pools of \[1, 1\] \(unit 1\)/,
  );
  assert.throws(() => run(design, NaN), /finite numbers, got NaN for effect 0/);
  assert.throws(() => run(design, 0, { resamples: 0 }), /at least 1 resample/);
  assert.throws(() => run(design, 0, { level: 95 }), /got 2 and 95/);
  assert.throws(() => run(design, 0, { interval: "bc" }), /did you mean "bca"/);
  let calls = 0;
  assert.throws(
    () => run(design, 0, { statistic: () => new Float64Array(++calls) }),
    /expected 1 effects each time, got 2/,
  );
});

test("centred intervals are percentiles moved by the bias, so that they hold a biased effect", () => {
  const values = [[[3, -2, 1, -1.5, -0.4, 0.1]]];
  const mean = weightedMean(values);
  // |mean| grows under resampling where the mean is near 0, as the ECE of a calibrated method does.
  const resampled: number[] = [];
  const interval = (kind: "percentile" | "centred") =>
    pairedBootstrap({
      units: [{ seeds: 1, samples: [6] }],
      statistic: (resample) => {
        const value = Math.abs(mean(resample));
        resampled.push(value);
        return [value];
      },
      random: seededRandom("centred"),
      resamples: 300,
      interval: kind,
    })[0]!;
  const percentile = interval("percentile");
  const average = resampled.slice(1).reduce((a, b) => a + b) / 300;
  const centred = interval("centred");
  const bias = average - centred.effect;
  assert.ok(bias > 0.1);
  assert.ok(Math.abs(centred.low - (percentile.low - bias)) < 1e-12);
  assert.ok(Math.abs(centred.high - (percentile.high - bias)) < 1e-12);
  assert.ok(centred.low < centred.effect && centred.effect < centred.high);
});
