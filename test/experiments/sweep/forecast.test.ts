import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  describeBytes,
  describeForecast,
  forecast,
} from "../../../src/experiments/sweep/forecast";
import {
  describePoolSize,
  poolSize,
} from "../../../src/experiments/sweep/launchers/pool-size";
import { runLog } from "../../../src/experiments/store/run-log";
import { runId } from "../../../src/experiments/spec/spec";
import { runFolder } from "../../../src/experiments/store/store-paths";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

test("a plan's time and room are told by earlier runs, by method, data set, epochs and shots", (context) => {
  const store = temporaryFolder(context);
  const specs = [
    someSpec({ recipe: { epochs: 10 }, seed: 2 }),
    someSpec({ recipe: { epochs: 10 }, dataset: "vehicles" }),
    someSpec({ tuner: "kgcoop" }),
  ];
  const before = describeForecast(forecast(specs, store));
  assert.equal(before, "3 runs; time and disk unknown, no earlier runs");
  const earlier = someSpec({ recipe: { epochs: 50 } });
  const { provenance } = finishSomeRun(store, earlier);
  const folder = runFolder(store, runId(earlier));
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  const bytes = sizes.reduce((sum, size) => sum + size);
  const plan = forecast(specs, store);
  // Two runs with a fifth of the epochs, and one of a method that was never computed.
  assert.ok(Math.abs(plan.seconds - (2 * provenance.seconds) / 5) < 1e-9);
  assert.deepEqual(plan.unknown, ["kgcoop"]);
  assert.equal(plan.bytes, 3 * bytes);
  assert.equal(
    describeForecast({ ...plan, seconds: 240 }),
    "3 runs; about 4 min on one worker and time of kgcoop unknown, by 1 earlier runs; about 1 MB on disk",
  );
  assert.equal(describeBytes(2.34e9), "2.3 GB");
});

test("a pool has as many workers as cores and memory allow, and says why", (context) => {
  const store = temporaryFolder(context);
  const spec = someSpec();
  const estimated = poolSize([spec], store, 4e9, 8);
  const weights = statSync(suiteNamed("icons").model.weights).size;
  assert.equal(estimated.perWorker, 300e6 + 5 * weights);
  assert.equal(estimated.jobs, Math.min(8, Math.floor(4e9 / estimated.perWorker)));
  runLog(store, runId(spec))("done", { seconds: 1, peakBytes: 1.5e9 });
  const measured = poolSize([spec], store, 4e9, 8);
  assert.equal(
    describePoolSize(measured),
    "2 workers: 8 cores, 4.0 GB free, about 1.5 GB each (measured)",
  );
  assert.equal(poolSize([spec], store, 1e9, 8).jobs, 1);
  assert.equal(poolSize([spec], store, 1e12, 8).jobs, 8);
});
