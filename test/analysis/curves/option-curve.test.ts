import assert from "node:assert/strict";
import { test } from "node:test";
import { methodEstimates } from "../../../src/analysis/estimates";
import { methodWith } from "../../../src/analysis/methods";
import { optionCurve } from "../../../src/analysis/curves/option-curve";
import { optionPaths } from "../../../src/analysis/curves/option-path";
import { regulariserEffects } from "../../../src/report/claims/regulariser-effects";
import { paperStory, simulatedRuns } from "../simulated-runs";

const plain = simulatedRuns(paperStory, { datasets: 2, seeds: 2, images: 100 });
const weighted = (weight: string, as: string) =>
  plain
    .filter(({ method }) => method === as)
    .map((run) => ({
      ...run,
      runId: `${run.runId} ${weight}`,
      method: methodWith("coop+dor", { "dor.lambda": weight }),
    }));
// A weight of 0 is CoOp itself; 16 as good as none of the others.
const runs = [...plain, ...weighted("16", "zeroshot"), ...weighted("0", "coop")];
const options = {
  methods: ["coop+dor"],
  option: "dor.lambda",
  standard: "8",
  references: ["coop"],
  resamples: 50,
} as const;

test("a curve has the option's values in order, the default's run among them, and its references level", () => {
  const { series, values, coverage } = optionCurve(runs, { ...options, quantity: "ece" });
  assert.deepEqual(values, ["0", "8", "16"]);
  assert.equal(coverage, "2 data sets, 2 seeds");
  const line = (title: string) => series.find((one) => one.title === title)!;
  const [coop, dor] = methodEstimates(plain, "ece", ["coop", "coop+dor"], {
    resamples: 50,
  });
  const curve = Array.from(line("CoOp+DOR, new").y);
  assert.ok(Math.abs(curve[0]! - 100 * coop!.new.value) < 1e-9);
  assert.ok(Math.abs(curve[1]! - 100 * dor!.new.value) < 1e-9);
  assert.ok(Array.from(line("CoOp, new").y).every((y) => y === 100 * coop!.new.value));
});

test("a curve says on what all of its values rest, which may be less than each has", () => {
  const less = runs.filter(
    ({ method, dataset, seed }) =>
      !method.endsWith("=16]") || (dataset === "domain-00" && seed === 1),
  );
  const { coverage } = optionCurve(less, { ...options, quantity: "ece" });
  assert.equal(coverage, "1 data set, 1 seed");
});

test("without other values there is no curve", () => {
  assert.deepEqual(optionCurve(plain, { ...options, quantity: "ece" }).series, []);
});

test("a path pairs two curves point by point", () => {
  const axes = [
    { quantity: "fd", scale: 1 },
    { quantity: "gap", scale: 100 },
  ] as const;
  const [base] = optionPaths(runs, axes, options);
  assert.equal(base!.classSet, "base");
  assert.deepEqual(
    base!.points.map(({ label }) => label),
    ["0", "8", "16"],
  );
});

test("effects of a regulariser: a row per tuner that has both, on its own data sets and seeds", () => {
  const less = runs.filter(
    ({ method, dataset }) => method !== "kgcoop+dor" || dataset === "domain-00",
  );
  const rows = regulariserEffects(less, "dor", "ece", "new", { resamples: 50 });
  assert.deepEqual(
    rows.map(({ label }) => label),
    ["CoOp (2 × 2)", "KgCoOp (1 × 2)"],
  );
  assert.ok(rows[0]!.high < 0);
});
