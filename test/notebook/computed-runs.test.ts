import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { planRuns } from "../../src/experiments/sweep/plan-runs";
import { suiteNamed, SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { computedRuns } from "../../src/notebook/computed-runs";
import { makeTinySuite } from "../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-stopped-"));
const store = join(folder, "runs");

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs of the store that are finished. */
function finished(): number {
  if (!existsSync(store)) return 0;
  return readdirSync(store).filter((id) => existsSync(join(store, id, "result.json")))
    .length;
}

test("a stop says how many runs are kept, on the last line of the bar too", async (context) => {
  // Zero-shot is done at once, the other would take days.
  const specs = await planRuns({
    ...{ suite: suiteNamed("tiny"), datasets: ["colours"], seeds: [1] },
    ...{ tuners: ["zeroshot", "coop"], regularisers: ["none"], set: { epochs: 1e7 } },
  });
  assert.equal(specs.length, 2);
  const controller = new AbortController();
  const lines: string[] = [];
  context.mock.method(process.stderr, "write", (text: string) => {
    lines.push(text);
    return true;
  });
  const stopped = computedRuns(specs, { store, jobs: 1 }, controller.signal);
  const waiting = (async () => {
    while (finished() === 0) await sleep(50);
    controller.abort();
  })();
  await assert.rejects(stopped, {
    name: "Stopped",
    message: "Stopped. 1 of 2 runs are kept; run the cell again to go on.",
  });
  await waiting;
  context.mock.restoreAll();
  assert.equal(finished(), 1);
  assert.match(lines.at(-1)!, /runs: 1 of 2, stopped\n$/);
});
