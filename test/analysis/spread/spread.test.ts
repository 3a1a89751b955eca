import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunToEvaluate } from "../../../src/analysis/runs/evaluate-runs";
import { onSampleOf } from "../../../src/analysis/spread/on-sample";
import {
  spreadCorrelation,
  spreadDifference,
} from "../../../src/analysis/spread/spread-correlation";
import {
  SPREAD_QUANTITIES,
  spreadPoints,
  type SpreadPoint,
  type SpreadValues,
} from "../../../src/analysis/spread/spread-points";
import { spreadVerdicts } from "../../../src/analysis/spread/spread-statements";
import type { ClassSetPredictions } from "../../../src/experiments/run/predictions";
import { testSample } from "../../../src/experiments/run/test-sample";
import { spreadPanels } from "../../../src/report/figures/spread-panels";
import { spreadFinding } from "../../../src/report/spread/spread-finding";
import { spreadVerdictTable } from "../../../src/report/spread/verdict-table";

const near = (got: number, want: number): void =>
  assert.ok(Math.abs(got - want) < 1e-6, `${got} is not ${want}`);
const options = { resamples: 200 };

/** Predictions of two classes; the first image's label is 0, and so on in turn. */
function predictions(
  firsts: readonly number[],
  angle: number,
  more: Partial<ClassSetPredictions> = {},
): ClassSetPredictions {
  return {
    classNames: ["a", "b"],
    labels: Int32Array.from(firsts, (_, i) => i % 2),
    logits: Float32Array.from(
      firsts.flatMap((p) => [p, 1 - p]),
      Math.log,
    ),
    textFeatures: Float32Array.of(1, 0, Math.cos(angle), Math.sin(angle)),
    zeroShotTextFeatures: Float32Array.of(1, 0, 0, 1),
    ...more,
  };
}

function run(method: string, dataset: string, own: ClassSetPredictions): RunToEvaluate {
  const spec = { dataset, seed: 1 };
  return {
    id: `${method} ${dataset}`,
    method,
    spec,
    predictions: { base: own, new: own },
  };
}

test("points are changes against zero-shot, on the images that the method was tested on", () => {
  const firsts = [0.9, 0.4, 0.6, 0.2, 0.7, 0.3];
  const whole = run("zeroshot", "colours", predictions(firsts, Math.PI / 3));
  const sample = testSample(6, 2, "colours", 1);
  const of = (values: ArrayLike<number>) => Array.from(sample, (i) => values[i]!);
  const measures = {
    fd: Float32Array.of(1, 1.5),
    centroid_spread: Float32Array.of(0.5, 0.5),
    largest_cosine: Float32Array.of(0.2, 0.4),
    confidence_bound: Float32Array.of(0.95, 0.95),
  };
  const tuned = run("tpt", "colours", {
    ...predictions([0.8, 0.8], Math.PI / 2),
    labels: Int32Array.from(of(whole.predictions.base.labels)),
    ofImages: measures,
  });
  const restricted = onSampleOf(whole, tuned).predictions.new;
  assert.deepEqual(Array.from(restricted.labels), Array.from(tuned.predictions.new.labels));
  const [point] = spreadPoints([whole, tuned], { scale: 1 });
  assert.ok(point!.atTest);
  assert.deepEqual([point!.images, point!.classes], [2, 2]);
  // FD of two features is their distance; at 60 degrees it is 1.
  near(point!.value.fd, (1 + 1.5) / 2);
  near(point!.change.fd, 1.25 - 1);
  near(point!.change.largest_cosine, 0.3 - 0.5);
  const before = of(firsts.map((p) => Math.max(p, 1 - p)));
  near(point!.change.confidence, 0.8 - (before[0]! + before[1]!) / 2);
  near(point!.value.confidence_bound, 0.95);
});

test("a run on other images is not taken for one on a sample", () => {
  const whole = run("zeroshot", "colours", predictions([0.9, 0.4, 0.6, 0.2], 1));
  const labels = Int32Array.of(1, 1, 1, 1);
  const other = run("tpt", "colours", predictions([0.9, 0.4, 0.6, 0.2], 1, { labels }));
  assert.throws(
    () => onSampleOf(whole, other),
    /expected those of run tpt colours, or more/,
  );
});

/** A point with given changes, others 0. */
function point(
  method: string,
  dataset: string,
  change: Partial<SpreadValues>,
  more: Partial<SpreadPoint> = {},
): SpreadPoint {
  const zeros = Object.fromEntries(
    SPREAD_QUANTITIES.map((key) => [key, 0]),
  ) as SpreadValues;
  return {
    ...{
      dataset,
      method,
      title: method,
      classSet: "new",
      atTest: method.startsWith("tpt"),
    },
    ...{
      value: { ...zeros, confidence: 0.5, confidence_bound: 0.9 },
      classes: 4,
      images: 9,
    },
    change: { ...zeros, ...change },
    ...more,
  };
}

