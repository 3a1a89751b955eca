import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "../../../src/files/hash";
import { methodName, parseSpec, runId, specLine } from "../../../src/experiments/spec/spec";
import { someSpec } from "../helpers";

test("run id: the first 16 hex digits of the SHA-256 of JSON with sorted keys", () => {
  const written =
    `{"dataHash":"${"b".repeat(64)}","dataset":"food","format":2,` +
    '"recipe":{"epochs":50,"init":"random","learningRate":0.002},"regulariser":"none",' +
    `"seed":1,"shots":16,"suite":"icons","tuner":"coop","weightsHash":"${"a".repeat(64)}"}`;
  assert.equal(specLine(someSpec()), written);
  assert.equal(runId(someSpec()), sha256(written).slice(0, 16));
});

test("run id: the order of fields and of options does not matter", () => {
  const spec = someSpec();
  const reversed = Object.fromEntries(Object.entries(spec).reverse()) as typeof spec;
  const recipe = { init: "random", learningRate: 0.002, epochs: 50 };
  assert.equal(runId({ ...reversed, recipe }), runId(spec));
});

test("run id: every field and every option counts", () => {
  const ids = [
    {},
    { dataset: "animals" },
    { tuner: "kgcoop" },
    { regulariser: "dor" },
    { shots: 4 },
    { seed: 2 },
    { recipe: { ...someSpec().recipe, epochs: 51 } },
    { weightsHash: "c".repeat(64) },
    { dataHash: "c".repeat(64) },
  ].map((change) => runId(someSpec(change)));
  assert.equal(new Set(ids).size, ids.length);
});

test("method name: tuner, or tuner+regulariser", () => {
  assert.equal(methodName({ tuner: "coop", regulariser: "none" }), "coop");
  assert.equal(methodName({ tuner: "coop", regulariser: "dor" }), "coop+dor");
});

test("parse: a spec comes back from its line", () => {
  assert.deepEqual(parseSpec(JSON.parse(specLine(someSpec())), "plan"), someSpec());
});

test("parse: what is wrong is named, with the place", () => {
  const cases: [unknown, RegExp][] = [
    [[], /run spec: expected a JSON object, got \[\] \(plan line 3\)/],
    [{ ...someSpec(), format: 1 }, /field format: expected 2, got 1 .*make a new plan/],
    [{ ...someSpec(), dataset: "../../food" }, /field dataset: expected a name/],
    [
      { ...someSpec(), shots: 0 },
      /field shots: expected a whole number of at least 1, got 0/,
    ],
    [{ ...someSpec(), seed: 1.5 }, /field seed/],
    [
      { ...someSpec(), recipe: { epochs: [1] } },
      /field recipe.epochs: expected an option's value, got \[1\]/,
    ],
    [{ ...someSpec(), weightsHash: "A".repeat(64) }, /weightsHash: expected a SHA-256/],
    [{ ...someSpec(), colour: 1 }, /expected the fields .*, got colour/],
    [JSON.parse('{"__proto__": {"format": 1}}'), /field format/],
  ];
  for (const [json, message] of cases) {
    assert.throws(() => parseSpec(json, "plan line 3"), {
      name: "PromptcalError",
      message,
    });
  }
});
