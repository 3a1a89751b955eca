import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArchitecture, patchCount } from "../../../src/encoders/towers/architecture";
import { architecture, ARCHITECTURES } from "../../../src/encoders/towers/clip-model";
import { TINY } from "../random-clip";

const where = "test.json";

describe("architectures", () => {
  it("that come along are well-formed, and others are named", () => {
    for (const name of ARCHITECTURES) {
      // CLIP's byte pairs: every model reads the same tokens.
      assert.equal(architecture(name).vocab_size, 49_408);
    }
    assert.throws(() => architecture("icons-min"), /icons-mini/);
  });

  it("count patches: (224 / 16)^2 for ViT-B/16", () => {
    const large = { ...TINY, image_resolution: 224, vision_patch_size: 16 };
    assert.equal(patchCount(large), 14 * 14);
  });

  it("survive a round trip through JSON, without fields that are not theirs", () => {
    const json = JSON.parse(JSON.stringify({ ...TINY, comment: "x" })) as unknown;
    assert.deepEqual(parseArchitecture(json, where), TINY);
  });

  it("take an activation with its formula behind a colon", () => {
    const json = { ...TINY, activation: "gelu: x * Phi(x)" };
    assert.equal(parseArchitecture(json, where).activation, "gelu");
  });

  const wrong: [string, unknown, RegExp][] = [
    ["no object", null, /architecture: expected a JSON object, got null \(test.json\)/],
    [
      "a missing size",
      { ...TINY, embed_dim: undefined },
      /field embed_dim: expected a positive integer of at most 10000000, got nothing/,
    ],
    ["a negative size", { ...TINY, vision_layers: -1 }, /field vision_layers.*got -1/],
    [
      "more layers than a list holds",
      { ...TINY, transformer_layers: 2 ** 53 - 1 },
      /field transformer_layers: expected a positive integer of at most 1000/,
    ],
    [
      "a stem that is no list of layers",
      { ...TINY, vision_stem: [null] },
      /field vision_stem\[0\]: expected an object, got null/,
    ],
    [
      "a stride that is no number",
      { ...TINY, vision_stem: [{ channels: 8, stride: { toString: 1 } }] },
      /field vision_stem/,
    ],
    ["half a size", { ...TINY, vision_width: 1.5 }, /field vision_width.*got 1.5/],
    [
      "heads that do not divide the width",
      { ...TINY, transformer_heads: 3 },
      /field transformer_width: expected a multiple of transformer_heads = 3, got 10/,
    ],
    [
      "patches that do not fill the image",
      { ...TINY, vision_patch_size: 3 },
      /field image_resolution: expected a multiple of vision_patch_size = 3/,
    ],
    [
      "an unknown activation",
      { ...TINY, activation: "relu" },
      /field activation: expected quick_gelu or gelu, got "relu"/,
    ],
  ];
  for (const [what, json, message] of wrong) {
    it(`with ${what} are refused by name`, () => {
      assert.throws(() => parseArchitecture(json, where), message);
    });
  }
});
