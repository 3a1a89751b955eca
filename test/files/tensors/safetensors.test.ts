import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import fc from "fast-check";
import { PromptcalError } from "../../../src/errors/promptcal-error";
import {
  indexSafetensors,
  parseSafetensors,
  readSafetensors,
  tensorOf,
  writeSafetensors,
} from "../../../src/files/tensors/safetensors";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "promptcal-tensors-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The bytes of a file with any header, right or wrong. */
function fileOf(
  header: unknown,
  body: readonly number[] = [],
  length?: bigint,
): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([prefix, json, Uint8Array.from(body)]);
}

test("what is written is read back: types, shapes, values, metadata", () => {
  const file = path.join(folder, "x.safetensors");
  writeSafetensors(
    file,
    {
      f32: { shape: [2, 2], data: Float32Array.of(1.5, -2, 3, 0) },
      f64: { shape: [1], data: Float64Array.of(Math.PI) },
      i32: { shape: [3], data: Int32Array.of(-1, 0, 2 ** 31 - 1) },
      u8: { shape: [2], data: Uint8Array.of(0, 255) },
      scalar: { shape: [], data: Float32Array.of(7) },
      empty: { shape: [0, 4], data: new Float32Array(0) },
    },
    { made: "here", by: "us" },
  );
  const { tensors, metadata } = readSafetensors(file);
  assert.deepEqual({ ...metadata }, { by: "us", made: "here" });
  assert.deepEqual(tensors.get("f32"), {
    dtype: "F32",
    shape: [2, 2],
    data: Float32Array.of(1.5, -2, 3, 0),
  });
  assert.deepEqual(tensors.get("f64")!.data, Float64Array.of(Math.PI));
  assert.deepEqual(tensors.get("i32")!.data, Int32Array.of(-1, 0, 2 ** 31 - 1));
  assert.deepEqual(tensors.get("u8")!.data, Uint8Array.of(0, 255));
  assert.deepEqual(tensors.get("scalar")!.shape, []);
  assert.deepEqual(tensors.get("empty")!.data, new Float32Array(0));
});

test("equal tensors in another order give equal bytes", () => {
  const a = { shape: [1], data: Float32Array.of(1) };
  const b = { shape: [2], data: Int32Array.of(2, 3) };
  const [one, two] = [path.join(folder, "1"), path.join(folder, "2")];
  writeSafetensors(one, { a, b }, { x: "1", y: "2" });
  writeSafetensors(two, { b, a }, { y: "2", x: "1" });
  assert.deepEqual(readFileSync(one), readFileSync(two));
});

test("F16 rounds to the nearest half, ties to even; 65520 overflows; subnormals are kept", () => {
  const file = path.join(folder, "half");
  const values = [
    1,
    -0.5,
    1 + 2 ** -11,
    1 + 3 * 2 ** -11,
    65519,
    65520,
    2 ** -24,
    2 ** -26,
  ];
  writeSafetensors(file, {
    h: { shape: [8], data: Float32Array.from(values), dtype: "F16" },
  });
  const { dtype, data } = readSafetensors(file).tensors.get("h")!;
  assert.equal(dtype, "F16");
  assert.deepEqual([...data], [1, -0.5, 1, 1 + 2 ** -9, 65504, Infinity, 2 ** -24, 0]);
});

test("rounding to half precision is off by at most half a unit of the 11th bit", () => {
  const file = path.join(folder, "half");
  fc.assert(
    fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (x) => {
      writeSafetensors(file, {
        h: { shape: [1], data: Float32Array.of(x), dtype: "F16" },
      });
      const back = readSafetensors(file).tensors.get("h")!.data[0]!;
      const unit = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(x) || 1)) - 10);
      assert.ok(Math.abs(back - x) <= unit / 2, `${x} came back as ${back}`);
    }),
    { numRuns: 200 },
  );
});

test("BF16 is the upper half of a float32", () => {
  const bytes = fileOf(
    { b: { dtype: "BF16", shape: [2], data_offsets: [0, 4] } },
    [0x80, 0x3f, 0x20, 0xc0],
  );
  assert.deepEqual([...parseSafetensors(bytes, "x").tensors.get("b")!.data], [1, -2.5]);
});

test("tensorOf checks name and shape; -1 is any length", () => {
  const bytes = fileOf({ w: { dtype: "U8", shape: [2, 1], data_offsets: [0, 2] } }, [1, 2]);
  const file = parseSafetensors(bytes, "x");
  assert.deepEqual([...tensorOf(file, "w", [-1, 1]).data], [1, 2]);
  assert.throws(() => tensorOf(file, "v", undefined, "m.safetensors"), /tensor v.*m\.saf/);
  assert.throws(() => tensorOf(file, "w", [2, 2]), /expected shape \[2, 2\], got \[2, 1\]/);
  assert.throws(() => tensorOf(file, "w", [2]), /got \[2, 1\]/);
});

