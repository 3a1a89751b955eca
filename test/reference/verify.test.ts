import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it, test, type TestContext } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { loadNative } from "../../src/engine/native/native";
import {
  parseTraces,
  type TraceFile,
  type TraceMethod,
} from "../../src/reference/parse-traces";
import { verifyTraces } from "../../src/reference/verify";
import { temporaryFolder } from "../experiments/helpers";
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

test("words to start from decide the number of context tokens", async (context) => {
  await startBackend("wasm");
  const folder = changedTraces(context, ({ coop_ctx_init, kgcoop, cocoop }) => ({
    coop_ctx_init: withConfig(coop_ctx_init!, { n_ctx: 5, csc: true }),
    kgcoop: withConfig(kgcoop!, { n_ctx: 16, ctx_init: "of no importance" }),
    cocoop: withConfig(cocoop!, { n_ctx: 4 }),
  }));
  await assertReproduced(folder);
});

test("a difference is allowed up to ten times the reference's own until that step", async (context) => {
  await startBackend("wasm");
  const figures = [1e-4, 3e-4, 2e-4, 2e-4, 2e-4];
  const wrong = 2.5e-3;
  const folder = changedTraces(context, ({ coop_end: trace }) => ({
    coop_end: {
      ...trace!,
      // Off by 2.5e-3 at steps 0, 1 and 2: ten times the figures 1e-4, 3e-4 and, up to step 2, 3e-4.
      loss: trace!.loss.map((loss, step) => (step < 3 ? loss + wrong : loss)),
      float32_max_abs_deviation: { ...trace!.float32_max_abs_deviation, loss: figures },
    },
  }));
  const { rows } = await verifyTraces(folder);
  const losses = rows.filter(({ quantity }) => quantity.startsWith("loss"));
  assert.deepEqual(
    losses.map(({ tolerance }) => tolerance),
    [1e-4, 3e-4, 3e-4, 3e-4, 3e-4].map((figure) => 10 * figure),
  );
  assert.deepEqual(
    losses.map(({ pass }) => pass),
    [false, true, true, true, true],
  );
});

/** A folder with some of the fixtures' traces, changed. */
function changedTraces(
  context: TestContext,
  change: (methods: TraceFile["methods"]) => TraceFile["methods"],
): string {
  const folder = temporaryFolder(context);
  for (const name of ["clip-tiny.json", "clip-tiny.safetensors", "traces.safetensors"])
    copyFileSync(join(REFERENCE, name), join(folder, name));
  const traces = JSON.parse(readFileSync(join(REFERENCE, "traces.json"), "utf8")) as {
    methods: TraceFile["methods"];
  };
  const changed = { ...traces, methods: change(traces.methods) };
  writeFileSync(join(folder, "traces.json"), JSON.stringify(changed));
  return folder;
}

function withConfig(trace: TraceMethod, config: object): TraceMethod {
  return { ...trace, config: { ...trace.config, ...config } };
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
    [{}, /templates: expected an object, got nothing/],
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
