import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { storedMethod } from "../../../src/analysis/runs/stored-method";
import { storedRuns } from "../../../src/analysis/runs/stored-runs";
import { resolveOptions } from "../../../src/experiments/spec/resolve";
import { methodName, type RunSpec } from "../../../src/experiments/spec/spec";
import { DEFAULT_SUITE } from "../../../src/experiments/suites/default-suite";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { tunerNames } from "../../../src/methods/registry";
import { composes } from "../../../src/regularisers/composition";
import { regulariserNamed, regulariserNames } from "../../../src/regularisers/registry";
import { finishSomeRun } from "../../experiments/helpers";

const suite = suiteNamed(DEFAULT_SUITE);
const dataset = suite.datasets.names[0]!;
const hashes = { weightsHash: "a".repeat(64), dataHash: "b".repeat(64) };

/** A spec as the command line resolves it; files that it depends on are not read. */
function spec(
  tuner: string,
  regulariser: string,
  set: Readonly<Record<string, string>> = {},
): Promise<RunSpec> {
  const settings = Object.entries(set).map(([name, text]) => ({ name, text }));
  return resolveOptions({ suite, dataset, tuner, regulariser, seed: 1, settings })(hashes);
}

describe("the method of a stored run", () => {
  it("is the plain one for every tuner and regulariser at its recipe", async () => {
    for (const tuner of tunerNames()) {
      for (const regulariser of ["none", ...regulariserNames()]) {
        const definition = regulariserNamed(regulariser);
        // Images of outliers would be read.
        if (definition?.outlierImages !== undefined) continue;
        if (definition !== undefined && !composes(tuner, regulariser)) continue;
        const own = await spec(tuner, regulariser);
        assert.equal(storedMethod(own, suite), methodName(own));
      }
    }
  });

  it("names the options that differ from its recipe, and no others", async () => {
    const named = async (...words: Parameters<typeof spec>) =>
      storedMethod(await spec(...words), suite);
    assert.equal(
      await named("coop", "dor", { "dor.lambda": "2" }),
      "coop+dor[dor.lambda=2]",
    );
    assert.equal(await named("coop", "dor", { "dor.lambda": "8" }), "coop+dor");
    assert.equal(await named("coop", "none", { shots: "4" }), "coop[shots=4]");
    assert.equal(await named("coop", "none", { recipe: "lab" }), "coop[recipe=lab]");
    assert.equal(
      await named("kgcoop", "none", { ctx_init: "null", n_ctx: "16", w: "2" }),
      "kgcoop[n_ctx=16; ctx_init=null; w=2]",
    );
  });
});

describe("the finished runs of a store", () => {
  const store = mkdtempSync(join(tmpdir(), "promptcal-stored-"));
  after(() => rmSync(store, { recursive: true, force: true }));

  it("are those that a request names, by method, data set and seed", async () => {
    const plain = await spec("coop", "none");
    const weak = await spec("coop", "dor", { "dor.lambda": "2" });
    for (const seed of [2, 1]) finishSomeRun(store, { ...plain, seed });
    finishSomeRun(store, weak);
    finishSomeRun(store, { ...plain, suite: "icons" });
    finishSomeRun(store, { ...plain, tuner: "somebody-elses" });
    const found = storedRuns({ store });
    assert.deepEqual(
      found.map(({ method, spec: { seed } }) => [method, seed]),
      [
        ["coop", 1],
        ["coop", 2],
        ["coop+dor[dor.lambda=2]", 1],
      ],
    );
    const methods = ["coop+dor[dor.lambda=2]"];
    assert.equal(storedRuns({ store, methods }).length, 1);
    assert.equal(storedRuns({ store, seeds: [2] }).length, 1);
    assert.throws(() => storedRuns({ store, datasets: [`${dataset}x`] }), /did you mean/);
  });
});
