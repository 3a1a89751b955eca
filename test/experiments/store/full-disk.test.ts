import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fillDisk, mountDisk } from "../../campaigns/faults/disk";
import { promptcal } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

test("a run on a full disk ends in one line that says so, and goes on when there is room", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-full-"));
  const store = join(folder, "store");
  const unmount = mountDisk(store, 4);
  context.after(() => {
    if (typeof unmount !== "string") unmount();
    rmSync(folder, { recursive: true });
  });
  if (typeof unmount === "string") return context.skip(unmount);
  await makeTinySuite(folder);
  const method = ["--suite", "tiny", "--dataset", "colours", "--tuner", "zeroshot"];
  const run = () => promptcal(folder, "run", ...method, "--store", store);
  const empty = fillDisk(store);
  const full = await run();
  assert.equal(full.code, 1);
  const reported = full.err.trim().split("\n").at(-1)!;
  assert.match(
    reported,
    /^promptcal: could not write .*store.*: the disk is full \(.*0\.\d\d MB free\); free some space, and repeat/,
  );
  assert.doesNotMatch(full.err, /\n\s+at /);
  empty();
  const after = await run();
  assert.equal(after.code, 0, after.err);
});

test("a full disk at the cache costs the cache, not the run", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-full-cache-"));
  const cache = join(folder, "cache");
  const unmount = mountDisk(cache, 4);
  context.after(() => {
    delete process.env["PROMPTCAL_CACHE"];
    if (typeof unmount !== "string") unmount();
    rmSync(folder, { recursive: true });
  });
  if (typeof unmount === "string") return context.skip(unmount);
  await makeTinySuite(folder);
  fillDisk(cache);
  process.env["PROMPTCAL_CACHE"] = cache;
  const method = ["--suite", "tiny", "--dataset", "colours", "--tuner", "zeroshot"];
  const { code, err } = await promptcal(folder, "run", ...method, "--store", "runs");
  assert.equal(code, 0, err);
  assert.match(err, /disk is full/);
});
