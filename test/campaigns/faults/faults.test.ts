import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { projectRoot } from "../../../src/files/project-root";

const skip =
  process.platform === "linux" ? false : "finds its processes in /proc, which Linux has";

test(
  "the short fault campaign ends as if nothing had happened",
  { skip },
  async (context) => {
    const words = ["--import", "tsx", "test/campaigns/faults/run.ts", "--quick"];
    const { stdout } = await promisify(execFile)(process.execPath, words, {
      cwd: projectRoot,
    });
    context.diagnostic(stdout);
    assert.match(stdout, /valid results, by all hashes {2}\| {2}4 of 4 {2}\| {2}yes/);
    assert.match(stdout, /killed 3 times {2}\| {2}all of it, each time {2}\| {2}yes/);
    assert.match(stdout, /all as if nothing had happened/);
  },
);
