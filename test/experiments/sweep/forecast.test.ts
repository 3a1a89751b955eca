import assert from "node:assert/strict";
import { test } from "node:test";
import { describeLeft, withinBudget } from "../../../src/experiments/sweep/forecast/budget";
import {
  describeBytes,
  describeForecast,
  forecastRows,
} from "../../../src/experiments/sweep/forecast/describe-forecast";
import { forecast } from "../../../src/experiments/sweep/forecast/forecast";
import { suiteLookup } from "../../../src/experiments/suites/suite-lookup";
import { finishSomeRun, temporaryFolder } from "../helpers";
import { clipSpec, keepSome, measured, ownPlaces, sizesOf } from "./clip-plan";

test("earlier runs tell of the same suite, weights and backend alone, scaled by steps and classes", (context) => {
  ownPlaces(context);
  const store = temporaryFolder(context);
  const specs = [
    clipSpec({}),
    clipSpec({ dataset: "imagenet" }),
    clipSpec({ tuner: "kgcoop" }),
  ];
  const none = forecast(specs, sizesOf(specs), store, suiteLookup());
  assert.match(describeForecast(none), /^3 runs; time unknown, sweep plan --measure tells/);
  for (const other of [
    clipSpec({ suite: "icons" }),
    clipSpec({ weightsHash: "c".repeat(64) }),
  ]) {
    finishSomeRun(store, other);
  }
  assert.equal(forecast(specs, sizesOf(specs), store, suiteLookup()).earlier, 0);
  // A run of 2 classes and 16 shots each: 1 step of 32 images an epoch, 40 epochs.
  const { provenance } = finishSomeRun(store, clipSpec({ epochs: 40, dataset: "pets" }));
  const pace = provenance.seconds / (40 * 1 * (2 + 13));
  const plan = forecast(specs, sizesOf(specs), store, suiteLookup());
  const near = (got: number, expected: number) =>
    assert.ok(Math.abs(got - expected) <= 1e-9 * expected, `${got} ${expected}`);
  near(plan.runs[0]!.seconds!, pace * 10 * Math.floor((5 * 16) / 32) * (5 + 13));
  near(plan.runs[1]!.seconds!, pace * 10 * ((500 * 16) / 32) * (500 + 13));
  assert.deepEqual(plan.unknown, ["kgcoop"]);
  assert.equal(plan.earlier, 1);
  process.env["PROMPTCAL_BACKEND"] = "wasm";
  assert.equal(forecast(specs, sizesOf(specs), store, suiteLookup()).earlier, 0);
});

test("a method that tunes on a sample of the test images takes as long on a large data set as on a small one", (context) => {
  ownPlaces(context);
  const store = temporaryFolder(context);
  const recipe = { views: null, template: "a photo of a {}.", test_images: 64 };
  const specs = ["eurosat", "imagenet"].map((dataset) =>
    clipSpec({ dataset, tuner: "tpt", recipe }),
  );
  const { provenance, metrics } = finishSomeRun(
    store,
    clipSpec({ dataset: "pets", tuner: "tpt", recipe }),
  );
  assert.ok(metrics.base.n < 64);
  const expected = (provenance.seconds * (64 + 64)) / (metrics.base.n + metrics.new.n);
  for (const { seconds } of forecast(specs, sizesOf(specs), store, suiteLookup()).runs) {
    assert.ok(Math.abs(seconds! - expected) <= 1e-9 * expected, `${seconds} ${expected}`);
  }
});

test("results take the room of their logits: 100 MB a run on ImageNet", (context) => {
  ownPlaces(context);
  const specs = [clipSpec({ dataset: "imagenet" })];
  const { bytes } = forecast(
    specs,
    sizesOf(specs),
    temporaryFolder(context),
    suiteLookup(),
  );
  const logits = 2 * 25_000 * 500 * 4;
  const texts = 2 * (2 * 500 * 512 * 4);
  assert.equal(bytes.results, logits + 2 * 25_000 * 4 + texts + 20_000 + 10 * 300);
  assert.equal(describeBytes(2.34e9), "2.3 GB");
});

