import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readPlan, writePlan } from "../../../src/experiments/sweep/plan";
import { specLine } from "../../../src/experiments/spec/spec";
import { someSpec, temporaryFolder } from "../helpers";

const specs = [1, 2, 3].map((seed) => someSpec({ seed }));

test("a plan comes back in its order, one line per run", (context) => {
  const path = join(temporaryFolder(context), "plan.jsonl");
  writePlan(path, specs);
  assert.deepEqual(readPlan(path), specs);
  assert.equal(
    readFileSync(path, "utf8"),
    specs.map((spec) => `${specLine(spec)}\n`).join(""),
  );
});

test("an index keeps its meaning: another plan does not replace a plan", (context) => {
  const path = join(temporaryFolder(context), "plan.jsonl");
  writePlan(path, specs);
  writePlan(path, specs);
  assert.throws(() => writePlan(path, [...specs].reverse()), {
    name: "PromptcalError",
    message:
      /holds another plan, and the meaning of an index must not change; give another --out/,
  });
  assert.deepEqual(readPlan(path), specs);
});

test("what is wrong with a plan is named with its line", (context) => {
  const path = join(temporaryFolder(context), "plan.jsonl");
  assert.throws(() => readPlan(path), { message: /got no such file \(.*plan\.jsonl\)/ });
  writeFileSync(path, "");
  assert.throws(() => readPlan(path), { message: /expected at least one run, got none/ });
  writeFileSync(path, `${specLine(specs[0]!)}\n{"format":`);
  assert.throws(() => readPlan(path), { message: /plan line: expected JSON, .*line 2/ });
  writeFileSync(path, `${specLine(specs[0]!)}\n\n`);
  assert.throws(() => readPlan(path), { message: /line 2/ });
  writeFileSync(path, `${specLine(specs[0]!)}\n${specLine(specs[0]!)}\n`);
  assert.throws(() => readPlan(path), {
    message: /each run once, got food coop seed 1 \(icons\) at index 0 and 1/,
  });
});