/** Gap follows FD exactly at the same accuracy, and accuracy goes the other way. */
const DATASETS = ["a", "b", "c", "d"];
const points = DATASETS.flatMap((dataset, i) => [
  point("coop", dataset, {
    fd: 0.3 + 0.01 * i,
    accuracy: -0.1 + 0.02 * i,
    gap: 0.3 - 0.01 * i,
    ece: 0.2,
  }),
  point("coop+dor", dataset, {
    fd: 0.1 - 0.01 * i,
    accuracy: 0,
    gap: 0.1 - 0.01 * i,
    ece: 0.05 + 0.01 * i,
  }),
  point("tpt", dataset, { fd: 0.01, gap: 0.05 + 0.01 * i, ece: 0.03 }),
  point("tpt+dispersion", dataset, { fd: 0.05, gap: 0.02, ece: 0.01 + 0.01 * i }),
]);

test("a difference of two methods is the mean over data sets, with an interval around it", () => {
  const found = spreadDifference(points, "ece", "coop+dor", "coop", options)!;
  // 0.05 - 0.2, rising by 0.01: -0.15, -0.14, -0.13, -0.12.
  near(found.effect, -0.135);
  assert.ok(found.low < found.effect && found.effect < found.high && found.high < -0.11);
  assert.equal(found.datasets, 4);
  assert.equal(spreadDifference(points, "ece", "coop", "kgcoop", options), undefined);
});

test("the correlation given accuracy is that of the lines' residuals, over data sets drawn whole", () => {
  const exact = DATASETS.flatMap((dataset, i) =>
    [0, 1, 2].map((k) =>
      // gap = fd - 2 accuracy: at the same accuracy they rise together, all in all they do not.
      point(`m${k}`, dataset, { fd: k + 0.1 * i, accuracy: k, gap: k + 0.1 * i - 2 * k }),
    ),
  );
  const request = { x: "fd", y: "gap" } as const;
  assert.ok(spreadCorrelation(exact, request, options)!.effect < 0);
  const given = spreadCorrelation(exact, { ...request, given: "accuracy" }, options)!;
  near(given.effect, 1);
  assert.deepEqual([given.points, given.datasets], [12, 4]);
  assert.equal(spreadCorrelation(exact.slice(0, 3), request, options), undefined);
});

test("a statement holds, fails or is undecided by its interval; without runs it says so", () => {
  const verdicts = spreadVerdicts(points, options);
  const of = (statement: string) =>
    verdicts.find((verdict) => verdict.statement.startsWith(statement))!.verdict;
  assert.equal(of("CoOp spreads"), "holds");
  assert.equal(of("Less spread calibrates: DOR"), "holds");
  assert.equal(of("TPT makes CLIP overconfident"), "holds");
  // -0.02, -0.01, 0, 0.01.
  assert.equal(of("More spread calibrates: C-TPT"), "undecided");
  assert.equal(of("More spread calibrates: O-TPT"), "no runs");
  const against = points.filter(({ method }) => method !== "coop+dor");
  const worse = DATASETS.map((dataset) => point("coop+dor", dataset, { ece: 0.4 }));
  const failed = spreadVerdicts([...against, ...worse], options);
  assert.equal(
    failed.find(({ statement }) => statement.startsWith("Less spread"))!.verdict,
    "fails",
  );
  const few = spreadVerdicts(
    points.filter(({ dataset }) => DATASETS.indexOf(dataset) < 3),
    options,
  );
  assert.equal(few[0]!.verdict, "too few data sets");
  const table = spreadVerdictTable(verdicts);
  assert.match(
    table,
    /DOR lowers the ECE of CoOp \| .* \| −13\.5 \[.*\] \| 4 \| \*\*holds\*\* \|/,
  );
  assert.match(table, /O-TPT lowers the ECE of TPT \| .* \| – \| – \| no runs \|/);
});

test("the paragraph is computed from the points, and says where runs are missing", () => {
  assert.match(
    spreadFinding(points, options),
    /Over 8 points of methods with training \(4 data sets\)/,
  );
  const none = spreadFinding(
    points.filter(({ atTest }) => !atTest),
    options,
  );
  assert.match(none, /Of test-time methods too few runs are in the store\./);
});

test("the figure has markers per kind of method, class set and panel, and the bounds as lines", () => {
  const panel = {
    x: "confidence_bound",
    xTitle: "bound",
    y: "confidence",
    yTitle: "confidence",
    shows: "value",
    scale: [100, 100],
    bounds: true,
  } as const;
  const figure = spreadPanels(points, [panel], { title: "x" });
  const lines = figure.data.filter(({ mode }) => mode === "lines");
  assert.deepEqual(lines[0]!["y"], lines[0]!["x"]);
  // 1 / 4 classes.
  assert.deepEqual(lines[1]!["y"], [25, 25]);
  // CoOp and CoOp+DOR by name, TPT and C-TPT as test-time methods.
  assert.deepEqual(
    figure.data.filter(({ mode }) => mode === "markers").map(({ name }) => name),
    ["CoOp", "CoOp+DOR", "test-time methods"],
  );
  assert.deepEqual(figure.table.rows[0]!.slice(-2), [90, 50]);
});
