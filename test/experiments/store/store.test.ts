import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { collectTable } from "../../../src/experiments/sweep/collect";
import { readHistory } from "../../../src/experiments/store/history";
import { readPredictions } from "../../../src/experiments/run/predictions";
import { runId } from "../../../src/experiments/spec/spec";
import {
  readRun,
  moveToDamaged,
  storedRunIds,
  type RunResult,
} from "../../../src/experiments/store/store";
import { canonicalHash } from "../../../src/files/json/canonical-json";
import { runFolder } from "../../../src/experiments/store/store-paths";
import {
  readSafetensors,
  writeSafetensors,
  type TensorToStore,
} from "../../../src/files/tensors/safetensors";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

const id = runId(someSpec());

function finished(context: TestContext): { store: string; folder: string } {
  const store = temporaryFolder(context);
  finishSomeRun(store, someSpec());
  return { store, folder: runFolder(store, id) };
}

function damage(store: string): string {
  const run = readRun(store, id);
  assert.equal(run.state, "damaged");
  return run.problem;
}

test("a finished run is done, with its metrics and the hashes of its files", (context) => {
  const { store } = finished(context);
  const run = readRun(store, id);
  assert.equal(run.state, "done");
  const { result } = run;
  assert.deepEqual(result.spec, someSpec());
  assert.equal(result.metrics.base.accuracy, 2 / 3);
  // The texts lie at right angles when tuned, and at cosine 0.6 before.
  assert.ok(Math.abs(result.metrics.new.fd! - Math.SQRT2) < 1e-7);
  assert.ok(Math.abs(result.metrics.new.zero_shot_fd - Math.sqrt(2 - 2 * 0.6)) < 1e-7);
  assert.deepEqual(Object.keys(result.files).sort(), [
    "history.jsonl",
    "predictions.safetensors",
    "spec.json",
  ]);
  assert.deepEqual(Array.from(readPredictions(store, id).new.labels), [0, 1, 1]);
});

test("a run that was stored under an earlier name of the edge rule is read, and named as today in tables", (context) => {
  const store = temporaryFolder(context);
  const { metrics } = finishSomeRun(store, someSpec());
  const folder = runFolder(store, id);
  const path = join(folder, "result.json");
  const { hash: _, ...content } = JSON.parse(readFileSync(path, "utf8")) as RunResult;
  const old = { ...content, metrics: { ...metrics, rule: "paper" } };
  writeFileSync(path, JSON.stringify({ ...old, hash: canonicalHash(old) }));
  const run = readRun(store, id);
  assert.equal(run.state, "done");
  assert.equal(run.result.metrics.rule, "paper");
  const { columns, rows } = collectTable([someSpec()], store);
  assert.equal(rows[0]![columns.indexOf("rule")], "left-closed-drop-1");
});

test("a folder that merely exists means nothing", (context) => {
  const { store, folder } = finished(context);
  rmSync(join(folder, "result.json"));
  assert.equal(readRun(store, id).state, "unfinished");
  rmSync(folder, { recursive: true });
  assert.equal(readRun(store, id).state, "missing");
});

test("damage: truncated predictions, an altered byte, a missing file are each named", (context) => {
  const { store, folder } = finished(context);
  const predictions = join(folder, "predictions.safetensors");
  const whole = readFileSync(predictions);
  truncateSync(predictions, whole.length - 1);
  assert.match(
    damage(store),
    /predictions\.safetensors: expected SHA-256 [0-9a-f]{64}, got/,
  );
  const altered = Buffer.from(whole);
  altered[altered.length - 1]! ^= 1;
  writeFileSync(predictions, altered);
  assert.match(damage(store), /predictions\.safetensors: expected SHA-256/);
  rmSync(predictions);
  assert.match(damage(store), /predictions\.safetensors: expected a file, got none/);
  writeFileSync(predictions, whole);
  assert.equal(readRun(store, id).state, "done");
});

