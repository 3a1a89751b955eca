import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it, test } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { loadNative } from "../../src/engine/native";
import { verifyTraces } from "../../src/tuners/verify";
import { REFERENCE } from "../reference";

const native = loadNative();

describe("all of the reference's traces are reproduced within its tolerances", () => {
  for (const [backend, skip] of [
    ["wasm", false],
    ["cpu", false],
    ["tensorflow", native.backend === undefined && native.explanation],
  ] as const) {
    it(`on ${backend}`, { skip }, async () => {
      await startBackend(backend);
      assertReproduced(REFERENCE);
    });
  }

  const whole = resolve(__dirname, "../../../shared/reference");
  const skip = !existsSync(whole) && "only its copy in test/fixtures is on this machine";
  it("with the whole token table", { skip }, async () => {
    await startBackend("wasm");
    assertReproduced(whole);
  });
});

function assertReproduced(folder: string): void {
  const { rows, notCovered } = verifyTraces(folder);
  assert.deepEqual(notCovered, []);
  assert.deepEqual(
    rows.filter(({ pass }) => !pass),
    [],
  );
  for (const method of new Set(rows.map((row) => row.method))) {
    const found = rows.filter((row) => row.method === method);
    const quantities = found.map(({ quantity }) => quantity);
    for (const needed of ["loss[0]", "loss[4]", "final", "base.logits"]) {
      const there = quantities.some((quantity) => quantity.startsWith(needed));
      assert.ok(there, `${method} ${needed}`);
    }
  }
}

test("a folder without traces is named", () => {
  assert.throws(
    () => verifyTraces(__dirname),
    /reference traces: expected a file traces\.json/,
  );
});
