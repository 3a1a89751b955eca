import assert from "node:assert/strict";
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { expectedTensors } from "../../src/encoders/checkpoints/expected-tensors";
import { architecture } from "../../src/encoders/towers/clip-model";
import { CASES, commandLine, skip } from "./cases";

/** Case, file in it, the name it is imported under, and what is said of it. */
const READ = [
  ["weights-model-key", "model_key.pt", "model_key"],
  ["weights-model-key", "deepspeed.pt", "deepspeed"],
  ["weights-name-with-space", "ViT-B-16 (1).pt", "ViT-B-16-1", /under the name ViT-B-16-1/],
  ["weights-numpy-scalar-beside", "numpy_scalar.pt", "numpy_scalar"],
  ["weights-numpy-scalar-beside", "numpy_array.pt", "numpy_array"],
  ["weights-torch-compile-prefix", "compiled.pt", "compiled"],
  ["weights-torch-compile-prefix", "compiled_ddp.pt", "compiled_ddp"],
  ["weights-torch-compile-prefix", "ddp_compiled.pt", "ddp_compiled"],
  [
    "weights-unused-tensor-of-new-type",
    "f8_beside.pt",
    "f8_beside",
    /passed over, no part of CLIP: q\n$/,
  ],
  [
    "weights-unused-tensor-of-new-type",
    "uint16_beside.pt",
    "uint16_beside",
    /passed over, no part of CLIP: ids\n$/,
  ],
  [
    "weights-unused-tensor-of-new-type",
    "complex_beside.pt",
    "complex_beside",
    /passed over, no part of CLIP: mask\n$/,
  ],
  [
    "weights-unused-tensor-of-new-type",
    "with_f8.safetensors",
    "with_f8",
    /passed over, no part of CLIP: ema_scale\n$/,
  ],
] as const;

/** File of the case weights-lfs-pointer, and what the one line says. */
const OTHER_KINDS = [
  ["lfs_pointer.safetensors", /is a Git LFS pointer.*git lfs pull/],
  ["html.pt", /is a web page.*download the file itself/],
  ["plain.pt.gz", /is packed with gzip.*unpack it/],
] as const;

describe("weights that people met", { skip }, () => {
  const { folder, promptcal } = commandLine();
  const sizes = join(CASES, "env-read-only-install", "tiny.json");

  for (const [name, file, imported, said = /^$/] of READ)
    it(`${name} (${file}) is imported`, async () => {
      const path = join(CASES, name, file);
      const { code, err } = await promptcal(
        ...["weights", "import", path, "--architecture", sizes],
      );
      assert.equal(code, 0, err);
      assert.match(err, said);
      assert.ok(existsSync(join(folder, "weights", `${imported}.safetensors`)));
    });

  for (const [file, reported] of OTHER_KINDS)
    it(`weights-lfs-pointer (${file}) is told what it is`, async () => {
      const path = join(CASES, "weights-lfs-pointer", file);
      const { code, err } = await promptcal("weights", "import", path);
      assert.equal(code, 1);
      assert.match(err, /^promptcal: [^\n]*\n$/);
      assert.match(err, reported);
    });

  it("weights-open-clip-gelu-standard-size is imported with GELU; weights-activation-unknown asks", async () => {
    const hub = join(folder, "hub");
    const path = join(hub, "open_clip_model.safetensors");
    mkdirSync(hub);
    writeZeros(path, "ViT-B-32");
    const alone = await promptcal("weights", "import", path);
    assert.equal(alone.code, 1);
    assert.match(
      alone.err,
      /^promptcal: activation of the weights: expected quick_gelu or gelu, [^\n]*--activation gelu[^\n]*\n$/,
    );
    copyFileSync(
      join(CASES, "weights-open-clip-gelu-standard-size", "open_clip_config.json"),
      join(hub, "open_clip_config.json"),
    );
    const whole = await promptcal("weights", "import", path);
    assert.equal(whole.code, 0, whole.err);
    assert.match(whole.out, /ViT-B-32 with gelu \(says .*open_clip_config\.json\)/);
    rmSync(hub, { recursive: true });
  });
});

/** Half-precision zeros in the shapes of an architecture, as its safetensors file: a header, then a hole. */
function writeZeros(path: string, name: string): void {
  let end = 0;
  const entries = [...expectedTensors(architecture(name))].map(([tensor, shape]) => {
    const start = end;
    end += 2 * shape.reduce((product, size) => product * size, 1);
    return [tensor, { dtype: "F16", shape, data_offsets: [start, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path, "w");
  writeSync(file, Buffer.concat([length, header]));
  ftruncateSync(file, length.length + header.length + end);
  closeSync(file);
}