test("damage: a result with a nicer number, or cut, is not believed", (context) => {
  const { store, folder } = finished(context);
  const path = join(folder, "result.json");
  const text = readFileSync(path, "utf8");
  const accuracy = String(2 / 3);
  assert.ok(text.includes(accuracy));
  writeFileSync(path, text.replace(accuracy, "0.99"));
  assert.match(damage(store), /result\.json: expected SHA-256/);
  for (const length of [0, 1, 100, text.length - 3]) {
    writeFileSync(path, text.slice(0, length));
    assert.match(damage(store), /result\.json: expected JSON/);
  }
  writeFileSync(path, "null");
  assert.match(damage(store), /result\.json: expected an object, got null/);
});

test("damage: a result of endless nesting, or with a number beyond float64", (context) => {
  const { store, folder } = finished(context);
  for (const value of ["[".repeat(20_000), "1e999"]) {
    writeFileSync(join(folder, "result.json"), `{"hash":"x","files":{},"id":${value}}`);
    assert.match(
      damage(store),
      /result\.json: expected (at most 100 levels|finite numbers)/,
    );
  }
});

test("predictions that are not what their names say are refused", (context) => {
  const { store, folder } = finished(context);
  const path = join(folder, "predictions.safetensors");
  const { tensors, metadata } = readSafetensors(path);
  const write = (name: string, tensor: TensorToStore, names = ["apple", "bread"]): void => {
    const all = [...tensors].map(([key, { shape, data }]) => [key, { shape, data }]);
    writeSafetensors(
      path,
      { ...Object.fromEntries(all), [name]: tensor },
      { ...metadata, "base.class_names": JSON.stringify(names) },
    );
  };
  const labels = (...data: number[]) => ({ shape: [3], data: Int32Array.from(data) });
  write("base.labels", labels(0, 1, 2));
  assert.throws(
    () => readPredictions(store, id),
    /label 2 of base: expected 0 to 1, got 2/,
  );
  write("base.labels", { shape: [3], data: Float32Array.of(0, 1, 1) });
  assert.throws(() => readPredictions(store, id), /values of Int32Array, got F32/);
  write("base.labels", labels(0, 1, 1), ["apple", "bread", "cake"]);
  assert.throws(() => readPredictions(store, id), /base\.logits: expected shape \[3, 3\]/);
});

test("a history whose lines are no epochs is refused with its line", (context) => {
  const { store, folder } = finished(context);
  const epoch = { epoch: 1, loss: 1, accuracy: 0.5, learning_rate: 0.1, seconds: 1 };
  for (const [line, message] of [
    ["null", /epoch: expected an object, got null \(.*history\.jsonl line 1\)/],
    [JSON.stringify({ ...epoch, loss: "1" }), /epoch field loss: expected a number/],
    [JSON.stringify(epoch), /epoch field parts: expected an object, got nothing/],
  ] as const) {
    writeFileSync(join(folder, "history.jsonl"), `${line}\n`);
    assert.throws(() => readHistory(store, id), { name: "PromptcalError", message });
  }
});

test("damage: the whole result of another run", (context) => {
  const { store, folder } = finished(context);
  const other = someSpec({ seed: 2 });
  finishSomeRun(store, other);
  const foreign = readFileSync(join(runFolder(store, runId(other)), "result.json"));
  writeFileSync(join(folder, "result.json"), foreign);
  assert.match(
    damage(store),
    new RegExp(`expected run ${id}, got the result of run ${runId(other)}`),
  );
});

test("a damaged run is moved aside, each under a name of its own", (context) => {
  const { store } = finished(context);
  const first = moveToDamaged(store, id);
  finishSomeRun(store, someSpec());
  const second = moveToDamaged(store, id);
  assert.notEqual(first, second);
  assert.ok(
    existsSync(join(first, "result.json")) && existsSync(join(second, "result.json")),
  );
  assert.equal(readRun(store, id).state, "missing");
  assert.deepEqual(storedRunIds(store), []);
});
