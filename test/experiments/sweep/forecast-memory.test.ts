import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import {
  describeForecast,
  forecastRows,
} from "../../../src/experiments/sweep/forecast/describe-forecast";
import { forecast } from "../../../src/experiments/sweep/forecast/forecast";
import { sizeKey } from "../../../src/experiments/sweep/forecast/run-size";
import {
  describePoolSize,
  memoryWarning,
  poolSize,
} from "../../../src/experiments/sweep/launchers/pool-size";
import { runLog } from "../../../src/experiments/store/run-log";
import { runId } from "../../../src/experiments/spec/spec";
import { suiteLookup } from "../../../src/experiments/suites/suite-lookup";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";
import { clipSpec, keepSome, measured, ownPlaces, SIZES, sizesOf } from "./clip-plan";

test("memory beyond the classes that were measured is not forecast; between them it is", (context) => {
  ownPlaces(context);
  const store = temporaryFolder(context);
  keepSome();
  const specs = [clipSpec({}), clipSpec({ dataset: "imagenet" })];
  const planned = () => forecast(specs, sizesOf(specs), store, suiteLookup());
  // At 5 classes 1 MB a class over 1 GB; at 500 nothing was measured.
  assert.deepEqual(
    planned().runs.map(({ peakBytes }) => peakBytes),
    [1e9 + 5e6, undefined],
  );
  assert.match(describeForecast(planned()), /; at least 1\.0 GB a worker;/);
  assert.equal(forecastRows(planned())[1]![3], "at least 1.0 GB");
  const large = [specs[1]!];
  const alone = forecast(large, sizesOf(large), store, suiteLookup());
  assert.equal(forecastRows(alone)[1]![3], "not measured");
  assert.doesNotMatch(describeForecast(alone), /a worker;/);
  // The pool then looks at the weights as well; icons' are there.
  const icons = [clipSpec({ suite: "icons" })];
  const weights = statSync(suiteNamed("icons").model.weights).size;
  const pool = poolSize(icons, store, suiteLookup(), 4e9, 8);
  assert.equal(pool.perWorker, Math.max(1e9 + 16e6, 300e6 + 5 * weights));
  assert.equal(pool.measured, false);
  assert.match(
    memoryWarning(large, 1e9)!,
    /^coop on imagenet needs at least 1\.0 GB, as measured with fewer classes, and 1\.0 GB are free: /,
  );
  assert.equal(memoryWarning([someSpec({ weightsHash: "c".repeat(64) })], 1), undefined);
  // Measured at 500 classes too, in portions: earlier measurements stay.
  keepSome({ coop: [measured(500, { step: 5.1, peakBytes: 2.3e9 })] });
  assert.equal(planned().runs[1]!.peakBytes, 2.3e9);
  assert.match(describeForecast(planned()), /; up to 2\.3 GB a worker;/);
  assert.equal(poolSize(large, store, suiteLookup(), 4e9, 8).perWorker, 2.3e9);
  assert.equal(memoryWarning(large, 2.4e9), undefined);
  assert.equal(
    memoryWarning(large, 1e9),
    "coop on imagenet needs about 2.3 GB, as measured, and 1.0 GB are free: " +
      "the system may end it; close other programs, or compute it on a larger machine",
  );
});

test("finished runs tell the memory of data sets with no more classes than theirs", (context) => {
  ownPlaces(context);
  const store = temporaryFolder(context);
  const done = clipSpec({ dataset: "pets" });
  finishSomeRun(store, done);
  runLog(store, runId(done))("done", { seconds: 1, peakBytes: 1.5e9 });
  const specs = [clipSpec({}), clipSpec({ dataset: "pets" })];
  // That run had two base classes.
  const two = { ...SIZES["eurosat"]!, base: { classes: 2, tests: 10 } };
  const sizes = new Map([...sizesOf(specs), [sizeKey(specs[1]!), two]]);
  const plan = forecast(specs, sizes, store, suiteLookup());
  assert.deepEqual(
    plan.runs.map(({ peakBytes }) => peakBytes),
    [undefined, 1.5e9],
  );
});

test("a pool has as many workers as cores and memory allow, and says why", (context) => {
  ownPlaces(context);
  const store = temporaryFolder(context);
  const spec = someSpec();
  const estimated = poolSize([spec], store, suiteLookup(), 4e9, 8);
  const weights = statSync(suiteNamed("icons").model.weights).size;
  assert.equal(estimated.perWorker, 300e6 + 5 * weights);
  assert.equal(estimated.jobs, Math.min(8, Math.floor(4e9 / estimated.perWorker)));
  runLog(store, runId(spec))("done", { seconds: 1, peakBytes: 1.5e9 });
  const measuredPool = poolSize([spec], store, suiteLookup(), 4e9, 8);
  assert.equal(
    describePoolSize(measuredPool),
    "2 workers: 8 cores, 4.0 GB free, about 1.5 GB each (measured)",
  );
  assert.equal(poolSize([spec], store, suiteLookup(), 1e9, 8).jobs, 1);
  assert.equal(poolSize([spec], store, suiteLookup(), 1e12, 8).jobs, 8);
});
