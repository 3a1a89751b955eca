import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { iconDomains } from "../../src/datasets/icons/classes";
import {
  checkDataset,
  suiteNamed,
  suiteNames,
  SUITES_VARIABLE,
} from "../../src/experiments/suite";
import { temporaryFolder } from "./helpers";

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
  assert.deepEqual(suiteNames(), ["icons"]);
  assert.deepEqual(
    [...suiteNamed("icons").datasets.names].sort(),
    [...iconDomains()].sort(),
  );
});

test("a suite of one's own is a file; its paths start from it", (context) => {
  withSuite(context, "mine", { ...good, about: "my suite" });
  const suite = suiteNamed("mine");
  const folder = process.env[SUITES_VARIABLE]!;
  assert.equal(suite.model.weights, join(folder, "w.safetensors"));
  assert.equal(suite.model.architecture, join(folder, "a.json"));
  assert.equal(suite.datasets.root, join(folder, "data"));
  assert.throws(() => checkDataset(suite, "pet"), {
    message: 'unknown data set of suite mine "pet"; did you mean "pets"? Valid: pets',
  });
  assert.throws(() => suiteNamed("main"), {
    message: 'unknown suite "main"; did you mean "mine"? Valid: icons, mine',
  });
});

test("a suite file without what it needs is refused, naming the field", (context) => {
  const cases: [object, RegExp][] = [
    [{ about: "" }, /suite field about: expected a text, got ""/],
    [{ about: "x", template: "a photo" }, /template: expected one \{\} for the class name/],
    [{ about: "x", name: "yours" }, /name: expected the file's name mine, got "yours"/],
    [{ about: "x", model: {} }, /suite field architecture/],
    [{ about: "x", datasets: { ...good.datasets, names: "pets" } }, /datasets.names/],
    [
      { about: "x", datasets: { ...good.datasets, format: "zip" } },
      /unknown data set format "zip"/,
    ],
  ];
  for (const [change, message] of cases) {
    withSuite(context, "mine", { ...good, ...change });
    assert.throws(() => suiteNamed("mine"), { name: "PromptcalError", message });
  }
});
