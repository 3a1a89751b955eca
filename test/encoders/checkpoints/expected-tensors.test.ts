import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  architecture,
  assembleClip,
  checkWeights,
} from "../../../src/encoders/towers/clip-model";
import {
  checkTensors,
  expectedTensors,
} from "../../../src/encoders/checkpoints/expected-tensors";
import { fittingArchitecture } from "../../../src/encoders/checkpoints/fitting-architecture";
import type { FileWeights } from "../../../src/encoders/checkpoints/stored-weights";
import { startBackend } from "../../../src/engine/backend";
import { randomWeights, TINY } from "../random-clip";

/** Weights that have shapes and nothing else. */
function shaped(shapes: ReadonlyMap<string, readonly number[]>): FileWeights {
  const found = { naming: "OpenAI", prefix: "", others: [], passedOver: [] };
  return { ...randomWeights("x"), shapes, dtypes: new Map(), ...found };
}

describe("expected tensors", () => {
  before(() => startBackend("cpu"));

  const stem = [
    { channels: 4, stride: 2 },
    { channels: 12, stride: 2 },
  ];
  const { vision_patch_size: _, ...rest } = TINY;
  const resnet = { ...rest, image_resolution: 32, vision_layers: [1, 2, 1, 1] };
  for (const sizes of [TINY, { ...TINY, vision_stem: stem }, resnet]) {
    it("are those that the towers ask for, and the logit scale", () => {
      const requested = new Map<string, readonly number[]>([["logit_scale", []]]);
      const weights = randomWeights("any");
      const lookup = (name: string, shape: readonly number[]): Float32Array => {
        requested.set(name, shape);
        return weights.lookup(name, shape);
      };
      assembleClip({ ...weights, lookup }, sizes);
      assert.deepEqual(
        [...expectedTensors(sizes)].sort(),
        [...requested].sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    });
  }

  it("count the parameters that OpenAI's models are known to have", () => {
    const count = (name: string): number =>
      [...expectedTensors(architecture(name)).values()].reduce(
        (sum, shape) => sum + shape.reduce((product, length) => product * length, 1),
        0,
      );
    assert.equal(count("ViT-B-16"), 149_620_737);
    assert.equal(count("ViT-B-32"), 151_277_313);
    assert.equal(count("ViT-L-14"), 427_616_513);
    // (336 / 14)^2 = 576 patches instead of 256, each with a position of width 1024.
    assert.equal(count("ViT-L-14-336"), 427_616_513 + (576 - 256) * 1024);
    // 102,007,137 parameters of the RN50, and a mean and a variance of each of the channels of its norms.
    const stages = [3, 4, 6, 3].map((blocks, i) => 2 ** i * 64 * (6 * blocks + 4));
    const channels = 32 + 32 + 64 + stages.reduce((sum, each) => sum + each, 0);
    assert.equal(count("RN50"), 102_007_137 + 2 * channels);
  });

  it("name the first that is misshapen, missing or of no use, with both shapes", () => {
    const right = expectedTensors(TINY);
    checkTensors(right, TINY, "x");
    const wide = new Map(right).set("visual.proj", [6, 12]);
    assert.throws(
      () => checkTensors(wide, TINY, "x.pt"),
      /^PromptcalError: tensor visual.proj: expected shape \[12, 6\], got shape \[6, 12\] \(x.pt\)$/,
    );
    const fewer = new Map(right);
    fewer.delete("ln_final.bias");
    fewer.delete("text_projection");
    assert.throws(
      () => checkTensors(fewer, TINY, "x"),
      /ln_final.bias: expected shape \[10\], got no such tensor, and 1 more missing/,
    );
    assert.throws(
      () => checkTensors(new Map(right).set("head.weight", [2]), TINY, "x"),
      /tensor head.weight: expected no such tensor, got shape \[2\]/,
    );
    const more = new Map(right).set("head.ids", [2]).set("visual.scale", [1]);
    const types = { "head.ids": "I64", "visual.scale": "F8_E4M3" };
    checkTensors(more, TINY, "x", new Map(Object.entries(types)));
  });

  it("tell the architecture, as far as shapes can", () => {
    for (const name of ["ViT-B-32", "ViT-B-16", "ViT-L-14", "ViT-L-14-336", "RN50"]) {
      const weights = shaped(expectedTensors(architecture(name)));
      assert.equal(fittingArchitecture(weights, "x").name, name);
      // Trained with another activation it is another model of the same shapes.
      const { sizes } = fittingArchitecture({ ...weights, activation: "gelu" }, "x");
      assert.deepEqual(sizes, { ...architecture(name), activation: "gelu" });
      assert.throws(
        () => checkWeights(weights, architecture("icons-mini"), "x"),
        new RegExp(`those of a ${name}, another architecture; tensor .*expected shape`),
      );
    }
    const lacking = new Map(expectedTensors(architecture("ViT-B-16")));
    lacking.delete("visual.ln_pre.bias");
    assert.throws(
      () => fittingArchitecture(shaped(lacking), "x"),
      /as ViT-B-16, tensor visual.ln_pre.bias: expected shape \[768\], got no such tensor/,
    );
    assert.throws(
      () => fittingArchitecture(shaped(expectedTensors(TINY)), "x"),
      /an image tower of width 12 with 2 layers.*name an architecture's JSON file/,
    );
    assert.throws(
      () => fittingArchitecture(shaped(expectedTensors(resnet)), "x"),
      /an image tower of width 12 with 1,2,1,1 layers/,
    );
  });
});
