import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { sha256FileSync } from "../../../src/files/hash";
import { indexSafetensors, writeSafetensors } from "../../../src/files/tensors/safetensors";
import { streamSafetensors } from "../../../src/files/tensors/safetensors-stream";

const folder = mkdtempSync(join(tmpdir(), "promptcal-stream-"));
after(() => rmSync(folder, { recursive: true }));

const path = join(folder, "x.safetensors");
writeSafetensors(
  path,
  {
    last: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    empty: { shape: [0, 4], data: new Float32Array(0) },
    half: { shape: [3], data: Float32Array.of(0.5, -2, 1), dtype: "F16" },
    // An odd number of bytes, behind which nothing lies aligned.
    bytes: { shape: [5], data: Uint8Array.of(1, 2, 3, 4, 5) },
    exact: { shape: [1], data: Float64Array.of(0.1) },
  },
  { note: "streamed" },
);

describe("a streamed safetensors file", () => {
  it("gives what the same bytes in memory give, and its hash", () => {
    const { tensors, metadata, hash } = streamSafetensors(path);
    const expected = indexSafetensors(readFileSync(path), "x");
    assert.deepEqual(metadata, expected.metadata);
    assert.equal(hash, sha256FileSync(path));
    assert.deepEqual([...tensors.keys()].sort(), [...expected.tensors.keys()].sort());
    for (const [name, tensor] of tensors) {
      const { dtype, shape, read } = expected.tensors.get(name)!;
      assert.deepEqual([tensor.dtype, tensor.shape, tensor.read()], [dtype, shape, read()]);
    }
  });

  it("is refused wherever it is cut, before data are read", () => {
    const whole = readFileSync(path);
    const cut = join(folder, "cut");
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(cut, whole.subarray(0, length));
      assert.throws(() => streamSafetensors(cut), {
        name: "PromptcalError",
        message: /at least 8 bytes|is cut off: copy or download it again$/,
      });
    }
  });

  it("of a header larger than the file, or of petabytes, allocates nothing of that size", () => {
    const long = Buffer.alloc(16);
    long.writeBigUInt64LE(2n ** 62n);
    writeFileSync(join(folder, "long"), long);
    assert.throws(
      () => streamSafetensors(join(folder, "long")),
      /header: expected at most/,
    );
    const json = `{"a":{"dtype":"F32","shape":[1048576,1048576,1024],"data_offsets":[0,4503599627370496]}}`;
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    writeFileSync(join(folder, "huge"), Buffer.concat([length, Buffer.from(json)]));
    assert.throws(() => streamSafetensors(join(folder, "huge")), /tensor a: expected/);
  });
});
