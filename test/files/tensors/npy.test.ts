import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseNpy } from "../../../src/files/tensors/npy";

/** A .npy file of version 1 with this header. */
function npy(header: string, body: Uint8Array): Buffer {
  const length = Buffer.from([header.length & 0xff, header.length >> 8]);
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\0", "latin1"),
    length,
    Buffer.from(header),
    body,
  ]);
}

const header = (shape: string, descr = "|u1", order = "False"): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }\n`;

describe("arrays of NumPy", () => {
  it("are read in both orders", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    assert.deepEqual(
      [...parseNpy(npy(header("2, 3"), bytes), "a").data],
      [1, 2, 3, 4, 5, 6],
    );
    // Fortran: the first index runs fastest, so the columns are (1, 2), (3, 4), (5, 6).
    const turned = parseNpy(npy(header("2, 3", "|u1", "True"), bytes), "a");
    assert.deepEqual([...turned.data], [1, 3, 5, 2, 4, 6]);
  });

  const bad: [string, Buffer, RegExp][] = [
    ["other bytes", Buffer.from("\x93NUMPX and more"), /begins with/],
    ["objects", npy(header("1", "|O"), Buffer.alloc(8)), /numbers, got Python objects/],
    [
      "complex numbers",
      npy(header("1", "<c8"), Buffer.alloc(8)),
      /got complex.*logits\.real/,
    ],
    [
      "extended precision",
      npy(header("1", "<f16"), Buffer.alloc(16)),
      /got numbers in extended precision.*float64/,
    ],
    [
      "records",
      npy(
        "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), }",
        Buffer.alloc(4),
      ),
      /got records of several fields .*; save each field/,
    ],
    ["code", npy("__import__('os').system('ls')", Buffer.alloc(0)), /a header of numbers/],
    ["less data", npy(header("3"), Buffer.alloc(2)), /3 bytes for shape \[3\], got 2/],
    [
      "a size beyond memory",
      npy(header("999999999999, 999999999"), Buffer.alloc(9)),
      /got 9/,
    ],
    [
      "thousands of axes",
      npy(header("1,".repeat(5000)), Buffer.alloc(1)),
      /at most 64 axes/,
    ],
    [
      "a header beyond the end",
      npy(header("1"), Buffer.alloc(0)).subarray(0, 30),
      /npy array/,
    ],
  ];
  for (const [what, bytes, message] of bad) {
    it(`with ${what} are refused`, () => {
      assert.throws(() => parseNpy(bytes, "a.npy"), { name: "PromptcalError", message });
    });
  }
});