test("a shape that does not fit its data is refused before anything is written", () => {
  const file = path.join(folder, "x");
  assert.throws(
    () => writeSafetensors(file, { a: { shape: [2, 3], data: new Float32Array(5) } }),
    /tensor a: expected 6 values .* got 5/,
  );
  assert.ok(!existsSync(file));
});

const tensor = (data_offsets: unknown, extra = {}) => ({
  t: { dtype: "U8", shape: [2], data_offsets, ...extra },
});

for (const [name, bytes, message] of [
  ["an empty file", new Uint8Array(0), /at least 8 bytes/],
  ["a header longer than the file", fileOf({}, [], 99n), /at most 2 bytes, got 99/],
  ["a header length of 2^63", fileOf({}, [], 2n ** 63n), /safetensors header/],
  ["a header that is not JSON", fileOf("{t:"), /expected JSON/],
  ["a header that is not an object", fileOf("[1]"), /expected a JSON object/],
  ["an unknown type", fileOf(tensor([0, 2], { dtype: "F8_E4M3" }), [1, 2]), /got F8_E4M3/],
  [
    "a type that is not read",
    fileOf({ x: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, Array(8).fill(0)),
    /tensor x: expected type .*, got I64/,
  ],
  [
    "a type from the prototype",
    fileOf(tensor([0, 2], { dtype: "toString" }), [1, 2]),
    /type/,
  ],
  [
    "a type that cannot become a text",
    fileOf(tensor([0, 2], { dtype: { toString: 1 } }), [1, 2]),
    /got \{"toString":1\}/,
  ],
  ["endless nesting", fileOf(`{"t":${"[".repeat(20_000)}`), /at most 100 levels of JSON/],
  ["metadata that are no texts", fileOf({ __metadata__: { epoch: 3 } }), /object of texts/],
  ["a name that moves the cursor", fileOf({ "\u001b[2J": 1 }), /tensor \\u001b\[2J/],
  ["a negative shape", fileOf(tensor([0, 2], { shape: [-2] }), [1, 2]), /shape and two/],
  ["a broken shape", fileOf(tensor([0, 2], { shape: [1.5] }), [1, 2]), /shape and two/],
  ["one offset", fileOf(tensor([0]), [1, 2]), /two data_offsets/],
  [
    "offsets that do not fit the shape",
    fileOf(tensor([0, 1]), [1, 2]),
    /2 bytes for shape/,
  ],
  ["truncated data", fileOf(tensor([0, 2]), [1]), /within 1/],
  ["a hole before the data", fileOf(tensor([1, 3]), [0, 1, 2]), /data at offset 0, got 1/],
  ["bytes after the data", fileOf(tensor([0, 2]), [1, 2, 3]), /expected 2 bytes, got 3/],
  ["a field that is null", fileOf({ t: null }), /tensor t/],
] as const) {
  test(`${name} is a named error`, () => {
    const file = path.join(folder, "bad.safetensors");
    writeFileSync(file, bytes);
    assert.throws(
      () => readSafetensors(file),
      (error) =>
        error instanceof PromptcalError &&
        message.test(error.message) &&
        error.message.includes("bad.safetensors"),
    );
  });
}

test("any damaged byte in the header gives a named error or a readable file, never a crash", () => {
  const good = fileOf(
    { a: { dtype: "F32", shape: [1], data_offsets: [0, 4] }, ...tensor([4, 6]) },
    [1, 2, 3, 4, 5, 6],
  );
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
      const bytes = Uint8Array.from(good);
      bytes[at] = byte;
      try {
        parseSafetensors(bytes, "damaged");
      } catch (error) {
        assert.ok(error instanceof PromptcalError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

test("an indexed file is read tensor by tensor, as views, past types that nobody asks for", () => {
  const header = {
    ids: { dtype: "I64", shape: [1], data_offsets: [0, 8] },
    w: { dtype: "F32", shape: [2], data_offsets: [8, 16] },
  };
  const body = Buffer.alloc(16);
  body.writeFloatLE(1.5, 8);
  body.writeFloatLE(-2, 12);
  const bytes = fileOf(header, [...body]);
  const { tensors } = indexSafetensors(bytes, "x");
  assert.deepEqual(tensors.get("w")!.shape, [2]);
  assert.deepEqual(tensors.get("w")!.read(), Float32Array.of(1.5, -2));
  assert.throws(() => tensors.get("ids")!.read(), /tensor ids: expected type .*, got I64/);
});
