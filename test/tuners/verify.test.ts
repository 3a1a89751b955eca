import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { verifyTraces } from "../../src/tuners/verify";

const folder = resolve(__dirname, "../../../shared/reference");
const skip = existsSync(folder) ? false : "the reference fixtures are not here";

test("the reference's traces are reproduced within its tolerances", { skip }, async () => {
  await startBackend("wasm");
  const { rows } = verifyTraces(folder);
  const methods = [
    "coop_end",
    "coop_middle",
    "coop_front",
    "coop_csc",
    "coop_ctx_init",
    "coop_momentum_cosine",
    "kgcoop",
    "kgcoop_random_init",
    "coop_dor",
    "kgcoop_dor",
    "vpt",
    "maple",
    "promptsrc",
    "promptsrc_gpa",
  ];
  const replayed = new Set(rows.map(({ method }) => method));
  for (const method of methods) assert.ok(replayed.has(method), method);
  assert.deepEqual(
    rows.filter(({ pass }) => !pass),
    [],
  );
  for (const method of methods) {
    const quantities = rows.filter((row) => row.method === method).map((r) => r.quantity);
    for (const needed of ["grad0", "loss[0]", "loss[4]", "final", "base.logits"])
      assert.ok(quantities.some((quantity) => quantity.startsWith(needed)));
  }
});

test("a folder without traces is named", () => {
  assert.throws(
    () => verifyTraces(__dirname),
    /reference traces: expected a file traces\.json/,
  );
});
