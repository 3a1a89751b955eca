import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CheckpointTensors } from "../../../src/encoders/checkpoints/checkpoint-tensors";
import {
  promptLayouts,
  recogniseLayout,
} from "../../../src/experiments/prompts/prompt-layouts";
import { projectRoot } from "../../../src/files/project-root";
import { tunerNamed } from "../../../src/methods/registry";

/** Tensors of some names and shapes, without values. */
function tensors(shapes: Readonly<Record<string, readonly number[]>>): CheckpointTensors {
  const read = (): never => assert.fail("no value is looked at");
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [name, { dtype: "F32", shape, read }]),
  );
}

const CTX = { "prompt_learner.ctx": [4, 512] };
const META = "prompt_learner.meta_net";

test("trainers are told by names and shapes of tensors", () => {
  for (const [shapes, tuner, options] of [
    [
      { ...CTX, "prompt_learner.bias_vectors": [1, 512] },
      "kgcoop",
      { n_ctx: 4, csc: false },
    ],
    [{ ...CTX, [`${META}.linear2.weight`]: [512, 32] }, "cocoop", { n_ctx: 4 }],
    // TCP's network makes the tokens of the whole context.
    [{ ...CTX, [`${META}.linear2.weight`]: [2048, 128] }, "tcp", { n_ctx: 4 }],
    [{ ...CTX, "film_lp_img.scale": [512] }, "dept", { n_ctx: 4 }],
    [
      {
        "prompt_learner.ctx": [2, 512],
        "prompt_learner.proj.weight": [768, 512],
        "prompt_learner.compound_prompts_text.0": [2, 512],
        "prompt_learner.compound_prompts_text.1": [2, 512],
      },
      "maple",
      { n_ctx: 2, prompt_depth: 3 },
    ],
    [
      {
        ...CTX,
        "image_encoder.VPT": [8, 768],
        "image_encoder.transformer.resblocks.1.VPT_shallow": [8, 768],
        "text_encoder.transformer.resblocks.1.VPT_shallow": [4, 512],
        "text_encoder.transformer.resblocks.2.VPT_shallow": [4, 512],
        "prompt_learner.ZS_image_encoder.proj": [768, 512],
      },
      "promptsrc",
      { n_ctx_text: 4, n_ctx_vision: 8, prompt_depth_text: 3, prompt_depth_vision: 2 },
    ],
  ] as const) {
    const found = tensors(shapes);
    const layout = recogniseLayout(found, "x", {});
    assert.equal(layout.tuner, tuner);
    assert.deepEqual(layout.options(found), options);
  }
});

test("what CoOp, KgCoOp and ProGrad save alike is settled by the path, then by the option", () => {
  const found = tensors(CTX);
  assert.equal(recogniseLayout(found, "x", { guessed: "kgcoop" }).tuner, "kgcoop");
  assert.equal(
    recogniseLayout(found, "x", { guessed: "kgcoop", said: "coop" }).tuner,
    "coop",
  );
  // A path that names a trainer which cannot have saved the file decides nothing.
  assert.throws(
    () => recogniseLayout(found, "x", { guessed: "maple" }),
    /--tuner coop\|kgcoop/,
  );
  assert.throws(() => recogniseLayout(found, "x", { said: "cop" }), /did you mean "coop"/);
});

test("methods on top of others are not taken for them", () => {
  const maple = { ...CTX, "prompt_learner.proj.weight": [768, 512] };
  for (const more of ["film_lp_img.scale", "image_adapter.fc.0.weight"]) {
    const found = tensors({ ...maple, [more]: [512] });
    assert.throws(() => recogniseLayout(found, "x", {}), /of a trainer that is not known/);
  }
});

test("a learner with more tensors than its trainer's is another trainer's", () => {
  // ATPrompt learns attributes too; without them its context would predict something else.
  const found = tensors({ ...CTX, "prompt_learner.ctx_att1": [2, 512] });
  for (const told of [{ guessed: "coop" }, { said: "coop" }])
    assert.throws(() => recogniseLayout(found, "x", told), {
      message: /of a trainer that is not known|no trainer that is known, not of coop/,
    });
  const buffers = { "prompt_learner.token_prefix": [6, 1, 512] };
  assert.equal(
    recogniseLayout(tensors({ ...CTX, ...buffers }), "x", { said: "coop" }).tuner,
    "coop",
  );
});

test("every layout is a tuner, and stands in the documentation", () => {
  const page = readFileSync(join(projectRoot, "docs", "prompts.md"), "utf8");
  for (const { tuner, trainer, model, unsaid } of promptLayouts()) {
    const { options } = tunerNamed(tuner);
    for (const name of unsaid) assert.ok(Object.hasOwn(options, name), `${tuner} ${name}`);
    const row = page.split("\n").find((line) => line.startsWith(`| ${trainer} `));
    assert.ok(row?.includes(`\`${tuner}\``) && row.includes(`\`${model}\``), trainer);
  }
});
