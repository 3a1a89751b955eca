import assert from "node:assert/strict";
import { test } from "node:test";
import { endOrMoment } from "./end-or-moment";

const timers = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

test("an end before its moment leaves no timer that keeps the process alive", async () => {
  const before = timers();
  assert.equal(await endOrMoment(Promise.resolve("done"), 600_000), "done");
  await assert.rejects(endOrMoment(Promise.reject(new Error("gone")), 600_000), /gone/);
  assert.equal(timers(), before);
});

test("the moment comes where nothing ends", async () => {
  const never = new Promise<string>(() => undefined);
  assert.equal(await endOrMoment(never, 1), "moment");
});
