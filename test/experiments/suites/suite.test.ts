import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test, type TestContext } from "node:test";
import { CLIP_DATASETS, clipDataset } from "../../../src/datasets/clip/catalog";
import { iconDomains } from "../../../src/datasets/icons/classes/classes";
import { nativeDatasets } from "../../../src/datasets/icons/classes/native-classes";
import { datasetKinds } from "../../../src/experiments/suites/dataset-kinds";
import {
  checkDataset,
  suiteNamed,
  suiteNames,
  SUITES_VARIABLE,
  templateOf,
} from "../../../src/experiments/suites/suite";
import { temporaryFolder } from "../helpers";

function withSuite(context: TestContext, name: string, json: unknown): void {
  const folder = join(temporaryFolder(context), "suites");
  mkdirSync(folder);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(json));
  process.env[SUITES_VARIABLE] = folder;
  context.after(() => delete process.env[SUITES_VARIABLE]);
}

const good = {
  name: "mine",
  about: "",
  model: { weights: "w.safetensors", architecture: "a.json", restore: "copy it" },
  template: "a photo of a {}.",
  datasets: { format: "folder", root: "data", names: ["pets"], restore: "copy it" },
};

test("the icons suite has the twelve icon domains", () => {
  assert.deepEqual(suiteNames(), ["clip", "icons", "world-below", "world"]);
  assert.deepEqual(
    [...suiteNamed("icons").datasets.names].sort(),
    [...iconDomains()].sort(),
  );
});

test("a custom suite is a file; its paths start from it", (context) => {
  withSuite(context, "mine", { ...good, about: "my suite" });
  const suite = suiteNamed("mine");
  const folder = process.env[SUITES_VARIABLE]!;
  assert.equal(suite.model.weights, join(folder, "w.safetensors"));
  assert.equal(suite.model.architecture, join(folder, "a.json"));
  assert.equal(suite.datasets.root, join(folder, "data"));
  assert.throws(() => checkDataset(suite, "pet"), {
    message: 'unknown data set of suite mine "pet"; did you mean "pets"? Valid: pets',
  });
  assert.throws(() => checkDataset(suite, "food"), {
    message:
      'data set: expected one of suite mine, got "food", which belongs to suite icons; name the suite with --suite icons; suite mine has pets',
  });
  assert.throws(() => suiteNamed("main"), {
    message:
      'unknown suite "main"; did you mean "mine"? Valid: clip, icons, world-below, world, mine',
  });
});

test("a data set's own prompt goes before the suite's", () => {
  const clip = suiteNamed("clip");
  assert.equal(templateOf(clip, "dtd"), "{} texture.");
  assert.equal(templateOf(clip, "sun397"), "a photo of a {}.");
});

test("the environment variable that a suite names goes before its folder", (context) => {
  withSuite(context, "mine", {
    ...good,
    about: "my suite",
    datasets: { ...good.datasets, rootVariable: "PROMPTCAL_TEST_DATA" },
  });
  process.env["PROMPTCAL_TEST_DATA"] = "elsewhere";
  context.after(() => delete process.env["PROMPTCAL_TEST_DATA"]);
  assert.equal(suiteNamed("mine").datasets.root, resolve("elsewhere"));
});

test("the clip suite has the eleven data sets of the paper, as CoOp lays them out", () => {
  const { datasets, templates, recipes } = suiteNamed("clip");
  const tuned = CLIP_DATASETS.filter((name) => clipDataset(name).counts.train > 0);
  assert.deepEqual(datasets.names, tuned);
  assert.equal(tuned.length, 11);
  assert.equal(datasets.sampling, "coop");
  assert.equal(recipes["recipe"], "lab");
  assert.equal(Object.keys(templates).length, 7);
});

test("a suite file without what it needs is refused, naming the field", (context) => {
  const cases: [object, RegExp][] = [
    [{ about: "" }, /suite field about: expected a text, got ""/],
    [{ about: "x", template: "a photo" }, /template: expected one \{\} for the class name/],
    [{ about: "x", name: "yours" }, /name: expected the file's name mine, got "yours"/],
    [{ about: "x", model: {} }, /suite field model\.weights: expected a text, got nothing/],
    [{ about: "x", datasets: { ...good.datasets, names: "pets" } }, /datasets.names/],
    [
      { about: "x", datasets: { ...good.datasets, format: "zip" } },
      /unknown data set format "zip" \(.*mine\.json\)/,
    ],
    [
      { about: "x", datasets: { ...good.datasets, sampling: "coup" } },
      /unknown sampling "coup" .*; did you mean "coop"/,
    ],
    [{ about: "x", templates: { pets: "a pet" } }, /pets: expected one \{\} for the class/],
    [
      { about: "x", templates: { cats: "{}" } },
      /unknown data set with a template .*"cats"/,
    ],
  ];
  for (const [change, message] of cases) {
    withSuite(context, "mine", { ...good, ...change });
    assert.throws(() => suiteNamed("mine"), { name: "PromptcalError", message });
  }
});

test("kinds of data sets are of the suite's, each once", (context) => {
  const withKinds = (kinds: unknown) => ({
    ...good,
    about: "my suite",
    datasets: { ...good.datasets, names: ["pets", "cars"], kinds },
  });
  withSuite(context, "mine", withKinds({ living: ["pets"], other: ["cars"] }));
  assert.deepEqual(datasetKinds("mine"), { living: ["pets"], other: ["cars"] });
  const file = join(process.env[SUITES_VARIABLE]!, "mine.json");
  writeFileSync(file, JSON.stringify(withKinds({ living: ["pet"] })));
  assert.throws(
    () => suiteNamed("mine"),
    /data set of kind living in .* "pet"; did you mean "pets"/,
  );
  writeFileSync(file, JSON.stringify(withKinds({ living: ["pets"], other: ["pets"] })));
  assert.throws(
    () => suiteNamed("mine"),
    /suite field datasets\.kinds: expected one kind for pets, got living and other/,
  );
  assert.deepEqual(datasetKinds("icons"), {});
});

test("the world's data sets are signs, which were made for icons, and nouns", () => {
  const { names } = suiteNamed("world").datasets;
  // `arts` has a class list of its own, too, but of everyday names.
  const listed = nativeDatasets().filter((name) => name !== "arts");
  const { signs, nouns } = datasetKinds("world");
  assert.deepEqual(
    [...signs!].sort(),
    names.filter((name) => listed.includes(name)).sort(),
  );
  assert.deepEqual(
    [...nouns!].sort(),
    names.filter((name) => !listed.includes(name)).sort(),
  );
});
