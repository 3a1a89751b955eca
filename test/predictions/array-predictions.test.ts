import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ClassScores } from "../../src/predictions/file-predictions";
import { loadPredictions } from "../../src/predictions/load-predictions";
import { bytesOf, npyOf, npzOf, safetensorsOf } from "./array-files";
import { temporaryFiles } from "./temporary-file";

const { file } = temporaryFiles();

const LOGITS = [2, -1, 0.5, 0.25, 0, 3.5, -2, 1e-3, 0.125];
const LABELS = [0, 2, 1];
const logits = npyOf("<f8", "(3, 3)", bytesOf(Float64Array.from(LOGITS)));
const labels = npyOf("|u1", "(3,)", Uint8Array.from(LABELS));
const F32 = {
  dtype: "F32",
  shape: [3, 3],
  bytes: bytesOf(Float32Array.from(LOGITS)),
};
const U8 = { dtype: "U8", shape: [3], bytes: Uint8Array.from(LABELS) };

const npz = (arrays: Readonly<Record<string, Buffer>>) =>
  loadPredictions(file("p.npz", npzOf(arrays)));
const safetensors = (tensors: Parameters<typeof safetensorsOf>[0]) =>
  loadPredictions(file("p.safetensors", safetensorsOf(tensors)));
const scores = async (read: ReturnType<typeof loadPredictions>) => {
  const { kind, values, labels: truth } = (await read) as ClassScores;
  return [kind, [...values], [...truth]];
};

/** Labels in every type of whole numbers, as NumPy and as safetensors write them. */
const WHOLE: readonly (readonly [string, string, ArrayBufferView])[] = [
  ["|i1", "I8", Int8Array.from(LABELS)],
  ["<i2", "I16", Int16Array.from(LABELS)],
  ["<i4", "I32", Int32Array.from(LABELS)],
  ["<i8", "I64", BigInt64Array.from(LABELS, BigInt)],
  ["|u1", "U8", Uint8Array.from(LABELS)],
  ["<u2", "U16", Uint16Array.from(LABELS)],
  ["<u4", "U32", Uint32Array.from(LABELS)],
  ["<u8", "U64", BigUint64Array.from(LABELS, BigInt)],
];

