import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";

/** A parent that lends its output to the child and then does nothing. */
const PARENT = `
require("node:child_process").spawn(
  process.execPath,
  ["--require", "tsx/cjs", process.argv[1]],
  { stdio: ["ignore", "inherit", "inherit"] },
);
`;

const skip = process.platform === "win32" ? "a process keeps its parent's number" : false;

test(
  "a process in an endless loop ends after its parent was killed",
  { skip },
  async () => {
    const parent = spawn(process.execPath, [
      "-e",
      PARENT,
      join(__dirname, "parent-watch-child.ts"),
    ]);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const child = Number(String(line));
    assert.ok(isAlive(child));
    // Longer than the watch's own pauses: the parent lives, and so does the child.
    await sleep(1500);
    assert.ok(isAlive(child));
    // The child holds the pipe, so that its end is the child's end.
    const ended = once(parent.stdout, "end");
    parent.stdout.resume();
    parent.kill("SIGKILL");
    await ended;
    while (isAlive(child)) await sleep(20);
  },
);

/** A zombie, which nobody has waited for yet, still has its number; here init waits. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
