import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type BootstrapDistribution,
  type BootstrapUnit,
  type Resample,
  bootstrapDistribution,
  pairedBootstrap,
} from "../../src/numeric/bootstrap";
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

test("units of a cluster are drawn together, with the same seeds and samples where they have as many", () => {
  const units: readonly BootstrapUnit[] = [
    { seeds: 2, samples: [6, 3], cluster: "a" },
    { seeds: 2, samples: [6, 3], cluster: "a" },
    { seeds: 2, samples: [6, 4], cluster: "a" },
    { seeds: 2, samples: [5, 5], cluster: "b" },
  ];
  const seen: Resample[] = [];
  const statistic = (resample: Resample): readonly number[] => {
    seen.push(resample);
    return [0];
  };
  pairedBootstrap({ units, statistic, random: seededRandom("clusters"), resamples: 100 });
  const drawn = seen.slice(1).map((resample) => resample.map(({ unit }) => unit).join(""));
  // Two clusters in each resample, each whole.
  assert.deepEqual([...new Set(drawn)].sort(), ["012012", "0123", "3012", "33"]);
  for (const resample of seen.slice(1))
    resample.forEach(({ unit, seeds, counts }, k) => {
      if (unit !== 1) return;
      const before = resample[k - 1]!;
      assert.deepEqual([seeds, counts], [before.seeds, before.counts]);
      assert.equal(resample[k + 1]!.counts[1]!.length, 4);
    });
});

test("a test set told several times is no more data: its interval is that of one", () => {
  const random = seededRandom("told again");
  // Five units of one seed.
  const values = Array.from({ length: 5 }, () => [[...randomNormal(20, 1, random)]]);
  const one = values.map((_, unit) => ({ seeds: 1, samples: [20], cluster: `${unit}` }));
  const intervalOf = (units: readonly BootstrapUnit[], times: number) =>
    pairedBootstrap({
      units,
      statistic: (resample) => [
        weightedMean(Array.from({ length: times }, () => values).flat())(resample),
      ],
      random: seededRandom("draws"),
      resamples: 300,
    })[0]!;
  const [once, thrice] = [intervalOf(one, 1), intervalOf([...one, ...one, ...one], 3)];
  for (const key of ["effect", "low", "high", "standardError"] as const)
    assert.ok(Math.abs(once[key] - thrice[key]) < 1e-12, key);
  const apart = intervalOf(
    [...one, ...one, ...one].map(({ seeds, samples }) => ({ seeds, samples })),
    3,
  );
  // As if there were three times as many: 1 / sqrt(3) of the width.
  const ratio = (apart.high - apart.low) / (once.high - once.low);
  assert.ok(Math.abs(ratio - 1 / Math.sqrt(3)) < 0.1, `${ratio}`);
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
  const [result] = pairedBootstrap({
    units: [{ seeds: 1, samples: [n] }],
    statistic: (resample) => [weightedMean([[values]])(resample)],
    random: seededRandom("theory"),
    resamples: 4000,
  });
  const half = (1.96 * sd) / Math.sqrt(n);
  assert.ok(Math.abs(result!.low - (mean - half)) < 0.15 * half);
  assert.ok(Math.abs(result!.high - (mean + half)) < 0.15 * half);
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

test("all resamples above the effect: centred, the interval is the effect", () => {
  let calls = 0;
  const [result] = pairedBootstrap({
    units: design,
    statistic: () => [calls++ === 0 ? 0 : 1],
    random: seededRandom("one side"),
    resamples: 20,
  });
  assert.deepEqual([result!.effect, result!.low, result!.high], [0, 0, 0]);
});

test("a p-value tells at which levels the interval leaves the null value out", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6].map((x) => [[x, x + 1, x - 2]]);
  const nulls = [0, 1.5, 2, 3.4, 6];
  const run = (level: number) =>
    pairedBootstrap({
      units: values.map(() => ({ seeds: 1, samples: [3] })),
      statistic: (r) => nulls.map(() => weightedMean(values)(r)),
      random: seededRandom("p-values"),
      resamples: 400,
      level,
      nulls,
    });
  for (const level of [0.5, 0.8, 0.9, 0.95, 0.99]) {
    run(level).forEach(({ low, high, pValue }, k) => {
      const leftOut = nulls[k]! < low || nulls[k]! > high;
      assert.equal(leftOut, pValue < 1 - level, `${nulls[k]} at ${level}: ${pValue}`);
    });
  }
  // Beyond all resamples: 2 / (R + 1). At the effect itself about 1.
  assert.equal(run(0.95)[0]!.pValue, 2 / 401);
  assert.ok(run(0.95)[3]!.pValue > 0.85);
});

test("an effect that no resample moves has a p-value of 1 at itself", () => {
  const [same, other] = pairedBootstrap({
    units: design,
    statistic: () => [0.25, 0.25],
    random: seededRandom("constant"),
    resamples: 50,
    nulls: [0.25, 0.2],
  });
  assert.equal(same!.pValue, 1);
  assert.equal(other!.pValue, 2 / 51);
});

test("no units, no seeds, unlike pools, wrong options and statistics that are not numbers are named", () => {
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
  assert.throws(() => run([{ seeds: 1, samples: [-1] }]), /pools of \[-1\] \(unit 0\)/);
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
  assert.throws(() => run(design, 0, { level: 95 }), /level in \(0, 1\), got 95/);
  let calls = 0;
  assert.throws(
    () => run(design, 0, { statistic: () => new Float64Array(++calls) }),
    /expected 1 effects each time, got 2/,
  );
});

test("centred intervals are percentiles moved by the bias, so that they hold a biased effect", () => {
  const values = [[[3, -2, 1, -1.5, -0.4, 0.1]]];
  const mean = weightedMean(values);
  const options = () => ({
    units: [{ seeds: 1, samples: [6] }],
    // |mean| grows under resampling where the mean is near 0, as the ECE of a calibrated method does.
    statistic: (resample: Resample) => [Math.abs(mean(resample))],
    random: seededRandom("centred"),
    resamples: 300,
  });
  const [centred] = pairedBootstrap(options());
  const [{ sorted, effect }] = bootstrapDistribution(options()) as [BootstrapDistribution];
  const bias = sorted.reduce((a, b) => a + b) / 300 - effect;
  assert.ok(bias > 0.1 && effect === centred!.effect);
  assert.ok(Math.abs(centred!.low - (quantileSorted(sorted, 0.025) - bias)) < 1e-12);
  assert.ok(Math.abs(centred!.high - (quantileSorted(sorted, 0.975) - bias)) < 1e-12);
  assert.ok(centred!.low < effect && effect < centred!.high);
});
