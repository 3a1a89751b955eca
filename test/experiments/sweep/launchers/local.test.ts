import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { RunProgress } from "../../../../src/experiments/run/run-progress";
import { suiteLookup } from "../../../../src/experiments/suites/suite-lookup";
import { suiteNamed, SUITES_VARIABLE } from "../../../../src/experiments/suites/suite";
import { runLocally } from "../../../../src/experiments/sweep/launchers/local";
import { planRuns } from "../../../../src/experiments/sweep/plan-runs";
import { exportRuns, importRuns } from "../../../../src/experiments/store/archive";
import { makeTinySuite } from "../../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-local-"));
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a sweep tells the phase of each worker's run, and how far it is", async () => {
  const epochs = 1e6;
  const specs = await planRuns({
    ...{ suite: suiteNamed("tiny"), datasets: ["colours"], tuners: ["coop"], seeds: [1] },
    ...{ regularisers: ["none"], set: { epochs, shots: 2 } },
  });
  const stop = new AbortController();
  let told: readonly RunProgress[] = [];
  const outcome = await runLocally(specs, {
    ...{ store: join(folder, "store"), suiteOf: suiteLookup(), jobs: 1 },
    signal: stop.signal,
    onState: ({ progress = [] }) => {
      if (progress.length === 0) return;
      told = progress;
      stop.abort();
    },
  });
  assert.equal(outcome.interrupted, true);
  const [{ phase, done, total }] = told as [RunProgress];
  assert.equal(phase, "tuning");
  // Six images are one batch: a step an epoch.
  assert.equal(total, epochs);
  assert.ok(done > 0 && done < epochs);
});

test("the time left of condensed runs is that of their predictions, not of their tuning", async () => {
  const specs = await planRuns({
    ...{ suite: suiteNamed("tiny"), datasets: ["colours"], tuners: ["coop"] },
    ...{ regularisers: ["none"], seeds: [1, 2], set: { epochs: 2, shots: 2 } },
  });
  const [tuned, other] = ["tuned", "other"].map((name) => join(folder, name));
  const options = { suiteOf: suiteLookup(), jobs: 1 };
  await runLocally(specs, { ...options, store: tuned! });
  const archive = join(folder, "condensed.tar.gz");
  await exportRuns(specs, tuned!, archive, { condensed: true });
  await importRuns(archive, other!);
  const left: (number | undefined)[] = [];
  const outcome = await runLocally(specs, {
    ...options,
    store: other!,
    onState: ({ done, secondsLeft }) => {
      if (done === 0) left.push(secondsLeft);
    },
  });
  assert.deepEqual([outcome.done, outcome.computed], [2, 2]);
  // Half a second each, on one worker.
  assert.equal(left[0], 2 * 0.5);
  // Nothing is known of the time of a run that has to be tuned: what condensed runs take does not stand in for it.
  const tunedToo = await planRuns({
    ...{ suite: suiteNamed("tiny"), datasets: ["colours"], tuners: ["coop"] },
    ...{ regularisers: ["none"], seeds: [1, 2, 3], set: { epochs: 2, shots: 2 } },
  });
  const third = join(folder, "third");
  await importRuns(archive, third);
  const first: (number | undefined)[] = [];
  await runLocally(tunedToo, {
    ...{ ...options, store: third },
    onState: ({ secondsLeft }) => void first.push(secondsLeft),
  });
  assert.equal(first[0], undefined);
});
