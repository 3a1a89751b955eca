import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { RunContext } from "../../../src/experiments/run/run-context";
import { executeRun } from "../../../src/experiments/run/run";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { exportRuns, importRuns } from "../../../src/experiments/store/archive";
import { peakBytesOf } from "../../../src/experiments/store/run-log";
import { FROM_NOTHING } from "../../../src/experiments/store/shipped-runs";
import { readRun, type RunResult } from "../../../src/experiments/store/store";
import {
  CONDENSED_FILE,
  PARAMETERS_FILE,
  PREDICTIONS_FILE,
  runFolder,
} from "../../../src/experiments/store/store-paths";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { writeFileAtomic, writeJsonAtomic } from "../../../src/files/atomic-file";
import { canonicalHash } from "../../../src/files/json/canonical-json";
import { hasEpochs, tunerNamed, tunerNames } from "../../../src/methods/registry";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-restored-"));
after(() => rmSync(folder, { recursive: true, force: true }));
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});

/** Depths that the toy towers have blocks for. */
const SHALLOW = {
  prompt_depth: 1,
  prompt_depth_text: 1,
  prompt_depth_vision: 1,
  layer: 1,
};

async function tinySpec(tuner: string, regulariser = "none"): Promise<RunSpec> {
  const { options } = tunerNamed(tuner);
  const changes = { ...(hasEpochs(tuner) ? { epochs: 2 } : {}), ...SHALLOW };
  const settings = Object.entries(changes)
    .filter(([name]) => name === "epochs" || Object.hasOwn(options, name))
    .map(([name, value]) => ({ name, text: String(value) }));
  const method = { tuner, regulariser, seed: 1, settings };
  return resolveSpec({ suite: suiteNamed("tiny"), dataset: "colours", ...method });
}

/** Makes a run whole. @returns its notes and whether it was trained */
async function completed(
  spec: RunSpec,
  store: string,
): Promise<{ readonly notes: readonly string[]; readonly trained: boolean }> {
  const notes: string[] = [];
  let trained = false;
  const context: RunContext = {
    suite: suiteNamed("tiny"),
    store,
    onNote: (text) => notes.push(text),
    onEpoch: () => (trained = true),
  };
  const outcome = await executeRun(spec, context);
  assert.equal(outcome.state, "done");
  return { notes, trained };
}

/** The same run in two stores: tuned in one, and condensed in the other. */
async function condensed(name: string, specs: readonly RunSpec[]): Promise<string[]> {
  const [tuned, other] = ["tuned", "other"].map((each) => join(folder, name, each));
  for (const spec of specs) await completed(spec, tuned!);
  const archive = join(folder, `${name}.tar.gz`);
  await exportRuns(specs, tuned!, archive, { condensed: true });
  const imported = await importRuns(archive, other!);
  assert.deepEqual(imported.condensed.map(runId).sort(), specs.map(runId).sort());
  return [tuned!, other!];
}

function filesOf(store: string, spec: RunSpec): ReadonlyMap<string, string> {
  const own = runFolder(store, runId(spec));
  return new Map(
    readdirSync(own).map((name) => [name, readFileSync(join(own, name), "latin1")]),
  );
}

test("a condensed run of every method gets its predictions back, byte by byte, without training", async () => {
  const specs = [
    ...(await Promise.all(tunerNames().map((tuner) => tinySpec(tuner)))),
    await tinySpec("coop", "dor"),
  ];
  const [tuned, other] = await condensed("methods", specs);
  for (const spec of specs) {
    assert.equal(readRun(other!, runId(spec)).state, "unfinished");
    const { notes, trained } = await completed(spec, other!);
    assert.deepEqual([notes, trained], [[], false], spec.tuner);
    const [before, now] = [tuned!, other!].map((store) => peakBytesOf(store, runId(spec)));
    assert.equal(now, before, "the memory that tuning took, not that of predicting");
    assert.deepEqual(filesOf(other!, spec), filesOf(tuned!, spec), spec.tuner);
  }
});

test("where a machine predicts otherwise, the run is tuned there", async () => {
  const spec = await tinySpec("coop");
  const [tuned, other] = await condensed("otherwise", [spec]);
  // As if the predictions of the machine that tuned it had been others.
  const path = join(runFolder(other!, runId(spec)), CONDENSED_FILE);
  const { hash: _, ...content } = JSON.parse(readFileSync(path, "utf8")) as RunResult;
  const files = { ...content.files, [PREDICTIONS_FILE]: "0".repeat(64) };
  const changed = { ...content, files };
  writeJsonAtomic(path, { ...changed, hash: canonicalHash(changed) });
  const { notes, trained } = await completed(spec, other!);
  assert.equal(trained, true);
  assert.match(
    notes.join(),
    /predicts otherwise on this machine, so that it is tuned here/,
  );
  const [before, now] = [tuned!, other!].map((store) => filesOf(store, spec));
  assert.equal(now!.get(PREDICTIONS_FILE), before!.get(PREDICTIONS_FILE));
  assert.equal(now!.has(CONDENSED_FILE), false);
});

test("a condensed run that was altered is tuned", async () => {
  const spec = await tinySpec("kgcoop");
  const [, other] = await condensed("altered", [spec]);
  writeFileAtomic(join(runFolder(other!, runId(spec)), PARAMETERS_FILE), "other bytes");
  const { notes, trained } = await completed(spec, other!);
  assert.equal(trained, true);
  assert.match(notes.join(), /is damaged, so that it is tuned here: .*expected SHA-256/);
  assert.equal(readRun(other!, runId(spec)).state, "done");
});

test("a condensed run is tuned where FROM_NOTHING is set", async (context) => {
  const spec = await tinySpec("taskres");
  const [, other] = await condensed("from-nothing", [spec]);
  process.env[FROM_NOTHING] = "1";
  context.after(() => delete process.env[FROM_NOTHING]);
  assert.deepEqual(await completed(spec, other!), { notes: [], trained: true });
});
