import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runId } from "../../../src/experiments/spec/spec";
import { exportRuns } from "../../../src/experiments/store/archive";
import {
  FROM_NOTHING,
  SHIPPED_INDEX,
  takeShippedRuns,
} from "../../../src/experiments/store/shipped-runs";
import { CONDENSED_FILE, runFolder } from "../../../src/experiments/store/store-paths";
import { writeJsonAtomic } from "../../../src/files/atomic-file";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

test("shipped runs come to a store that lacks them; what it has, or has begun, stays", async (context) => {
  const folder = temporaryFolder(context);
  const [source, store] = ["source", "store"].map((name) => join(folder, name));
  const specs = [1, 2, 3, 4].map((seed) => someSpec({ seed }));
  for (const spec of specs) finishSomeRun(source!, spec);
  const index: Record<string, string[]> = {};
  for (const some of [specs.slice(0, 2), specs.slice(2)]) {
    const name = `${some[0]!.seed}.tar.gz`;
    await exportRuns(some, source!, join(folder, name), { condensed: true });
    index[name] = some.map(runId);
  }
  writeJsonAtomic(join(folder, SHIPPED_INDEX), index);
  const [has, begun, lacks, unasked] = specs.map((spec) => runFolder(store!, runId(spec)));
  finishSomeRun(store!, specs[0]!);
  mkdirSync(begun!, { recursive: true });
  assert.equal(await takeShippedRuns(specs.slice(0, 3), store!, folder), 1);
  assert.deepEqual(readdirSync(begun!), []);
  assert.ok(!readdirSync(has!).includes(CONDENSED_FILE));
  assert.deepEqual(readdirSync(lacks!).sort(), [
    CONDENSED_FILE,
    "history.jsonl",
    "spec.json",
  ]);
  assert.throws(() => readdirSync(unasked!));
  // An archive with nothing that is missing is not opened.
  for (const name of Object.keys(index)) rmSync(join(folder, name));
  assert.equal(await takeShippedRuns(specs.slice(0, 3), store!, folder), 0);
  await assert.rejects(
    takeShippedRuns(specs, store!, folder),
    /^PromptcalError: runs that come with promptcal cannot be read: .*3\.tar\.gz: expected an archive, got none; restore them with: git checkout -- data\/results, or tune with PROMPTCAL_FROM_NOTHING=1$/,
  );
  process.env[FROM_NOTHING] = "1";
  context.after(() => delete process.env[FROM_NOTHING]);
  assert.equal(await takeShippedRuns(specs, store!, folder), 0);
});
