import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  attemptsOf,
  beginAttempt,
  failuresOf,
  forgetAttempts,
  lastLogLines,
} from "../../../src/experiments/store/attempts";
import {
  parkedRuns,
  unparkRuns,
  waitingIndices,
} from "../../../src/experiments/store/quarantine";
import { runId } from "../../../src/experiments/spec/spec";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

const ID = "0123456789abcdef";

test("attempts are remembered with how they ended", async (context) => {
  const store = temporaryFolder(context);
  beginAttempt(store, ID)("interrupted");
  await distinctTime();
  beginAttempt(store, ID)("failed", "no weights");
  await distinctTime();
  beginAttempt(store, ID);
  const attempts = attemptsOf(store, ID);
  assert.deepEqual(
    attempts.map(({ end }) => end),
    ["interrupted", "failed", undefined],
  );
  // An interruption is no failure; an attempt without an end died.
  const failures = failuresOf(attempts);
  assert.equal(failures.length, 2);
  assert.equal(lastLogLines(failures[0]!), "no weights");
  assert.match(lastLogLines(failures[1]!), new RegExp(`process ${process.pid} on .* died`));
  forgetAttempts(store, ID);
  assert.deepEqual(attemptsOf(store, ID), []);
});

test("a note that is none is passed over, and what is no log is not read", (context) => {
  const store = temporaryFolder(context);
  beginAttempt(store, ID)("interrupted");
  const path = join(store, ".attempts", `${ID}.jsonl`);
  const note = { started: "2025-01-01T00:00:00Z", host: "a", pid: 1 };
  for (const wrong of [null, 7, [], { ...note, message: {} }, { ...note, pid: "1" }])
    appendFileSync(path, `${JSON.stringify(wrong)}\n`);
  for (const log of ["/dev/zero", "/proc/self/mem", "a\0b", store, "none"]) {
    appendFileSync(path, `${JSON.stringify({ ...note, log })}\n`);
    const attempts = attemptsOf(store, ID);
    assert.equal(attempts.length, 2);
    // Reading the first one would never end.
    assert.equal(lastLogLines(attempts[1]!), "process 1 on a died");
  }
});

test("a line that a crash cut short is passed over, and the log's end is quoted", (context) => {
  const store = temporaryFolder(context);
  const log = join(store, "task.log");
  writeFileSync(log, "one\ntwo\nout of memory\n");
  process.env["PROMPTCAL_LOG"] = log;
  context.after(() => delete process.env["PROMPTCAL_LOG"]);
  beginAttempt(store, ID);
  appendFileSync(join(store, ".attempts", `${ID}.jsonl`), '{"started":"2026');
  const [attempt, ...more] = attemptsOf(store, ID);
  assert.deepEqual(more, []);
  assert.match(lastLogLines(attempt!, 2), /died; end of .*task.log:\ntwo\nout of memory$/);
});

test("a run that failed three times is parked until it is asked for again", async (context) => {
  const store = temporaryFolder(context);
  const specs = [1, 2, 3].map((seed) => someSpec({ seed }));
  finishSomeRun(store, specs[0]!);
  for (let attempt = 0; attempt < 3; attempt++) {
    assert.deepEqual(waitingIndices(specs, store), [1, 2]);
    beginAttempt(store, runId(specs[2]!))("failed", "no weights");
    await distinctTime();
  }
  assert.deepEqual(waitingIndices(specs, store), [1]);
  const [parked] = parkedRuns(specs, store);
  assert.equal(parked!.index, 2);
  assert.equal(parked!.failures, 3);
  assert.equal(parked!.lastLogLines, "no weights");
  unparkRuns(specs, store);
  assert.deepEqual(waitingIndices(specs, store), [1, 2]);
});

/** Attempts of one process are told apart by the millisecond in which they began. */
function distinctTime(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3));
}
