import assert from "node:assert/strict";
import { test } from "node:test";
import { composes, defaultOptions, REGULARISERS, TUNERS } from "../../src/tuners/recipes";

test("each method has its own options; a regulariser's carry its name", () => {
  assert.deepEqual(defaultOptions("zeroshot", "none"), {
    recipe: "icons",
    ensemble: false,
  });
  const coop = defaultOptions("coop", "none");
  assert.deepEqual([coop["context"], coop["context_words"]], [16, null]);
  const kgcoop = defaultOptions("kgcoop", "none");
  assert.deepEqual(
    [kgcoop["context"], kgcoop["context_words"], kgcoop["weight"]],
    [4, "a photo of a", 8],
  );
  // the paper: lambda 8 on CoOp, 2 on all others
  assert.equal(defaultOptions("coop", "dor")["dor.weight"], 8);
  assert.equal(defaultOptions("kgcoop", "dor")["dor.weight"], 2);
});

test("changes replace options a method has, and no others", () => {
  const changes = { epochs: 7, "dor.batch": 5, unknown: 1 };
  const plain = defaultOptions("coop", "none", changes);
  assert.equal(plain["epochs"], 7);
  assert.equal("dor.batch" in plain || "unknown" in plain, false);
  assert.equal(defaultOptions("coop", "dor", changes)["dor.batch"], 5);
  assert.equal(defaultOptions("coop", "none", { recipe: "lab" })["epochs"], 200);
});

test("every method resolves in every recipe, and DOR composes with tuned text alone", () => {
  for (const tuner of TUNERS)
    for (const recipe of ["icons", "lab"])
      assert.equal(defaultOptions(tuner, "dor", { recipe })["recipe"], recipe);
  for (const tuner of ["zeroshot", "clip-adapter", "vpt", "taskres"] as const)
    assert.equal(composes(tuner, "dor"), false);
  for (const regulariser of REGULARISERS) assert.ok(composes("cocoop", regulariser));
  assert.throws(() => defaultOptions("coop", "none", { recipe: "lap" }), /unknown recipe/);
});
