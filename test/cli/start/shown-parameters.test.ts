import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  shownParameters,
  type ShownParameters,
} from "../../../src/cli/start/shown-parameters";
import type { LoadedRun } from "../../../src/experiments/store/load";
import { runId } from "../../../src/experiments/spec/spec";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { presetRuns } from "../../../src/experiments/sweep/presets";
import { makeSiblingSuite, makeTinySuite } from "../../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-shown-"));
before(async () => {
  await makeTinySuite(folder);
  const names = Array.from({ length: 10 }, (_, i) => `set-${i}`);
  await makeSiblingSuite(folder, "ten", names);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true }));

/** What is shown of a store with the runs of a preset on some data sets and seeds. */
async function shownOf(
  preset: string,
  ...parts: readonly { datasets?: readonly string[]; seeds?: readonly number[] }[]
): Promise<ShownParameters> {
  const suite = suiteNamed("ten");
  const specs = await Promise.all(
    parts.map((part) => presetRuns(preset, { suite, ...part })),
  );
  const runs = specs.flat().map((spec) => ({ id: runId(spec), spec }) as LoadedRun);
  return shownParameters(suite, runs);
}

describe("what the notebooks of a plan show", () => {
  it("is the one seed and the eight data sets of the short plan", async () => {
    assert.deepEqual(await shownOf("short", {}), {
      datasets: Array.from({ length: 8 }, (_, i) => `set-${i}`),
      seeds: [1],
      shiftedDatasets: ["set-7"],
      whole: false,
    });
  });

  it("is everything, without parameters, of the whole story", async () => {
    const { datasets, seeds, whole } = await shownOf("core", {});
    assert.deepEqual([datasets, seeds, whole], ["all", [1, 2, 3], true]);
  });

  it("of a plan under way has the seeds that are done on all data sets of the widest one", async () => {
    const { datasets, seeds, whole } = await shownOf(
      "core",
      { seeds: [1, 3] },
      { seeds: [2], datasets: ["set-4"] },
    );
    assert.deepEqual([datasets, seeds, whole], ["all", [1, 3], false]);
    const wider = await shownOf(
      "core",
      { seeds: [1], datasets: ["set-4"] },
      { seeds: [2], datasets: ["set-4", "set-5"] },
    );
    assert.deepEqual([wider.datasets, wider.seeds], [["set-4", "set-5"], [2]]);
  });

  it("is an error that says what to do where the story is done on no data set", async () => {
    for (const parts of [[], [{ datasets: ["set-1"] }]])
      await assert.rejects(shownOf("tables", ...parts), {
        name: "PromptcalError",
        message: /is not done on any data set of ten; run the plan to its end/,
      });
  });
});
