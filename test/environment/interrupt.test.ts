import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { canExecuteNotebooks } from "../../src/notebook/files/execute";
import { makeTinySuite } from "../experiments/tiny-suite";
import { type Message, runCells } from "./kernel-cells";

const root = resolve(__dirname, "..", "..");
const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";

describe("the stop button", { skip }, () => {
  let folder = "";

  before(async () => {
    mkdirSync(join(root, ".cache"), { recursive: true });
    // Inside the repository, since the kernel takes the repository as the root of all sources.
    folder = mkdtempSync(join(root, ".cache", "interrupt-test-"));
    await makeTinySuite(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Messages of the last cell, which is interrupted when a file is there. */
  async function interrupted(
    interrupt: string,
    ...cells: readonly string[]
  ): Promise<readonly Message[]> {
    const env = { [SUITES_VARIABLE]: join(folder, "suites") };
    return (await runCells(cells, { folder, interrupt, env })).at(-1)!;
  }

  it("ends a cell that computes runs with one sentence, and its bar says stopped", async () => {
    const messages = await interrupted(
      "store/*/result.json",
      'import { results } from "../../src/notebook/results";',
      // Zero-shot is done at once, the other would take days.
      'await results({ suite: "tiny", datasets: ["colours"], seeds: [1], epochs: 1e7, ' +
        'methods: ["zeroshot", "coop"] }, { store: "store", jobs: 1 });',
    );
    const errors = messages.filter(({ type }) => type === "error");
    const sentence = "Stopped. 1 of 2 runs are kept; run the cell again to go on.";
    assert.deepEqual(
      errors.map(({ content }) => content.traceback),
      [[sentence]],
    );
    const bars = messages.filter(({ type }) => /display_data$/.test(type));
    assert.equal(bars.at(-1)!.content.data!["text/plain"], "runs: 1 of 2, stopped");
  });

  it("says of any other loop that it may go on, and how to end it", async () => {
    const messages = await interrupted(
      "begun",
      'import { writeFileSync } from "node:fs";\nimport { setTimeout } from "node:timers/promises";',
      'writeFileSync("begun", ""); await setTimeout(1e8);',
    );
    const [error, ...more] = messages.filter(({ type }) => type === "error");
    assert.deepEqual(more, []);
    assert.equal(error!.content.ename, "Stopped");
    assert.match(
      error!.content.traceback!.join(),
      /^Stopped\. .*until the kernel restarts/,
    );
  });
});