describe("arrays of predictions", () => {
  it("have labels of any type of whole numbers, and whole numbers of any type", async () => {
    for (const [descr, dtype, array] of WHOLE) {
      const bytes = bytesOf(array);
      assert.deepEqual(
        await scores(npz({ logits, labels: npyOf(descr, "(3,)", bytes) })),
        ["logits", LOGITS, LABELS],
        descr,
      );
      const found = await scores(
        safetensors({ logits: F32, labels: { dtype, shape: [3], bytes } }),
      );
      assert.deepEqual(found[2], LABELS, dtype);
    }
    const floats = npyOf("<f4", "(3, 1)", bytesOf(Float32Array.from(LABELS)));
    assert.deepEqual(await scores(npz({ logits, labels: floats })), [
      "logits",
      LOGITS,
      LABELS,
    ]);
  });

  it("have truth values as labels of two classes, or as correctness", async () => {
    const two = npyOf("<f4", "(2, 2)", bytesOf(Float32Array.of(1, 2, 3, 4)));
    const truth = npyOf("|b1", "(2,)", Uint8Array.of(0, 1));
    assert.deepEqual(await scores(npz({ logits: two, labels: truth })), [
      "logits",
      [1, 2, 3, 4],
      [0, 1],
    ]);
    const found = await safetensors({
      confidence: { dtype: "F32", shape: [2], bytes: bytesOf(Float32Array.of(0.5, 1)) },
      correct: { dtype: "BOOL", shape: [2], bytes: Uint8Array.of(0, 1) },
    });
    assert.deepEqual(found, {
      kind: "confidences",
      confidence: Float64Array.of(0.5, 1),
      correct: Uint8Array.of(0, 1),
      notes: [],
    });
  });

  it("are compared where there are labels and predictions with a confidence", async () => {
    const found = await npz({
      conf: npyOf("<f8", "(3,)", bytesOf(Float64Array.of(0.5, 0.6, 0.7))),
      y_true: labels,
      y_pred: npyOf("<i8", "(3,)", bytesOf(BigInt64Array.of(0n, 1n, 1n))),
    });
    assert.deepEqual(found.kind === "confidences" && [...found.correct], [1, 0, 1]);
  });

  it("are read in both byte orders and in Fortran order", async () => {
    const big = Buffer.alloc(LOGITS.length * 8);
    LOGITS.forEach((z, i) => {
      // Fortran order: the row runs fastest.
      big.writeDoubleBE(z, ((i % 3) * 3 + Math.floor(i / 3)) * 8);
    });
    assert.deepEqual(
      await scores(npz({ logits: npyOf(">f8", "(3, 3)", big, true), labels })),
      ["logits", LOGITS, LABELS],
    );
  });

  it("may lie beside arrays of any type, which nobody reads", async () => {
    const objects = npyOf("|O", "(3,)", Buffer.from("\x80\x04."));
    const names = npyOf("<U4", "(3,)", Buffer.alloc(48));
    assert.deepEqual(
      await scores(npz({ logits, labels, paths: objects, names, probs: objects })),
      ["logits", LOGITS, LABELS],
    );
    const ids = { dtype: "U64", shape: [1], bytes: Buffer.alloc(8) };
    const scale = { dtype: "F8_E5M2", shape: [2], bytes: Buffer.alloc(2) };
    const found = await scores(safetensors({ ids, scale, logits: F32, labels: U8 }));
    assert.deepEqual(found[2], LABELS);
  });

  it("of a type that is not read are refused by its name", async () => {
    // The second is a name that every JavaScript object knows.
    for (const dtype of ["F8_E4M3", "constructor"])
      await assert.rejects(
        safetensors({ logits: { ...F32, dtype }, labels: U8 }),
        new RegExp(
          `tensor logits: expected type F64, .*I64.*, got ${dtype}.*logits\\.float`,
        ),
      );
  });

  const ONE_HOT = npyOf("|u1", "(3, 3)", Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 1, 0));
  const turned = npyOf("<f8", "(2, 3)", bytesOf(Float64Array.from(LOGITS.slice(0, 6))));
  const bad: readonly (readonly [string, Readonly<Record<string, Buffer>>, RegExp])[] = [
    [
      "objects",
      { logits, labels: npyOf("|O", "(3,)", Buffer.from("\x80\x04.")) },
      /expected numbers, got Python objects.*pickled code.*labels\.npy.*labels\.astype\(int\)/,
    ],
    [
      "text",
      { logits, labels: npyOf("<U4", "(3,)", Buffer.alloc(48)) },
      /expected numbers, got text \(dtype <U4\).*labels\.astype\(int\).*return_inverse=True/,
    ],
    [
      "bytes",
      { logits, labels: npyOf("|S4", "(3,)", Buffer.alloc(12)) },
      /got text \(dtype \|S4\)/,
    ],
    [
      "bfloat16 of NumPy",
      { probs: npyOf("<V2", "(3, 3)", Buffer.alloc(18)), labels },
      /got raw bytes, as NumPy stores bfloat16.*astype\(np\.float32\)/,
    ],
    ["no labels", { logits }, /the arrays labels and logits or probs.*got logits/],
    ["other names", { a: logits, b: labels }, /got a, b/],
    ["one-hot labels", { logits, labels: ONE_HOT }, /\[3, 3\].*save labels\.argmax\(1\)/],
    ["a row per class", { logits: turned, labels }, /\[2, 3\] and \[3\].*save logits\.T/],
    [
      "too few labels",
      { logits, labels: npyOf("|u1", "(2,)", Uint8Array.of(0, 1)) },
      /\[3, 3\] and \[2\]/,
    ],
    [
      "a label out of range",
      { logits, labels: npyOf("|u1", "(3,)", Uint8Array.of(0, 3, 1)) },
      /from 0 to 2, got 3 .*row 2/,
    ],
    [
      "half a label",
      { logits, labels: npyOf("<f4", "(3,)", bytesOf(Float32Array.of(0, 1.5, 1))) },
      /got 1\.5 .*row 2/,
    ],
  ];
  for (const [name, arrays, message] of bad)
    it(`with ${name} are refused by name`, async () => {
      await assert.rejects(npz(arrays), message);
    });
});
