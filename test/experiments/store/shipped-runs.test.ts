import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runId } from "../../../src/experiments/spec/spec";
import { exportRuns } from "../../../src/experiments/store/archive";
import { takeShippedRuns } from "../../../src/experiments/store/shipped-runs";
import { CONDENSED_FILE, runFolder } from "../../../src/experiments/store/store-paths";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

test("shipped runs come to a store that lacks them; what it has, or has begun, stays", async (context) => {
  const folder = temporaryFolder(context);
  const [source, store] = ["source", "store"].map((name) => join(folder, name));
  const specs = [1, 2, 3, 4].map((seed) => someSpec({ seed }));
  for (const spec of specs) finishSomeRun(source!, spec);
  const archives = [specs.slice(0, 2), specs.slice(2)].map((some) => {
    const path = join(folder, `${some[0]!.seed}.tar.gz`);
    return { path, written: exportRuns(some, source!, path, { condensed: true }) };
  });
  await Promise.all(archives.map(({ written }) => written));
  const paths = archives.map(({ path }) => path);
  const [has, begun, lacks, unasked] = specs.map((spec) => runFolder(store!, runId(spec)));
  finishSomeRun(store!, specs[0]!);
  mkdirSync(begun!, { recursive: true });
  assert.equal(await takeShippedRuns(specs.slice(0, 3), store!, paths), 1);
  assert.deepEqual(readdirSync(begun!), []);
  assert.ok(!readdirSync(has!).includes(CONDENSED_FILE));
  assert.deepEqual(readdirSync(lacks!).sort(), [
    CONDENSED_FILE,
    "history.jsonl",
    "spec.json",
  ]);
  assert.throws(() => readdirSync(unasked!));
  assert.equal(await takeShippedRuns(specs.slice(0, 3), store!, ["absent.tar.gz"]), 0);
});
