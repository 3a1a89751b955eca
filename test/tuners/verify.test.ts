import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { verifyTraces } from "../../src/tuners/verify";

const folder = resolve(__dirname, "../../../shared/reference");
const skip = existsSync(folder) ? false : "the reference fixtures are not here";

for (const backend of ["wasm", "cpu"] as const) {
  test(
    `all of the reference's traces are reproduced within its tolerances on ${backend}`,
    {
      skip,
    },
    async () => {
      await startBackend(backend);
      const { rows, notCovered } = verifyTraces(folder);
      assert.deepEqual(notCovered, []);
      assert.deepEqual(
        rows.filter(({ pass }) => !pass),
        [],
      );
      for (const method of new Set(rows.map((row) => row.method))) {
        const found = rows.filter((row) => row.method === method);
        const quantities = found.map(({ quantity }) => quantity);
        for (const needed of ["loss[0]", "loss[4]", "final", "base.logits"])
          assert.ok(
            quantities.some((quantity) => quantity.startsWith(needed)),
            `${method} ${needed}`,
          );
      }
    },
  );
}

test("a folder without traces is named", () => {
  assert.throws(
    () => verifyTraces(__dirname),
    /reference traces: expected a file traces\.json/,
  );
});
