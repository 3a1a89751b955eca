import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { architecture } from "../../../src/encoders/towers/clip-model";
import { expectedTensors } from "../../../src/encoders/checkpoints/expected-tensors";
import type { FileWeights } from "../../../src/encoders/checkpoints/stored-weights";
import {
  importedArchitecture,
  refuseNameOfAnother,
} from "../../../src/experiments/weights/imported-architecture";
import { randomWeights } from "../../encoders/random-clip";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promptcal-architecture-"));
  file = join(folder, "open_clip_model.safetensors");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A checkpoint of a bundled size, as far as shapes and words go. */
function weightsOf(name: string): FileWeights {
  const found = { naming: "OpenAI", prefix: "", others: [], passedOver: [] };
  const shapes = expectedTensors(architecture(name));
  return { ...randomWeights("x"), shapes, dtypes: new Map(), ...found };
}

const shortcutPath = (name: string, text: string): void =>
  writeFileSync(join(folder, name), text);

describe("the architecture of a checkpoint", () => {
  it("of a bundled size has the activation that its configuration says", () => {
    shortcutPath("open_clip_config.json", '\ufeff{"model_cfg": {"embed_dim": 512}}');
    for (const requested of [{}, { architecture: "ViT-B-32" }]) {
      assert.deepEqual(importedArchitecture(weightsOf("ViT-B-32"), requested, file), {
        name: "ViT-B-32",
        sizes: { ...architecture("ViT-B-32"), activation: "gelu" },
        activationSource: join(folder, "open_clip_config.json"),
      });
    }
    for (const [text, activation] of [
      ['{"model_cfg": {"quick_gelu": true}}', "quick_gelu"],
      ['{"embed_dim": 512, "quick_gelu": true}', "quick_gelu"],
      ['{"embed_dim": 512, "vision_cfg": {}}', "gelu"],
    ] as const) {
      shortcutPath("open_clip_config.json", text);
      const { sizes } = importedArchitecture(weightsOf("ViT-B-16"), {}, file);
      assert.equal(sizes.activation, activation, text);
    }
  });

  it("is not guessed where nothing says the activation; an option says it", () => {
    for (const name of ["ViT-B-32", "RN50"]) {
      assert.throws(() => importedArchitecture(weightsOf(name), {}, file), {
        name: "PromptcalError",
        message:
          /^activation of the weights: expected quick_gelu or gelu, got a checkpoint that does not say it.*--activation quick_gelu .*--activation gelu/,
      });
      for (const activation of ["quick_gelu", "gelu"] as const) {
        const found = importedArchitecture(weightsOf(name), { activation }, file);
        assert.equal(found.sizes.activation, activation);
        assert.equal(found.activationSource, "--activation");
      }
    }
  });

  it("of other sizes is said to be so before anything is asked", () => {
    const shapes = new Map(expectedTensors(architecture("ViT-B-32")));
    shapes.delete("visual.proj");
    const weights = { ...weightsOf("ViT-B-32"), shapes };
    assert.throws(() => importedArchitecture(weights, {}, file), /tensor visual\.proj/);
  });

  it("is that of the weights' name, where the name is an architecture's", () => {
    assert.throws(
      () => refuseNameOfAnother("vit_b_16", "ViT-B-32", file),
      /weights vit_b_16: expected those of a ViT-B-16, got those of a ViT-B-32 .*--as/,
    );
    for (const name of ["ViT-B-32", "mine", "laion"])
      refuseNameOfAnother(name, "ViT-B-32", file);
    refuseNameOfAnother("ViT-B-16", "my-sizes.json", file);
  });
});
