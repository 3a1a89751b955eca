import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { exportPrompts } from "../../../src/experiments/prompts/export-prompts";
import { importPrompts } from "../../../src/experiments/prompts/import-prompts";
import { openPromptFile } from "../../../src/experiments/prompts/prompt-file";
import { readParameters } from "../../../src/experiments/run/parameters";
import { readPredictions } from "../../../src/experiments/run/predictions";
import { executeRun } from "../../../src/experiments/run/run";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { REFERENCE } from "../../reference";
import { makeReferenceSuite, OBJECTS } from "./reference-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-export-"));
const [store, out] = [join(folder, "runs"), join(folder, "prompts")];
const REQUEST = {
  ...{ store, dataset: OBJECTS, regulariser: "none", seed: 1, shots: 3 },
  ...{ settings: [], ignoreClassNames: false },
};

before(async () => {
  await makeReferenceSuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

for (const name of ["kgcoop", "cocoop", "coop_csc"]) {
  test(`${name}: imported, exported and imported again is the same run`, async () => {
    const file = join(REFERENCE, "prompts", name, "prompt_learner", "model.pth.tar-5");
    const suite = suiteNamed("reference");
    const first = await importPrompts(file, { ...REQUEST, suite });
    const { checkpoint, safetensors } = await exportPrompts(first.result.id.slice(0, 8), {
      store,
      out,
    });
    // What load_model asks for: the learned tensors under the trainer's names.
    const [before, exported] = [
      await openPromptFile(file),
      await openPromptFile(checkpoint!),
    ];
    for (const [tensor, { shape, read }] of exported.tensors) {
      assert.deepEqual(shape, before.tensors.get(tensor)!.shape);
      assert.deepEqual(read(), before.tensors.get(tensor)!.read());
    }
    for (const path of [checkpoint!, safetensors]) {
      // Both tell data set, trainer, shots and seed by themselves.
      const { dataset: _, seed: __, shots: ___, ...rest } = REQUEST;
      const again = await importPrompts(path, { ...rest, suite });
      assert.deepEqual([again.added, again.result.id], [false, first.result.id]);
    }
  });
}

for (const tuner of ["coop", "maple", "promptsrc", "dept", "tcp"]) {
  test(`${tuner}: prompts that were tuned here predict the same when they come back`, async () => {
    const suite = suiteNamed("reference");
    const settings = Object.entries({
      ...{ epochs: "1", shots: "2", batch: "4" },
      ...(tuner === "tcp" ? { layer: "1" } : {}),
      ...(tuner === "maple" ? { prompt_depth: "2" } : {}),
      ...(tuner === "promptsrc"
        ? { prompt_depth_text: "2", prompt_depth_vision: "2" }
        : {}),
    }).map(([name, text]) => ({ name, text }));
    const names = { suite, dataset: OBJECTS, tuner, regulariser: "none" };
    const spec = await resolveSpec({ ...names, seed: 1, settings });
    const run = await executeRun(spec, { store, suite });
    assert.ok(run.state === "done");
    const { checkpoint, card } = await exportPrompts(run.result.id, { store, out });
    const settle = tuner === "tcp" ? [{ name: "layer", text: "1" }] : [];
    const words = spec.recipe["ctx_init"];
    const ctx =
      tuner === "maple" && typeof words === "string"
        ? [{ name: "ctx_init", text: words }]
        : [];
    const { result } = await importPrompts(checkpoint!, {
      ...REQUEST,
      suite,
      shots: 2,
      settings: [...settle, ...ctx],
    });
    assert.notEqual(result.id, run.result.id);
    assert.deepEqual(
      readParameters(store, result.id),
      readParameters(store, run.result.id),
    );
    assert.deepEqual(
      readPredictions(store, result.id),
      readPredictions(store, run.result.id),
    );
    const page = readFileSync(card, "utf8");
    const accuracy = (100 * run.result.metrics.new.accuracy).toFixed(1);
    assert.match(page, new RegExp(`new: accuracy ${accuracy} %, ECE [\\d.]+ % \\(10 bins`));
    assert.match(page, /golden_retriever, sunflower/);
    const model = dirname(checkpoint!);
    assert.equal(readFileSync(join(model, "checkpoint"), "utf8"), "model.pth.tar-1\n");
  });
}

test("a run without learned prompts, and none at all, are told", async () => {
  const suite = suiteNamed("reference");
  const names = { suite, dataset: OBJECTS, tuner: "zeroshot", regulariser: "none" };
  const spec = await resolveSpec({ ...names, seed: 1, settings: [] });
  const run = await executeRun(spec, { store, suite });
  assert.ok(run.state === "done");
  await assert.rejects(
    exportPrompts(run.result.id, { store, out }),
    /\(zeroshot\) has no learned prompts: its method learns none/,
  );
  await assert.rejects(
    exportPrompts("0123456789abcdef", { store, out }),
    /has no run whose id begins with 0123456789abcdef/,
  );
});
