import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findClip } from "../../../src/encoders/checkpoints/find-clip";

/** Some of a CLIP's names in OpenAI's naming. */
const CLIP = ["logit_scale", "token_embedding.weight", "visual.proj", "ln_final.bias"];

function under(prefix: string, names: readonly string[] = CLIP): string[] {
  return names.map((name) => prefix + name);
}

describe("CLIP in a checkpoint", () => {
  for (const prefix of [
    "module.",
    "_orig_mod.",
    "module._orig_mod.",
    "_orig_mod.module.",
    "model.",
    "clip_model.",
    "state_dict.",
    "model_ema.module.",
    "state_dict.model._orig_mod.clip.",
    "_forward_module.model.",
    "clip_",
  ]) {
    it(`is found under ${prefix}`, () => {
      const { names } = findClip(under(prefix), "x");
      assert.deepEqual(
        [...names],
        CLIP.map((name) => [name, prefix + name]),
      );
    });
  }

  it("is found where a tower alone is wrapped", () => {
    const given = ["logit_scale", "visual._orig_mod.proj", "token_embedding.module.weight"];
    const { names } = findClip(given, "x");
    assert.deepEqual(
      [...names.keys()],
      ["logit_scale", "visual.proj", "token_embedding.weight"],
    );
  });

  it("is found in a module that was pickled whole", () => {
    const given = [
      "model._parameters.logit_scale",
      "model._modules.visual._parameters.proj",
    ];
    assert.deepEqual(
      [...findClip(given, "x").names.keys()],
      ["logit_scale", "visual.proj"],
    );
  });

  it("is told from an optimizer, a classifier and a scale of another thing", () => {
    const given = [
      "loss.logit_scale",
      ...under("model."),
      "model.head.weight",
      ...under("optimizer.state.", ["0.exp_avg", "0.exp_avg_sq"]),
    ];
    const { names, others, passedOver } = findClip(given, "x");
    assert.deepEqual([...names.values()], under("model."));
    assert.deepEqual(others, []);
    assert.deepEqual(passedOver, ["model.head.weight"]);
  });

  it("of several is the usual one, or the one that is asked for", () => {
    const two = [...under("state_dict_ema."), ...under("state_dict.")];
    const usual = findClip(two, "x");
    assert.deepEqual([usual.prefix, usual.others], ["state_dict.", ["state_dict_ema."]]);
    assert.equal(findClip(two, "x", "state_dict_ema").prefix, "state_dict_ema.");
    assert.equal(findClip([...under(""), ...under("ema.")], "x").prefix, "");
    const equal = [...under("student."), ...under("teacher.")];
    assert.equal(findClip(equal, "x", "teacher").prefix, "teacher.");
    assert.throws(
      () => findClip(equal, "x.pt"),
      /expected one CLIP, got 2, under student, teacher \(x\.pt\); .* --key/,
    );
    assert.throws(
      () => findClip(equal, "x.pt", "ema"),
      /expected CLIP weights under ema, got some under student, teacher/,
    );
  });
});
