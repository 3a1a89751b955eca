import assert from "node:assert/strict";
import { test } from "node:test";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { suiteNamed, type Suite } from "../../../src/experiments/suites/suite";
import {
  recordedRecipe,
  suiteOptionsOf,
} from "../../../src/experiments/spec/suite-options";
import { someSpec } from "../helpers";

const icons = suiteNamed("icons");
const clip = suiteNamed("clip");
const UNSET = { template: null, sampling: null };

function specOf(suite: Suite, dataset: string, options: RunSpec["recipe"]): RunSpec {
  return someSpec({
    dataset,
    recipe: recordedRecipe({ ...UNSET, ...options }, suite, dataset),
  });
}

test("the first runs' template and sampling are implied, so that their ids stay", () => {
  const spec = specOf(icons, "food", { epochs: 50 });
  assert.deepEqual(spec.recipe, { epochs: 50 });
  assert.deepEqual(suiteOptionsOf(spec, icons), {
    template: "a photo of a {}.",
    sampling: "seeded",
  });
  const same = { template: "a photo of a {}.", sampling: "seeded" };
  assert.equal(runId(specOf(icons, "food", { epochs: 50, ...same })), runId(spec));
});

test("options that CoPrompt had not at first are left out of the recipe icons where they are as then", () => {
  const later = { descriptions: null, augmentation: "coop" };
  const of = (recipe: string, changes: RunSpec["recipe"] = {}): RunSpec["recipe"] =>
    specOf(icons, "food", { recipe, ...later, ...changes }).recipe;
  assert.deepEqual(of("icons"), { recipe: "icons" });
  const described = { descriptions: "some.json" };
  assert.deepEqual(of("icons", described), { recipe: "icons", ...described });
  assert.deepEqual(of("authors"), { recipe: "authors", ...later });
});

test("another template or sampling is another run, and read back from its spec", () => {
  const changes: readonly RunSpec["recipe"][] = [
    {},
    { template: "a drawing of a {}." },
    { template: "{}." },
    { sampling: "coop" },
  ];
  const ids = changes.map((options) => {
    const spec = specOf(icons, "food", options);
    assert.deepEqual(suiteOptionsOf(spec, icons), {
      template: "a photo of a {}.",
      sampling: "seeded",
      ...options,
    });
    return runId(spec);
  });
  assert.equal(new Set(ids).size, changes.length);
});

test("a suite's own values are recorded, so that a change of its file is another run", () => {
  assert.deepEqual(specOf(clip, "dtd", {}).recipe, {
    template: "{} texture.",
    sampling: "coop",
  });
  const edited: Suite = { ...clip, templates: { dtd: "a photo of {} texture." } };
  assert.notEqual(runId(specOf(edited, "dtd", {})), runId(specOf(clip, "dtd", {})));
  const single = specOf(clip, "dtd", { template: "a photo of a {}." });
  assert.equal(suiteOptionsOf(single, clip).template, "a photo of a {}.");
});

test("a plan from before is refused where its suite implies something else", () => {
  assert.throws(() => suiteOptionsOf(someSpec({ dataset: "dtd", recipe: {} }), clip), {
    message:
      'spec without template: expected a suite whose template is "a photo of a {}.", ' +
      'got "{} texture." in suite clip; make a new plan',
  });
});

test("a wrong template or sampling is named", () => {
  assert.throws(() => specOf(icons, "food", { template: "a photo" }), {
    message: 'option template: expected one {} for the class name, got "a photo"',
  });
  assert.throws(() => specOf(icons, "food", { sampling: "coup" }), /did you mean "coop"/);
});
