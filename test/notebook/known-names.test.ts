import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { it } from "node:test";
import { suiteNamed } from "../../src/experiments/suites/suite";
import { tuners } from "../../src/methods/registry";

const src = resolve(__dirname, "..", "..", "src");

/** The texts of a union type. */
function literals(file: string, type: string): string[] {
  const text = readFileSync(join(src, file), "utf8");
  const union = text.split(`export type ${type} =`)[1]!.split(";")[0]!;
  return Array.from(union.matchAll(/"([^"]+)"/g), ([, name]) => name!).sort();
}

it("the names that a cell is offered are those of the bundled suites and methods", () => {
  const suites = ["world", "icons", "clip"] as const;
  assert.deepEqual(
    literals("experiments/suites/known-names.ts", "SuiteName"),
    [...suites].sort(),
  );
  const datasets = new Set(suites.flatMap((name) => suiteNamed(name).datasets.names));
  assert.deepEqual(
    literals("experiments/suites/known-names.ts", "DatasetName"),
    [...datasets].sort(),
  );
  assert.deepEqual(
    literals("methods/known-names.ts", "TunerName"),
    tuners()
      .map(({ name }) => name)
      .sort(),
  );
});
