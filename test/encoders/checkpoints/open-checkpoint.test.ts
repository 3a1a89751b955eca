import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { checkWeights } from "../../../src/encoders/towers/clip-model";
import { expectedTensors } from "../../../src/encoders/checkpoints/expected-tensors";
import { openCheckpoint } from "../../../src/encoders/checkpoints/open-checkpoint";
import { checkpointWeights } from "../../../src/encoders/checkpoints/stored-weights";
import { sha256FileSync } from "../../../src/files/hash";
import { ArchiveFile } from "../../../src/encoders/checkpoints/torch/archive-source";
import { torchCheckpoint } from "../../../src/encoders/checkpoints/torch/torch-checkpoint";
import { openZip } from "../../../src/encoders/checkpoints/torch/zip-archive";
import { writeSparseZip } from "./sparse-zip";
import { fixtureSizes, fixtureValues, torchFixture } from "./torch-fixtures";

const folder = mkdtempSync(join(tmpdir(), "promptcal-checkpoint-"));
after(() => rmSync(folder, { recursive: true }));

const FIXTURES: readonly [file: string, format: string, naming: string][] = [
  ["state-dict.pt", "PyTorch state dict", "OpenAI"],
  ["torchscript.pt", "TorchScript", "OpenAI"],
  ["training.pth", "PyTorch state dict", "OpenAI"],
  ["hugging-face.bin", "PyTorch state dict", "Hugging Face"],
  ["hugging-face.safetensors", "safetensors", "Hugging Face"],
  ["open-clip.safetensors", "safetensors", "open_clip"],
];

describe("checkpoints", () => {
  for (const [file, format, naming] of FIXTURES) {
    it(`as ${file} give every tensor's values under OpenAI's names`, async () => {
      const path = torchFixture(file);
      const checkpoint = await openCheckpoint(path);
      assert.equal(checkpoint.format, format);
      assert.equal(checkpoint.hash, sha256FileSync(path));
      const weights = checkpointWeights(checkpoint, path);
      assert.equal(weights.naming, naming);
      checkWeights(weights, fixtureSizes, path);
      for (const [name, shape] of expectedTensors(fixtureSizes)) {
        assert.deepEqual(weights.lookup(name, shape), fixtureValues(name, shape), name);
      }
    });
  }

  it("that hold a module or an optimizer as well give the same tensors", async () => {
    const path = torchFixture("whole-model.pt");
    const weights = checkpointWeights(await openCheckpoint(path), path);
    checkWeights(weights, fixtureSizes, path);
    for (const [name, shape] of expectedTensors(fixtureSizes))
      assert.deepEqual(weights.lookup(name, shape), fixtureValues(name, shape), name);
  });

  it("of OpenAI's own form, with its buffers, are of QuickGELU", async () => {
    const path = torchFixture("torchscript.pt");
    const weights = checkpointWeights(await openCheckpoint(path), path);
    assert.throws(
      () => checkWeights(weights, { ...fixtureSizes, activation: "gelu" }, path),
      /activation: expected gelu, the architecture's, got weights trained with quick_gelu/,
    );
  });

  it("older than the zip format, of other kinds, or absent are refused with the way out", async () => {
    await assert.rejects(
      openCheckpoint(torchFixture("before-1.6.pt")),
      /is a Python pickle.*PyTorch wrote such files before 1.6.*save the state dict again/,
    );
    await assert.rejects(openCheckpoint(join(folder, "none")), /does not exist/);
    const other = join(folder, "model.safetensors");
    const tar = Buffer.alloc(1024);
    tar.write("ustar", 257);
    const pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 605157884\n";
    for (const [bytes, message] of [
      [
        "nothing of the kind, but long enough for a header",
        /is a text file; expected a CLIP/,
      ],
      [pointer, /is a Git LFS pointer .*; fetch that file with: git lfs pull/],
      [
        "<!DOCTYPE html><html><title>Sign in</title>",
        /is a web page.*download the file itself/,
      ],
      [gzipSync("x"), /is packed with gzip.*gunzip/],
      [tar, /is a tar archive.*tar xf/],
      ["", /is empty/],
      [Buffer.alloc(80, Uint8Array.of(1, 2, 0, 0, 3)), /safetensors header/],
    ] as const) {
      writeFileSync(other, bytes);
      await assert.rejects(openCheckpoint(other), { name: "PromptcalError", message });
    }
    await assert.rejects(openCheckpoint(folder), /is a folder.*name a file in it/);
  });

  it("larger than Node's arrays are read where they lie, what is no tensor is passed over", async () => {
    const parts = [...(await openZip(readFileSync(torchFixture("state-dict.pt")), "x"))];
    const entries = parts.map(([name, { read }]) => ({ name, data: read() }));
    const [top] = parts[0]![0].split("/");
    const path = join(folder, "large.pt");
    writeSparseZip(path, { name: `${top}/data/optimizer`, bytes: 2 ** 31 + 1 }, entries);
    assert.ok(statSync(path).size > 2 ** 31);
    const file = new ArchiveFile(path);
    // Not hashed, which takes seconds; that files are hashed whole is tested on all others.
    const checkpoint = await torchCheckpoint({ ...file, keep: () => "" }, path);
    const weights = checkpointWeights(checkpoint, path);
    for (const [name, shape] of expectedTensors(fixtureSizes)) {
      assert.deepEqual(weights.lookup(name, shape), fixtureValues(name, shape), name);
    }
    file.close();
    rmSync(path);
  });

  it("cut anywhere are refused by name", async () => {
    const cut = join(folder, "cut");
    for (const file of ["torchscript.pt", "hugging-face.safetensors"]) {
      const whole = readFileSync(torchFixture(file));
      for (const share of [0, 0.01, 0.3, 0.9, 0.999]) {
        writeFileSync(cut, whole.subarray(0, Math.floor(share * whole.length)));
        await assert.rejects(openCheckpoint(cut), { name: "PromptcalError" });
      }
    }
  });
});
