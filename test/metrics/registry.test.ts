import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { binSettings } from "../../src/metrics/binned/bins";
import { defineMetric } from "../../src/metrics/definition/define-metric";
import { evaluatePredictions } from "../../src/metrics/evaluate";
import { metricInput } from "../../src/metrics/prediction-set";
import { metricOf, registerMetric, registeredMetrics } from "../../src/metrics/registry";
import { seededRandom } from "../../src/random/random";
import { near } from "./helpers";
import { drawPredictions } from "./without-groups";

const { probabilities, labels } = drawPredictions(300);
const predictions = { kind: "probabilities", values: probabilities, labels } as const;

describe("registered metrics", () => {
  it("have different keys, all in snake_case, and a range that is not empty", () => {
    const keys = registeredMetrics().map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
    for (const { key, range, title, summary } of registeredMetrics()) {
      assert.match(key, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      assert.ok(range[0] < range[1] && title !== "", key);
      assert.match(summary, /^[A-Z].*\.$/, key);
    }
  });

  it("are evaluated to the value that their own definition computes, within their range", () => {
    const settings = binSettings({ bins: 7 });
    const options = { ...settings, random: seededRandom("registry"), resamples: 20 };
    const { metrics, input } = evaluatePredictions(predictions, options);
    assert.ok(Object.keys(metrics).length >= 20);
    for (const [key, { value, interval }] of Object.entries(metrics)) {
      const { compute, range, interval: method } = metricOf(key);
      near(value, compute(input, settings));
      assert.ok(range[0] <= value && value <= range[1], key);
      if (method.kind === "none") assert.equal(interval, undefined, key);
      else assert.ok(interval![0] <= interval![1], key);
    }
  });

  it("that lack a field of the input are left out, and say which if they are asked", () => {
    const { confidence, correct } = metricInput(predictions);
    const options = { random: seededRandom("registry"), resamples: 5 };
    const { metrics } = evaluatePredictions(predictions, options);
    for (const key of ["fd", "piece"]) assert.ok(!(key in metrics), key);
    assert.throws(
      () => metricOf("nll").compute({ confidence, correct }, binSettings()),
      /metric nll: expected predictions with probabilities, labels, got .* without probab/,
    );
  });

  it("are found by key; a slip gets the nearest one", () => {
    assert.equal(metricOf("ece").title, "ECE");
    assert.throws(() => metricOf("eec"), /unknown metric "eec"; did you mean "ece"/);
  });
});

describe("a user's metric", () => {
  const share = (key: string) =>
    defineMetric({
      key,
      title: "sure",
      summary: "Share of samples with a confidence above one half.",
      unit: "percent",
      better: "neither",
      range: [0, 1],
      compute: ({ confidence }) =>
        confidence.reduce((sum, c) => sum + (c > 0.5 ? 1 : 0), 0) / confidence.length,
    });

  it("is evaluated with an interval once it is registered", () => {
    registerMetric(share("share_above_half"));
    const { metrics, input } = evaluatePredictions(predictions, {
      random: seededRandom("own"),
      resamples: 5,
    });
    const { value, interval } = metrics["share_above_half"]!;
    const expected = input.confidence.filter((c) => c > 0.5).length / 300;
    near(value, expected);
    // The jackknife of a share is close to its normal interval.
    const reach = 1.96 * Math.sqrt((expected * (1 - expected)) / 300);
    near(interval![0], expected - reach, 0.4 * reach);
    near(interval![1], Math.min(1, expected + reach), 0.4 * reach);
  });

  it("takes the place of an earlier one with the same key, but not of promptcal's own", () => {
    const again = { ...share("share_above_half"), title: "above half" };
    registerMetric(again);
    assert.equal(metricOf("share_above_half"), again);
    const own = registeredMetrics().filter(({ key }) => key === "share_above_half");
    assert.equal(own.length, 1);
    assert.throws(() => registerMetric(share("ece")), /one that is not built in, got ece/);
    assert.throws(() => registerMetric(share("MyMetric")), /lower-case .* got MyMetric/);
    assert.equal(metricOf("ece").title, "ECE");
  });

  it("that needs scores of all classes is computed without each group of rows", () => {
    const own = defineMetric({
      key: "mean_of_true_class",
      title: "true class",
      summary: "Mean probability of the true class.",
      unit: "percent",
      better: "higher",
      needs: ["probabilities", "labels"],
      compute: (input) => {
        const classes = input.probabilities.length / input.labels.length;
        const sum = input.labels.reduce(
          (total, label, i) => total + input.probabilities[i * classes + label]!,
          0,
        );
        return sum / input.labels.length;
      },
    });
    assert.ok(own.interval.kind === "groups");
    // Two samples of two classes: without the first, the second's 0.9; without the second, 0.6.
    const input = metricInput({
      kind: "probabilities",
      values: Float64Array.of(0.6, 0.4, 0.1, 0.9),
      labels: Int32Array.of(0, 1),
    });
    const groups = { of: Int32Array.of(0, 1), count: 2 };
    const values = own.interval.values(input, binSettings(), groups);
    assert.deepEqual([...values], [(0.6 + 0.9) / 2, 0.9, 0.6]);
  });
});
