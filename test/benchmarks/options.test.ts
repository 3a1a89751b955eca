import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(__dirname, "..", "..");

/** What the benchmark says of options before it measures anything. */
function refused(...options: string[]): string {
  const words = ["--import", "tsx", "benchmarks/run.ts", ...options];
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: ROOT,
    encoding: "utf8",
  });
  assert.equal(status, 1);
  return stderr.trim();
}

test("a part of the benchmark is not kept in place of the whole", () => {
  const reported = refused("--write", "--only", "matmul,coop-step");
  assert.match(
    reported,
    /^option --write: expected a whole run.*, got matmul,coop-step; leave --only .*$/,
  );
});

test("the graphics card has no numbers of the processor's", () => {
  assert.match(refused("--gpu", "--only", "icons"), /^unknown part on the gpu "icons".*$/);
  assert.match(
    refused("--gpu", "--subjects", "wasm"),
    /^unknown subject on the gpu "wasm"/,
  );
});
