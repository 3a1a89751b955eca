import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse } from "papaparse";
import { executeRun } from "../../../src/experiments/run/run";
import { methodName } from "../../../src/experiments/spec/spec";
import { importRuns } from "../../../src/experiments/store/archive";
import { readCondensed } from "../../../src/experiments/store/condensed";
import {
  SHIPPED_FOLDER,
  SHIPPED_INDEX,
  shippedIndex,
} from "../../../src/experiments/store/shipped-runs";
import { readRun, type RunResult } from "../../../src/experiments/store/store";
import { PREDICTIONS_FILE } from "../../../src/experiments/store/store-paths";
import { PAPER_PARTS } from "../../../src/experiments/sweep/named-presets";
import { DEFAULT_SUITE } from "../../../src/experiments/suites/default-suite";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { projectRoot } from "../../../src/files/project-root";

const store = mkdtempSync(join(tmpdir(), "promptcal-shipped-"));
after(() => rmSync(store, { recursive: true, force: true }));
const index = shippedIndex();
let shipped: readonly RunResult[];

before(async () => {
  for (const [archive, ids] of Object.entries(index)) {
    const { added } = await importRuns(join(SHIPPED_FOLDER, archive), store);
    assert.deepEqual(added, ids, archive);
  }
  shipped = Object.values(index).flat().map(resultOf);
});

/** The result of a run, which has its predictions or not. */
function resultOf(id: string): RunResult {
  const run = readRun(store, id);
  return run.state === "done" ? run.result : readCondensed(store, id);
}

test("each shipped run is in one archive of the index", () => {
  const ids = shipped.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    readdirSync(SHIPPED_FOLDER).sort(),
    [...Object.keys(index), SHIPPED_INDEX].sort(),
  );
});

test("the runs of the paper's plan come with promptcal, all of them, to the last bit", () => {
  const text = readFileSync(join(projectRoot, "figures", "runs.csv"), "utf8");
  const { data } = parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: true,
  });
  const committed = new Map(data.map((row) => [row["run"], row["predictions"]]));
  // `core-2.tar.gz` is of the part `core`.
  const isOfPlan = new RegExp(`^(${PAPER_PARTS.join("|")})(-\\d+)?\\.`);
  const ofPlan = Object.keys(index)
    .filter((archive) => isOfPlan.test(archive))
    .flatMap((archive) => index[archive]!);
  assert.equal(ofPlan.length, committed.size);
  for (const { id, files } of ofPlan.map(resultOf))
    assert.equal(committed.get(id), files[PREDICTIONS_FILE], id);
});

test("on this machine they predict what they predicted where they were tuned", async () => {
  // The first seed of every method, on one data set: others would have to be rendered, too.
  const own = shipped.filter(
    ({ spec: { suite, dataset, seed } }) =>
      suite === DEFAULT_SUITE && dataset === "weather" && seed === 1,
  );
  assert.ok(own.length >= 5);
  for (const { id, spec, hash } of own) {
    const notes: string[] = [];
    const outcome = await executeRun(spec, {
      store,
      suite: suiteNamed(DEFAULT_SUITE),
      onNote: (text) => notes.push(text),
      onEpoch: () => assert.fail(`${methodName(spec)} was trained`),
    });
    assert.ok(outcome.state === "done");
    assert.deepEqual([outcome.result.id, outcome.result.hash, notes], [id, hash, []]);
  }
});
