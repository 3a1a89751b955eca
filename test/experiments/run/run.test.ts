import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fdAfter } from "../../../src/experiments/run/epoch-divergence";
import { readHistory } from "../../../src/experiments/store/history";
import { loadedDataset } from "../../../src/experiments/suites/loaded-suite";
import { readPredictions } from "../../../src/experiments/run/predictions";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import type { RunContext } from "../../../src/experiments/run/run-context";
import { executeRun } from "../../../src/experiments/run/run";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { readRun, type RunResult } from "../../../src/experiments/store/store";
import { runFolder } from "../../../src/experiments/store/store-paths";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { withoutBadImages } from "../../../src/experiments/run/images/without-bad-images";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-run-"));
const EPOCHS = 6;
let spec: RunSpec;

before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  const settings = [
    { name: "epochs", text: String(EPOCHS) },
    { name: "batch", text: "4" },
  ];
  const method = { tuner: "coop", regulariser: "none", seed: 1, settings };
  spec = await resolveSpec({ suite: suiteNamed("tiny"), dataset: "colours", ...method });
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function computed(
  store: string,
  context: Partial<RunContext> = {},
): Promise<RunResult> {
  const outcome = await executeRun(spec, {
    suite: suiteNamed("tiny"),
    store: join(folder, store),
    ...context,
  });
  assert.ok(outcome.state === "done" && outcome.computed);
  return outcome.result;
}

/** Interrupts the run when its second epoch is over. */
async function interrupt(store: string): Promise<string> {
  const stop = new AbortController();
  const onEpoch = (epoch: number): void => {
    if (epoch === 2) stop.abort();
  };
  const suite = suiteNamed("tiny");
  const context = { suite, store: join(folder, store), signal: stop.signal, onEpoch };
  await assert.rejects(executeRun(spec, context), { name: "AbortError" });
  assert.equal(readRun(join(folder, store), runId(spec)).state, "unfinished");
  return join(runFolder(join(folder, store), runId(spec)), "checkpoint.safetensors");
}

