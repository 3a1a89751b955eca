import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { test } from "node:test";
import { computedOnce } from "../../src/files/computed-once";
import { temporaryFolder } from "../experiments/helpers";

test("of several that need a file, one computes it and the others read it", async (context) => {
  const path = join(temporaryFolder(context), "folder", "table");
  let computed = 0;
  const read = () => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
  const get = () =>
    computedOnce(path, read, async () => {
      computed += 1;
      await setTimeout(150);
      writeFileSync(path, "content");
      return "content";
    });
  assert.deepEqual(await Promise.all([get(), get(), get()]), Array(3).fill("content"));
  assert.equal(computed, 1);
  assert.ok(!existsSync(`${path}.claim`));
});

test("a claim of a dead process or of a silent machine does not hold anybody up", async (context) => {
  const folder = temporaryFolder(context);
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const claims = [
    { name: "dead", owner: { host: hostname(), pid }, age: 0 },
    { name: "silent", owner: { host: "elsewhere", pid: 1 }, age: 1000 },
    // A machine whose clock is ahead, and which died.
    { name: "ahead", owner: { host: "elsewhere", pid: 1 }, age: -1000 },
  ];
  for (const { name, owner, age } of claims) {
    const path = join(folder, name);
    writeFileSync(`${path}.claim`, JSON.stringify(owner));
    const then = Date.now() / 1000 - age;
    utimesSync(`${path}.claim`, then, then);
    const made = await computedOnce(
      path,
      () => undefined,
      () => Promise.resolve(name),
    );
    assert.equal(made, name);
  }
});

test("one that waits obeys its signal, one that fails leaves no claim, and a full disk costs only the claim", async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, "table");
  const owner = { host: hostname(), pid: process.pid };
  writeFileSync(`${path}.claim`, JSON.stringify(owner));
  const stop = new AbortController();
  const waiting = computedOnce(
    path,
    () => undefined,
    () => assert.fail(),
    stop.signal,
  );
  stop.abort(new Error("interrupted"));
  await assert.rejects(waiting, /^Error: interrupted$/);
  const other = join(folder, "other");
  const failing = computedOnce(
    other,
    () => undefined,
    () => Promise.reject(new Error("no")),
  );
  await assert.rejects(failing, /^Error: no$/);
  assert.ok(!existsSync(`${other}.claim`));
  // A file where the folder should be: no claim can be written.
  mkdirSync(join(folder, "here"));
  writeFileSync(join(folder, "file"), "");
  const blocked = join(folder, "file", "table");
  assert.equal(
    await computedOnce(
      blocked,
      () => undefined,
      () => Promise.resolve(7),
    ),
    7,
  );
});
