import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it, test } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { loadNative } from "../../src/engine/native/native";
import { parseTraces } from "../../src/reference/parse-traces";
import { verifyTraces } from "../../src/reference/verify";
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
      await assertReproduced(REFERENCE);
    });
  }

  const whole = resolve(__dirname, "../../../shared/reference");
  const skip = !existsSync(whole) && "only its copy in test/fixtures is on this machine";
  it("with the whole token table", { skip }, async () => {
    await startBackend("wasm");
    await assertReproduced(whole);
  });
});

async function assertReproduced(folder: string): Promise<void> {
  const { rows, notCovered } = await verifyTraces(folder);
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

test("traces that are not what a reader takes them for are refused by field", () => {
  const method = {
    ...{ loss: [1], lr_per_step: [0.1], config: { trainer: "CoOp" } },
    optimizer: { name: "sgd", momentum: 0, weight_decay: 0 },
    float32_max_abs_deviation: { logits: 0 },
  };
  const file = (changes: object): unknown => ({
    templates: { kgcoop: "a {}." },
    class_names: { base: ["a"], new: ["b"] },
    methods: { coop: { ...method, ...changes } },
  });
  assert.equal(parseTraces(file({}), "x").methods["coop"]?.config.trainer, "CoOp");
  for (const [value, message] of [
    [null, /reference traces: expected an object, got null \(traces\.json\)/],
    [{}, /class_names: expected an object, got nothing/],
    [file({ loss: [1, 2] }), /methods\.coop\.lr_per_step: expected a list of 2/],
    [file({ config: {} }), /methods\.coop\.config\.trainer: expected a text, got nothing/],
    [file({ optimizer: null }), /methods\.coop\.optimizer: expected an object, got null/],
  ] as const) {
    assert.throws(() => parseTraces(value, "traces.json"), {
      name: "PromptcalError",
      message,
    });
  }
});

test("a folder without traces is named", async () => {
  await assert.rejects(
    () => verifyTraces(__dirname),
    /reference traces: expected a file traces\.json/,
  );
});