test("a run leaves predictions of base and new classes, one history line per epoch, provenance", async () => {
  const result = await computed("whole");
  const { base, new: novel } = readPredictions(join(folder, "whole"), runId(spec));
  assert.deepEqual(base.classNames, ["apple", "bread", "cup"]);
  assert.deepEqual(novel.classNames, ["dog", "egg", "fish"]);
  assert.deepEqual(Array.from(novel.labels), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
  assert.equal(base.logits.length, 9 * 3);
  assert.notDeepEqual(base.textFeatures, base.zeroShotTextFeatures);
  const history = readHistory(join(folder, "whole"), runId(spec));
  assert.deepEqual(
    history.map(({ epoch }) => epoch),
    [1, 2, 3, 4, 5, 6],
  );
  const { provenance } = result;
  assert.equal(provenance.weightsHash, spec.weightsHash);
  assert.equal(provenance.backend, "wasm");
  assert.match(provenance.codeCommit, /^[0-9a-f]{40}$|^unknown$/);
});

test("history has FD after the first epoch, every fifth and the last, which is the result's", () => {
  const run = readRun(join(folder, "whole"), runId(spec));
  assert.ok(run.state === "done");
  const history = readHistory(join(folder, "whole"), runId(spec));
  for (const classSet of ["base", "new"] as const) {
    const measured = history.map((line) => fdAfter(line, classSet));
    assert.deepEqual(
      measured.map((fd) => fd !== undefined),
      [true, false, false, false, true, true],
    );
    assert.equal(measured.at(-1), run.result.metrics[classSet].fd);
    assert.notEqual(measured[0], measured.at(-1));
  }
});

test("a finished run is not computed again", async () => {
  const outcome = await executeRun(spec, {
    suite: suiteNamed("tiny"),
    store: join(folder, "whole"),
  });
  assert.ok(outcome.state === "done" && !outcome.computed);
});

test("an interrupted run goes on from its checkpoint, to the bytes of an undisturbed one", async () => {
  const checkpoint = await interrupt("interrupted");
  const epochs: number[] = [];
  const result = await computed("interrupted", { onEpoch: (epoch) => epochs.push(epoch) });
  assert.deepEqual(epochs, [3, 4, 5, 6]);
  assert.ok(!existsSync(checkpoint));
  const whole = readRun(join(folder, "whole"), runId(spec));
  assert.ok(whole.state === "done");
  assert.equal(
    result.files["predictions.safetensors"],
    whole.result.files["predictions.safetensors"],
  );
  assert.deepEqual(result.metrics, whole.result.metrics);
  // All but the times.
  const [resumed, undisturbed] = ["interrupted", "whole"].map((store) =>
    readHistory(join(folder, store), runId(spec)).map((line) => ({ ...line, seconds: 0 })),
  );
  assert.deepEqual(resumed, undisturbed);
});

test("a damaged checkpoint is said to be, and tuning starts again", async () => {
  const checkpoint = await interrupt("cut");
  truncateSync(checkpoint, 100);
  const notes: string[] = [];
  const epochs: number[] = [];
  await computed("cut", {
    onNote: (note) => notes.push(note),
    onEpoch: (epoch) => epochs.push(epoch),
  });
  assert.match(
    notes.join(),
    /checkpoint not used, tuning starts again: safetensors header/,
  );
  assert.equal(epochs.length, EPOCHS);
});

test("another process's lease is respected", async () => {
  const store = join(folder, "busy");
  const first = executeRun(spec, { suite: suiteNamed("tiny"), store });
  const second = await executeRun(spec, { suite: suiteNamed("tiny"), store });
  assert.ok(second.state === "taken" && second.owner.pid === process.pid);
  assert.equal((await first).state, "done");
});

test("views is an option: crops of a plain square are the square, so they train alike", async () => {
  const withViews = (text: string): Promise<RunSpec> =>
    resolveSpec({
      suite: suiteNamed("tiny"),
      dataset: "colours",
      tuner: "coop",
      regulariser: "none",
      seed: 1,
      settings: [
        { name: "epochs", text: String(EPOCHS) },
        { name: "batch", text: "4" },
        { name: "views", text },
      ],
    });
  const store = join(folder, "views");
  const several = await withViews("2");
  assert.equal(several.recipe["views"], 2);
  assert.notEqual(runId(several), runId(spec));
  await executeRun(several, { suite: suiteNamed("tiny"), store });
  const { logits } = readPredictions(store, runId(several)).base;
  const plain = readPredictions(join(folder, "whole"), runId(spec)).base.logits;
  logits.forEach((value, i) => assert.ok(Math.abs(value - plain[i]!) < 1e-3));
  await assert.rejects(withViews("-1"), {
    name: "PromptcalError",
    message: /option views: expected a whole number of at least 0, got -1/,
  });
});

test("an undecodable image stops a run, or is left out and listed in the result", async () => {
  const path = "apple/test-0.png";
  truncateSync(join(folder, "data", "shades", "images", path), 60);
  const shades = await loadedDataset(suiteNamed("tiny"), "shades");
  const { data, bad } = await withoutBadImages(shades);
  assert.deepEqual(
    bad.map((image) => image.path),
    [path],
  );
  assert.equal(data.dataset.test.length, shades.dataset.test.length - 1);
  // Every image is decoded once, and what was found is remembered by the data set's hash.
  const memory = join(folder, "readable");
  const decoded: number[] = [];
  const remembering = {
    folder: memory,
    onProgress: (done: number): number => decoded.push(done),
  };
  for (let i = 0; i < 2; i++) {
    assert.deepEqual((await withoutBadImages(shades, remembering)).bad, bad);
  }
  assert.equal(decoded.at(-1), shades.imageHashes.size);
  assert.deepEqual(decoded, [...new Set(decoded)]);
  for (const name of readdirSync(memory)) writeFileSync(join(memory, name), "[{");
  assert.deepEqual((await withoutBadImages(shades, remembering)).bad, bad);
  const settings = [{ name: "epochs", text: "1" }];
  const method = { tuner: "coop", regulariser: "none", seed: 1, settings };
  const other = await resolveSpec({
    suite: suiteNamed("tiny"),
    dataset: "shades",
    ...method,
  });
  const store = join(folder, "bad");
  await assert.rejects(executeRun(other, { suite: suiteNamed("tiny"), store }), {
    name: "PromptcalError",
    message: /image: expected a whole picture/,
  });
  const notes: string[] = [];
  const onNote = (text: string): number => notes.push(text);
  const outcome = await executeRun(other, {
    suite: suiteNamed("tiny"),
    store,
    skipBadImages: true,
    onNote,
  });
  assert.ok(outcome.state === "done");
  assert.deepEqual(outcome.result.badImages, bad);
  assert.equal(outcome.result.metrics.base.n + outcome.result.metrics.new.n, 17);
  assert.equal(notes.length, 1);
  const again = readRun(store, runId(other));
  assert.ok(again.state === "done" && again.result.badImages?.length === 1);
});

test("what a process killed at its end left beside a finished run is removed by the next one", async () => {
  const store = join(folder, "whole");
  const id = runId(spec);
  const left = [
    join(runFolder(store, id), ".result.json.tmp-1-1"),
    join(runFolder(store, id), "checkpoint.safetensors"),
    join(store, ".leases", `${id}.0`),
    join(store, ".leases", `.${id}.1.tmp-1-1`),
    join(store, ".attempts", `${id}.jsonl`),
  ];
  const others = join(store, ".leases", `${"0".repeat(16)}.0`);
  mkdirSync(join(store, ".attempts"), { recursive: true });
  for (const path of [...left, others]) writeFileSync(path, "{}");
  const outcome = await executeRun(spec, { suite: suiteNamed("tiny"), store });
  assert.ok(outcome.state === "done" && !outcome.computed);
  assert.deepEqual(
    left.filter((path) => existsSync(path)),
    [],
  );
  assert.ok(existsSync(others));
});

test("who computes a run leaves nothing of a process that was killed while it made a lease of it", async () => {
  const leases = join(folder, "killed", ".leases");
  mkdirSync(leases, { recursive: true });
  for (const name of [`${runId(spec)}.0`, `.${runId(spec)}.0.tmp-1-1`]) {
    writeFileSync(join(leases, name), "{");
  }
  await computed("killed");
  assert.deepEqual(readdirSync(leases), []);
});

test("an owner that another machine superseded leaves the result to it", async () => {
  const store = join(folder, "superseded");
  const superseded = join(store, ".leases", `${runId(spec)}.1`);
  const onEpoch = (epoch: number): void => {
    if (epoch === EPOCHS)
      writeFileSync(superseded, JSON.stringify({ host: "elsewhere", pid: 1, started: "" }));
  };
  const outcome = await executeRun(spec, { suite: suiteNamed("tiny"), store, onEpoch });
  assert.ok(outcome.state === "taken" && outcome.owner.host === "elsewhere");
  assert.equal(readRun(store, runId(spec)).state, "unfinished");
});
