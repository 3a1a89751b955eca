import assert from "node:assert/strict";
import { test } from "node:test";
import { suiteOptions, viewOptions } from "../../../src/experiments/spec/run-options";
import type { Suite } from "../../../src/experiments/suites/suite-definition";
import { suiteNamed } from "../../../src/experiments/suites/suite";

const icons = suiteNamed("icons");
const clip = suiteNamed("clip");

test("template and sampling are the suite's, or what a run says", () => {
  assert.deepEqual(suiteOptions({}, icons, "food"), {
    template: "a photo of a {}.",
    sampling: "seeded",
  });
  assert.deepEqual(suiteOptions({ template: null, sampling: null }, clip, "dtd"), {
    template: "{} texture.",
    sampling: "coop",
  });
  const said = { template: "a drawing of a {}.", sampling: "coop" };
  assert.deepEqual(suiteOptions(said, icons, "food"), said);
  const edited: Suite = { ...clip, templates: { dtd: "a photo of {} texture." } };
  assert.equal(suiteOptions({}, edited, "dtd").template, "a photo of {} texture.");
});

test("a wrong template or sampling is named", () => {
  assert.throws(() => suiteOptions({ template: "a photo" }, icons, "food"), {
    message: 'option template: expected one {} for the class name, got "a photo"',
  });
  assert.throws(
    () => suiteOptions({ sampling: "coup" }, icons, "food"),
    /option sampling "coup"; did you mean "coop"/,
  );
});

test("another augmentation than CoOp's needs views", () => {
  assert.deepEqual(viewOptions({ views: 2, augmentation: "randaugment" }), {
    views: 2,
    augmentation: "randaugment",
  });
  assert.deepEqual(viewOptions({ views: null }), { views: null, augmentation: "coop" });
  assert.throws(
    () => viewOptions({ views: null, augmentation: "randaugment" }),
    /option views with augmentation randaugment: expected a number of views, got null/,
  );
});
