import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, before, beforeEach, describe, it } from "node:test";
import { checkWeights, loadClip } from "../../../src/encoders/towers/clip-model";
import { expectedTensors } from "../../../src/encoders/checkpoints/expected-tensors";
import { openWeights } from "../../../src/encoders/checkpoints/stored-weights";
import { startBackend } from "../../../src/engine/backend";
import { importWeights } from "../../../src/experiments/weights/import-weights";
import { sha256FileSync } from "../../../src/files/hash";
import { readSafetensors, writeSafetensors } from "../../../src/files/tensors/safetensors";
import {
  fixtureSizes,
  fixtureValues,
  torchFixture,
} from "../../encoders/checkpoints/torch-fixtures";
import { promptcal } from "../promptcal";

let folder: string;
before(() => startBackend("cpu"));
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "promptcal-import-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const architecture = torchFixture("architecture.json");

describe("importing weights", () => {
  it("writes OpenAI's naming with hash and source, the halves still halves", async () => {
    const source = torchFixture("torchscript.pt");
    const { path, sha256, ...result } = await importWeights(source, {
      architecture,
      folder,
    });
    assert.equal(path, join(folder, "torchscript.safetensors"));
    assert.equal(sha256, sha256FileSync(path));
    assert.equal(
      readFileSync(`${path}.sha256`, "utf8"),
      `${sha256}  torchscript.safetensors\n`,
    );
    assert.equal(result.source, "TorchScript in OpenAI's naming");
    assert.equal(result.activationSource, "the checkpoint itself");
    const weights = openWeights(path, sha256);
    checkWeights(weights, fixtureSizes, path);
    assert.equal(weights.activation, fixtureSizes.activation);
    assert.equal(weights.metadata["source_sha256"], sha256FileSync(source));
    for (const [name, shape] of expectedTensors(fixtureSizes)) {
      assert.deepEqual(weights.lookup(name, shape), fixtureValues(name, shape), name);
    }
    const { tensors } = readSafetensors(path);
    assert.equal(tensors.get("visual.proj")!.dtype, "F16");
    assert.equal(tensors.get("visual.ln_pre.weight")!.dtype, "F32");
  });

  it("replaces nothing unasked, and can be asked", async () => {
    const options = { architecture, folder, name: "mine" };
    const { sha256 } = await importWeights(torchFixture("state-dict.pt"), options);
    const other = torchFixture("open-clip.safetensors");
    await assert.rejects(
      importWeights(other, options),
      /weights of the name mine exist already: .*; choose another name with --as/,
    );
    assert.equal(sha256FileSync(join(folder, "mine.safetensors")), sha256);
    const replaced = await importWeights(other, { ...options, replace: true });
    assert.notEqual(replaced.sha256, sha256);
  });

  it("takes the activation from the configuration beside the file, and refuses another", async () => {
    const file = join(folder, "model.safetensors");
    copyFileSync(torchFixture("hugging-face.safetensors"), file);
    const options = { architecture, folder, name: "mine" };
    const shortcutPath = (config: unknown): void =>
      writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    shortcutPath({ model_type: "clip", text_config: { hidden_act: "gelu" } });
    await assert.rejects(importWeights(file, options), /activation: expected quick_gelu/);
    shortcutPath({ model_type: "clip", text_config: {} });
    const { activationSource } = await importWeights(file, options);
    assert.equal(activationSource, join(folder, "config.json"));
    shortcutPath({ model_type: "clip", text_config: { hidden_act: "gelu_new" } });
    await assert.rejects(
      importWeights(file, { ...options, replace: true }),
      /hidden_act .*: expected quick_gelu or gelu in both, got "gelu_new"/,
    );
    rmSync(join(folder, "config.json"));
    writeFileSync(join(folder, "open_clip_config.json"), '{"model_cfg": {}}');
    await assert.rejects(
      importWeights(file, { ...options, name: "other" }),
      /got weights trained with gelu/,
    );
  });

  it("that fails names the tensor and leaves no file", async () => {
    const { path } = await importWeights(torchFixture("state-dict.pt"), {
      architecture,
      folder,
    });
    const { tensors } = readSafetensors(path);
    rmSync(path);
    rmSync(`${path}.sha256`);
    const bad = Float32Array.from(tensors.get("visual.proj")!.data);
    bad[5] = NaN;
    const source = join(folder, "bad.bin");
    const proj = { shape: tensors.get("visual.proj")!.shape, data: bad };
    writeSafetensors(source, { ...plain(tensors), "visual.proj": proj });
    const options = { architecture, folder, name: "bad" };
    await assert.rejects(
      importWeights(source, options),
      /tensor visual.proj: expected finite values, got NaN at 5/,
    );
    writeSafetensors(source, {
      ...plain(tensors),
      head: { shape: [1], data: Float32Array.of(1) },
    });
    const { notes } = await importWeights(source, { ...options, name: "with-head" });
    assert.deepEqual(notes, ["passed over, no part of CLIP: head"]);
    assert.ok(!readdirSync(folder).some((name) => name.startsWith("bad.safetensors")));
    for (const name of ["../../up", "", ".hidden", "my weights"]) {
      await assert.rejects(
        importWeights(source, { ...options, name }),
        /name of weights: expected letters .*; give another with --as/,
      );
    }
  });

  it("gives a file's name the letters that weights may have", async () => {
    for (const [file, name] of [
      ["ViT-B-16 (1).pt", "ViT-B-16-1"],
      ["modèle.pt", "modele"],
      ["(copy) my weights.pt", "copy-my-weights"],
    ] as const) {
      copyFileSync(torchFixture("state-dict.pt"), join(folder, file));
      const given = { architecture, folder };
      const { path, notes } = await importWeights(join(folder, file), given);
      assert.equal(path, join(folder, `${name}.safetensors`));
      assert.deepEqual(notes, [`imported under the name ${name}`]);
    }
    copyFileSync(torchFixture("state-dict.pt"), join(folder, "模型.pt"));
    await assert.rejects(
      importWeights(join(folder, "模型.pt"), { architecture, folder }),
      /name of weights: .*got 模型; give another with --as/,
    );
  });

  it("keeps the activation, which a suite's bundled architecture then takes", async () => {
    const given = { architecture, folder, name: "mine", activation: "gelu" } as const;
    const file = torchFixture("state-dict.pt");
    await assert.rejects(importWeights(file, given), /expected quick_gelu, the arch/);
    const sizes = join(folder, "sizes.json");
    writeFileSync(sizes, JSON.stringify({ ...fixtureSizes, activation: "gelu" }));
    const { path } = await importWeights(file, { ...given, architecture: sizes });
    const { architecture: loaded } = loadClip(path, (activation) => ({
      ...fixtureSizes,
      activation: activation ?? "quick_gelu",
    }));
    assert.equal(loaded.activation, "gelu");
  });

  it("is a command, whose errors are one line", async () => {
    const wrong = await promptcal(folder, "weights", "import", folder);
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /^promptcal: .* is a folder; expected a CLIP checkpoint.*\n$/);
    const unknown = await promptcal(folder, "weights", "get", "ViT-B-61");
    assert.match(
      unknown.err,
      /^promptcal: unknown checkpoint "ViT-B-61".* Valid: ViT-B-32, .*\n$/,
    );
  });
});

/** Tensors as they are written; the fixtures' are all of float32. */
function plain(tensors: ReturnType<typeof readSafetensors>["tensors"]) {
  return Object.fromEntries(
    [...tensors].map(([name, { shape, data }]) => [name, { shape, data }]),
  );
}
