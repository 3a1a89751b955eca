import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  COMPACT_TOKEN_IDS,
  openWeights,
  TOKEN_EMBEDDING,
} from "../../../src/encoders/checkpoints/stored-weights";
import { sha256FileSync } from "../../../src/files/hash";
import {
  writeSafetensors,
  type TensorToStore,
} from "../../../src/files/tensors/safetensors";

const folder = mkdtempSync(join(tmpdir(), "promptcal-weights-"));
after(() => rmSync(folder, { recursive: true }));

/** Stores weights under a name; the logit scale is 40 unless given. */
function store(name: string, tensors: Record<string, TensorToStore>): string {
  const path = join(folder, name);
  const logit_scale = { shape: [], data: Float32Array.of(Math.log(40)) };
  writeSafetensors(path, { logit_scale, ...tensors });
  return path;
}

describe("stored weights", () => {
  it("are looked up by name and shape, with the scale's logarithm undone", () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    const path = store("plain", { "visual.w": { shape: [2, 3], data } });
    const weights = openWeights(path, sha256FileSync(path));
    assert.deepEqual(weights.lookup("visual.w", [2, 3]), data);
    assert.ok(Math.abs(weights.logitScale - 40) < 1e-4);
    assert.equal(weights.hash, sha256FileSync(path));
    assert.equal(weights.trainedTokens, undefined);
  });

  it("of half precision are widened", () => {
    const data = Float32Array.of(1.5, -0.25);
    const path = store("half", { "visual.w": { shape: [2], data, dtype: "F16" } });
    assert.deepEqual(openWeights(path).lookup("visual.w", [2]), data);
  });

  it("with a compact token table are spread over the vocabulary, zero elsewhere", () => {
    const path = store("compact", {
      [COMPACT_TOKEN_IDS]: { shape: [2], data: Int32Array.of(1, 3) },
      [TOKEN_EMBEDDING]: { shape: [2, 2], data: Float32Array.of(10, 11, 30, 31) },
    });
    const weights = openWeights(path);
    assert.deepEqual(
      weights.lookup(TOKEN_EMBEDDING, [5, 2]),
      Float32Array.of(0, 0, 10, 11, 0, 0, 30, 31, 0, 0),
    );
    assert.deepEqual(weights.trainedTokens, [1, 3]);
  });

  it("that are missing or altered name file, hashes and cure", () => {
    const path = store("altered", { "visual.w": { shape: [1], data: Float32Array.of(1) } });
    const known = sha256FileSync(path);
    store("altered", { "visual.w": { shape: [1], data: Float32Array.of(2) } });
    assert.throws(
      () => openWeights(path, known),
      (error: Error) =>
        error.message.includes(known) &&
        error.message.includes(sha256FileSync(path)) &&
        /altered.*git checkout/s.test(error.message),
    );
    assert.throws(
      () => openWeights(join(folder, "absent")),
      /absent: expected a file, got none; restore it with: git checkout/,
    );
  });

  it("that are no weights are refused, whatever they hold", () => {
    const path = join(folder, "noise");
    writeFileSync(path, "not a tensor file");
    assert.throws(() => openWeights(path), { name: "PromptcalError" });
    const many = store("scales", {
      logit_scale: { shape: [2], data: Float32Array.of(1, 2) },
    });
    assert.throws(
      () => openWeights(many),
      /logit_scale: expected one value, got shape \[2\]/,
    );
  });

  it("name the tensor that is missing, misshapen, not finite or out of the vocabulary", () => {
    const weights = openWeights(
      store("wrong", {
        "visual.w": { shape: [2, 3], data: new Float32Array(6) },
        "visual.bad": { shape: [3], data: Float32Array.of(0, NaN, 1) },
        [COMPACT_TOKEN_IDS]: { shape: [1], data: Int32Array.of(7) },
        [TOKEN_EMBEDDING]: { shape: [1, 2], data: Float32Array.of(1, 2) },
      }),
    );
    assert.throws(() => weights.lookup("v", [1]), /tensor v/);
    assert.throws(() => weights.lookup("visual.w", [3, 2]), /tensor visual.w.*3.*2/s);
    assert.throws(
      () => weights.lookup("visual.bad", [3]),
      /tensor visual.bad: expected finite values, got NaN at 1/,
    );
    assert.throws(
      () => weights.lookup(TOKEN_EMBEDDING, [5, 2]),
      /ids: expected ids below 5, got 7/,
    );
  });
});
