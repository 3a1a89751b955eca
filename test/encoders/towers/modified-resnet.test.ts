import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { parseArchitecture } from "../../../src/encoders/towers/architecture";
import {
  assembleClip,
  checkWeights,
  type ClipModel,
} from "../../../src/encoders/towers/clip-model";
import { imageFeatures, visionTransformer } from "../../../src/encoders/towers/image-tower";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint";
import { checkpointWeights } from "../../../src/encoders/checkpoints/stored-weights";
import { startBackend } from "../../../src/engine/backend";
import { loadNative } from "../../../src/engine/native/native";
import { tf, type Tensor4D } from "../../../src/engine/tf";
import {
  indexSafetensors,
  readSafetensors,
  tensorOf,
  writeSafetensors,
  type TensorToStore,
} from "../../../src/files/tensors/safetensors";
import { assertClose, liveTensors } from "../../engine/helpers";

/** Written by open_clip; `make.py` there says how. */
const fixtures = resolve(__dirname, "../../fixtures/resnet");
const sizes = parseArchitecture(
  JSON.parse(readFileSync(join(fixtures, "architecture.json"), "utf8")),
  "architecture.json",
);
const folder = mkdtempSync(join(tmpdir(), "promptcal-resnet-"));
after(() => rmSync(folder, { recursive: true }));

async function clipOf(path: string): Promise<ClipModel> {
  const weights = checkpointWeights(await openCheckpoint(path), path);
  checkWeights(weights, sizes, path);
  return assembleClip(weights, sizes);
}

/** The same weights as open_clip's CustomTextCLIP has them: the text tower is a module of its own. */
function customText(): string {
  const bytes = readFileSync(join(fixtures, "open-clip.safetensors"));
  const { tensors } = indexSafetensors(bytes, "open-clip.safetensors");
  const renamed: Record<string, TensorToStore> = {};
  for (const [name, { dtype, shape, read }] of tensors) {
    const own = name.startsWith("visual.") || name === "logit_scale";
    if (dtype === "F32") renamed[own ? name : `text.${name}`] = { shape, data: read() };
  }
  const path = join(folder, "custom-text.safetensors");
  writeSafetensors(path, renamed);
  return path;
}

const reference = readSafetensors(join(fixtures, "features.safetensors"));
const expected = tensorOf(reference, "features", [3, 6]).data;

function images(): Tensor4D {
  const { data } = tensorOf(reference, "images", [3, 3, 64, 64]);
  return tf.tensor4d(data as Float32Array, [3, 3, 64, 64]);
}

const native = loadNative();

for (const [backend, skip] of [
  ["wasm", false],
  ["cpu", false],
  ["tensorflow", native.backend === undefined && native.explanation],
] as const) {
  describe(`CLIP's ResNet on ${backend}`, { skip }, () => {
    before(() => startBackend(backend));

    for (const [kind, file] of [
      ["OpenAI's names", () => join(fixtures, "open-clip.safetensors")],
      ["OpenAI's TorchScript in half precision", () => join(fixtures, "torchscript.pt")],
      ["open_clip's names", customText],
    ] as const) {
      it(`gives open_clip's features (${kind})`, async () => {
        const { imageTower } = await clipOf(file());
        assertClose(imageFeatures(imageTower, images()), expected, 1e-5);
      });
    }

    it("keeps no tensor but its features", async () => {
      const { imageTower } = await clipOf(join(fixtures, "torchscript.pt"));
      const pixels = images();
      // The first pass may make what frozen maps keep: their transposes.
      imageFeatures(imageTower, pixels).dispose();
      assert.equal(
        liveTensors(() => imageFeatures(imageTower, pixels)),
        1,
      );
    });
  });
}

describe("CLIP's ResNet", () => {
  before(() => startBackend("wasm"));

  it("has no rows for visual prompts, and says so", async () => {
    const { imageTower } = await clipOf(join(fixtures, "torchscript.pt"));
    assert.throws(
      () => visionTransformer(imageTower),
      /expected a vision transformer, got a ResNet.*take a ViT/,
    );
  });

  it("is refused in sizes that its strides and heads do not divide", () => {
    for (const [change, message] of [
      [
        { vision_layers: [3, 4, 6] },
        /vision_layers: expected one number, or a ResNet's four/,
      ],
      [
        { vision_layers: [3, 4, 6, 0] },
        /vision_layers\[3\]: expected a positive integer.*got 0/,
      ],
      [
        { image_resolution: 100 },
        /image_resolution: expected a multiple of .* = 32, got 100/,
      ],
      [{ vision_width: 5 }, /vision_width: expected a multiple of the stem's halving = 2/],
      [{ vision_heads: 3 }, /expected a multiple of vision_heads = 3, got 128/],
    ] as const) {
      assert.throws(() => parseArchitecture({ ...sizes, ...change }, "x.json"), message);
    }
  });
});
