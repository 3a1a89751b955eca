import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { leaseTiming, STALE_VARIABLE } from "../../../src/experiments/store/lease-owner";
import {
  clearLeases,
  ownerOf,
  type Lease,
  LeaseTaken,
  takeLease,
} from "../../../src/experiments/store/lease";
import { temporaryFolder } from "../helpers";

const ids = Array.from({ length: 50 }, (_, i) => i.toString(16).padStart(16, "0"));

async function startChild(context: TestContext): Promise<ChildProcess> {
  const child = fork(join(__dirname, "lease-child.ts"), [], {
    execArgv: ["--require", "tsx/cjs"],
  });
  context.after(() => child.kill("SIGKILL"));
  await once(child, "message");
  return child;
}

async function take(
  child: ChildProcess,
  store: string,
  requested = ids,
): Promise<string[]> {
  child.send({ store, ids: requested });
  return (await once(child, "message"))[0] as string[];
}

test("a lease is one process's at a time, and free after release", (context) => {
  const store = temporaryFolder(context);
  const lease = takeLease(store, ids[0]!);
  assert.ok(!(lease instanceof LeaseTaken));
  const second = takeLease(store, ids[0]!);
  assert.ok(second instanceof LeaseTaken && second.owner.pid === process.pid);
  assert.ok(!(takeLease(store, ids[1]!) instanceof LeaseTaken));
  lease.release();
  assert.ok(!(takeLease(store, ids[0]!) instanceof LeaseTaken));
});

test("a lease shows life while its process is busy, and no more after its release", async (context) => {
  const store = temporaryFolder(context);
  const lease = takeLease(store, ids[0]!, { heartbeatMs: 50, timeoutMs: 1000 });
  assert.ok(!(lease instanceof LeaseTaken));
  const [name] = readdirSync(join(store, ".leases"));
  const path = join(store, ".leases", name!);
  const changes = new Set<number>();
  // JavaScript of this thread does nothing else for the time: no timer of it would run.
  const end = performance.now() + 2000;
  while (performance.now() < end) changes.add(statSync(path).mtimeMs);
  assert.ok(changes.size > 3, `${changes.size} signs of life`);
  lease.release();
  await sleep(200);
  assert.deepEqual(readdirSync(join(store, ".leases")), []);
});

test("two processes race for 50 leases: each lease has exactly one winner", async (context) => {
  const store = temporaryFolder(context);
  const children = await Promise.all([startChild(context), startChild(context)]);
  const won = await Promise.all(children.map((child) => take(child, store)));
  assert.deepEqual(won.flat().sort(), ids);
});

test("leases of a killed process are taken over, each by exactly one of two", async (context) => {
  const store = temporaryFolder(context);
  const dead = await startChild(context);
  assert.deepEqual(await take(dead, store), ids);
  const children = await Promise.all([startChild(context), startChild(context)]);
  assert.deepEqual(await take(children[0]!, store), []);
  dead.kill("SIGKILL");
  await once(dead, "exit");
  const won = await Promise.all(children.map((child) => take(child, store)));
  assert.deepEqual(won.flat().sort(), ids);
});

test("a reused process number, a damaged lease and another machine's lease", (context) => {
  const store = temporaryFolder(context);
  mkdirSync(join(store, ".leases"));
  const write = (id: string, content: string): void =>
    writeFileSync(join(store, ".leases", `${id}.0`), content);
  const owner = { host: hostname(), pid: process.pid, started: "1" };
  write(ids[0]!, JSON.stringify(owner));
  write(ids[1]!, '{"host":');
  write(ids[2]!, JSON.stringify({ ...owner, host: "elsewhere" }));
  const takes = ids.slice(0, 3).map((id) => takeLease(store, id));
  assert.deepEqual(
    takes.map((lease) => lease instanceof LeaseTaken),
    [false, false, true],
  );
  for (const lease of takes) if (!(lease instanceof LeaseTaken)) lease.release();
  assert.deepEqual(readdirSync(join(store, ".leases")), [`${ids[2]}.0`]);
});

test("an owner that slept while another took over finds its lease lost, and leaves the new one", async (context) => {
  const store = temporaryFolder(context);
  const sleeper = await startChild(context);
  assert.deepEqual(await take(sleeper, store, [ids[0]!]), [ids[0]]);
  sleeper.kill("SIGSTOP");
  const path = join(store, ".leases", `${ids[0]}.0`);
  const owner = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...owner, host: "elsewhere" }));
  const timing = { heartbeatMs: 20, timeoutMs: 150 };
  const taken = (): Lease | LeaseTaken => takeLease(store, ids[0]!, timing);
  assert.ok(taken() instanceof LeaseTaken);
  await sleep(200);
  const second = taken();
  assert.ok(!(second instanceof LeaseTaken));
  assert.equal(second.takenOver?.host, "elsewhere");
  assert.ok(second.isHeld());
  // Now the second one sleeps, and a third supersededs it.
  const mine = join(store, ".leases", `${ids[0]}.1`);
  writeFileSync(mine.replace(/1$/, "2"), readFileSync(mine));
  assert.ok(!second.isHeld());
  second.release();
  assert.deepEqual(readdirSync(join(store, ".leases")).sort(), [
    `${ids[0]}.0`,
    `${ids[0]}.1`,
    `${ids[0]}.2`,
  ]);
  assert.equal(ownerOf(store, ids[0]!, timing)?.pid, process.pid);
  clearLeases(store, ids[0]!);
  assert.deepEqual(readdirSync(join(store, ".leases")), []);
  assert.equal(ownerOf(store, ids[0]!), undefined);
});

test("a site may set after how many silent seconds an owner counts as dead", () => {
  assert.deepEqual(leaseTiming({}), { heartbeatMs: 10_000, timeoutMs: 180_000 });
  assert.equal(leaseTiming({ [STALE_VARIABLE]: "36" }).heartbeatMs, 2000);
  assert.throws(
    () => leaseTiming({ [STALE_VARIABLE]: "soon" }),
    /seconds above 0, got soon/,
  );
});

test("another machine's owner is believed while it shows life, whatever its clock says", async (context) => {
  const store = temporaryFolder(context);
  mkdirSync(join(store, ".leases"));
  const path = join(store, ".leases", `${ids[0]}.0`);
  writeFileSync(path, JSON.stringify({ host: "elsewhere", pid: 1, started: "1" }));
  const timing = { heartbeatMs: 20, timeoutMs: 300 };
  const taken = (): boolean => takeLease(store, ids[0]!, timing) instanceof LeaseTaken;
  // Signs of life with clocks that run backwards and years ahead.
  for (const clock of [2_000_000_000, 1_000_000_000, 3_000_000_000]) {
    utimesSync(path, clock, clock);
    assert.ok(taken());
    await sleep(200);
    assert.ok(taken());
  }
  await sleep(320);
  const lease = takeLease(store, ids[0]!, timing);
  assert.ok(!(lease instanceof LeaseTaken));
  // Its own signs of life: the time stamp goes on.
  const mine = join(store, ".leases", `${ids[0]}.1`);
  const before = statSync(mine).mtimeMs;
  await sleep(100);
  assert.ok(statSync(mine).mtimeMs > before);
  lease.release();
  assert.deepEqual(readdirSync(join(store, ".leases")), []);
});