test("measured steps tell time and memory at any number of classes; shared features count once", (context) => {
  ownPlaces(context);
  const store = temporaryFolder(context);
  keepSome();
  const own = (changes: Parameters<typeof clipSpec>[0]) => clipSpec(changes);
  const specs = [own({ tuner: "coop" }), own({ tuner: "coop", regulariser: "dor" })];
  const plan = forecast(specs, sizesOf(specs), store, suiteLookup());
  // 10 epochs of 80 / 32 = 2 whole batches.
  const training = 10 * 2 * (0.1 + 0.01 * 5);
  assert.ok(Math.abs(plan.runs[0]!.seconds! - training) < 1e-9);
  assert.equal(plan.runs[0]!.peakBytes, 1e9 + 5e6);
  const encoding = 4200 + 3900 + 80;
  assert.ok(Math.abs(plan.seconds - (2 * training + encoding + 116)) < 1e-6);
  assert.equal(plan.bytes.cache, (encoding + 116_000) * 512 * 4);
  assert.match(forecastRows(plan).at(-1)!.join(" "), /^encoding nouns, once {2}2 min/);
  // New views in each epoch: ten sets of 80 for both methods together, beside the shots as they are.
  const views = specs.map((spec) => ({ ...spec, recipe: { ...spec.recipe, views: 0 } }));
  const newViews = forecast(views, sizesOf(views), store, suiteLookup());
  assert.ok(Math.abs(newViews.seconds - (2 * training + encoding + 10 * 80 + 116)) < 1e-6);
});

test("a method that tunes on views of each test image has them encoded, of its sample alone", (context) => {
  ownPlaces(context);
  keepSome({ tpt: [measured(4, { image: 2 })] });
  const recipe = { views: null, template: "", test_images: 10, test_views: 64 };
  const specs = [clipSpec({ tuner: "tpt", recipe })];
  const plan = forecast(specs, sizesOf(specs), temporaryFolder(context), suiteLookup());
  // 10 images of each half; at 5 classes an image takes 2 s * 5 / 4.
  const images = 10 + 10;
  assert.equal(plan.runs[0]!.seconds, (images * 2 * 5) / 4);
  assert.equal(plan.encodings.length, 64);
  assert.equal(plan.bytes.cache, 64 * images * 512 * 4);
});

test("a budget takes core methods of small data sets first, and says what it leaves out", (context) => {
  ownPlaces(context);
  keepSome();
  const store = temporaryFolder(context);
  const specs = ["imagenet", "eurosat"].flatMap((dataset) =>
    [1, 2].flatMap((seed) => [
      clipSpec({ dataset, seed, tuner: "maple" }),
      clipSpec({ dataset, seed, tuner: "zeroshot" }),
      clipSpec({ dataset, seed, tuner: "coop" }),
    ]),
  );
  const plan = forecast(specs, sizesOf(specs), store, suiteLookup());
  const names = ({ runs }: typeof plan) =>
    runs.map(({ spec }) => `${spec.dataset} ${spec.tuner} ${spec.seed}`);
  // 8,100 test images and 80 of each seed, once; training takes 3 s.
  const core = withinBudget(plan, 8100 + 2 * (80 + 3) + 1);
  assert.deepEqual(names(core.chosen), [
    ...["eurosat zeroshot 1", "eurosat coop 1", "eurosat zeroshot 2", "eurosat coop 2"],
  ]);
  assert.equal(
    describeLeft(core),
    "left out: 8 runs (maple 4, zeroshot 2, coop 2); no run at all on imagenet",
  );
  assert.equal(withinBudget(plan, 10).chosen.runs.length, 0);
  assert.deepEqual(withinBudget(plan, 1e9).left, []);
  assert.deepEqual(names(withinBudget(plan, 1e9).chosen), names(plan));
});
