import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { modelName, variantNames } from "../../../src/experiments/suites/suite-variants";
import { temporaryFolder } from "../helpers";

const mine = {
  name: "mine",
  about: "a suite",
  model: { weights: "w.safetensors", architecture: "a.json", restore: "copy it" },
  template: "a photo of a {}.",
  datasets: { format: "folder", root: "data", names: ["pets"], restore: "copy it" },
  variants: {
    second: { weights: "second.safetensors" },
    twin: { weights: "twin.safetensors", control_of: "second" },
    "scale-2": { logit_scale_factor: 2 },
  },
};

function withSuite(context: TestContext, suite: object): string {
  const folder = join(temporaryFolder(context), "suites");
  mkdirSync(folder);
  writeFileSync(join(folder, "mine.json"), JSON.stringify(suite));
  process.env[SUITES_VARIABLE] = folder;
  context.after(() => delete process.env[SUITES_VARIABLE]);
  return folder;
}

test("a variant is the suite with other weights or another logit scale", (context) => {
  const folder = withSuite(context, mine);
  const plain = suiteNamed("mine");
  assert.deepEqual(variantNames(plain, "models"), ["second"]);
  assert.deepEqual(variantNames(plain, "scales"), ["scale-2"]);
  assert.deepEqual(variantNames(plain, "controls"), ["twin"]);
  const second = suiteNamed("mine+second");
  assert.equal(second.name, "mine+second");
  assert.equal(second.model.weights, join(folder, "second.safetensors"));
  assert.equal(second.model.logitScaleFactor, 1);
  assert.deepEqual(second.datasets, plain.datasets);
  const scaled = suiteNamed("mine+scale-2");
  assert.equal(scaled.model.weights, plain.model.weights);
  assert.equal(scaled.model.logitScaleFactor, 2);
  assert.equal(plain.model.logitScaleFactor, 1);
});

test("a model is named by its weights", (context) => {
  withSuite(context, mine);
  assert.equal(modelName(suiteNamed("world")), "icons");
  assert.equal(modelName(suiteNamed("mine")), "w");
  assert.equal(modelName(suiteNamed("mine+second")), "second");
  // Another scale is not another model.
  assert.equal(modelName(suiteNamed("mine+scale-2")), "w");
});

test("a variant's factor is on the suite's scale; other weights bring their own", (context) => {
  withSuite(context, { ...mine, model: { ...mine.model, logit_scale_factor: 1.5 } });
  assert.equal(suiteNamed("mine").model.logitScaleFactor, 1.5);
  assert.equal(suiteNamed("mine+scale-2").model.logitScaleFactor, 1.5 * 2);
  assert.equal(suiteNamed("mine+second").model.logitScaleFactor, 1);
  withSuite(context, { ...mine, model: { ...mine.model, logit_scale_factor: 0 } });
  assert.throws(
    () => suiteNamed("mine"),
    /model\.logit_scale_factor: expected a positive number, got 0/,
  );
});

test("an unknown variant is named with the valid ones", (context) => {
  withSuite(context, mine);
  assert.throws(() => suiteNamed("mine+secund"), {
    message:
      'unknown variant of suite mine "secund"; did you mean "second"? Valid: second, twin, scale-2',
  });
  assert.throws(() => suiteNamed("mine+second+second"), /Valid: \(none\)/);
});

test("a variant that changes nothing is refused, naming the field", (context) => {
  for (const [variants, message] of [
    [{ odd: {} }, /variants\.odd: expected weights or a positive logit_scale_factor/],
    [{ odd: { logit_scale_factor: -1 } }, /variants\.odd/],
    [
      { odd: { control_of: "second" } },
      /variants\.odd: expected weights beside control_of/,
    ],
    [
      { ...mine.variants, twin: { weights: "twin.safetensors", control_of: "sekond" } },
      /unknown control_of of variant twin in .* "sekond"; did you mean "second"/,
    ],
    [{ "a+b": { logit_scale_factor: 2 } }, /variants: expected .* without \+/],
    [
      { ...mine.variants, twin: { weights: "twin.safetensors", control_of: "scale-2" } },
      /unknown control_of of variant twin in .* "scale-2".* Valid: second$/,
    ],
    [[], /suite field variants: expected an object/],
  ] as const) {
    withSuite(context, { ...mine, variants });
    assert.throws(() => suiteNamed("mine"), { name: "PromptcalError", message });
  }
});
