import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WasmKernels, type Pointer } from "../../../src/engine/wasm/wasm-module";
import { randomNormal, seededRandom } from "../../../src/random/random";

const [ROWS, HEADS, STRIDE, PREFIX] = [13, 2, 16, 6];

/** Rows that query i sees: some of the prefix, then its own run. */
function seenBy(i: number): { visible: number; ownStart: number; ownCount: number } {
  if (i < PREFIX) return { visible: i + 1, ownStart: 0, ownCount: 0 };
  return { visible: i % 2 === 0 ? PREFIX : 0, ownStart: PREFIX, ownCount: i - PREFIX + 1 };
}

function rowsSeenBy(i: number): number[] {
  const { visible, ownStart, ownCount } = seenBy(i);
  return [
    ...Array.from({ length: visible }, (_, t) => t),
    ...Array.from({ length: ownCount }, (_, t) => ownStart + t),
  ];
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
}

describe("the attention kernels", () => {
  // 8 values are the least, 32 what registers hold at a time; 40 are both.
  for (const size of [8, 32, 40]) {
    it(`compute attention and its gradients in heads of ${size} values`, () => {
      const kernels = new WasmKernels(1);
      const width = HEADS * size;
      const random = seededRandom("attention", size);
      const place = (columns: number): [Pointer, Float32Array] => {
        const values = randomNormal(ROWS * columns, 1, random);
        const at = kernels.matrix(ROWS, columns);
        kernels.floats(at, values.length).set(values);
        return [at, values];
      };
      const [query, q] = place(width);
      const [keyValue, kv] = place(2 * width);
      const [dy, d] = place(width);
      const fields = ["visible", "ownStart", "ownCount"] as const;
      const [visible, ownStart, ownCount] = fields.map((field) =>
        kernels.store(Int32Array.from({ length: ROWS }, (_, i) => seenBy(i)[field])),
      ) as [Pointer, Pointer, Pointer];
      const weights = kernels.matrix(ROWS, HEADS * STRIDE);
      const slopes = kernels.matrix(HEADS, STRIDE);
      const [out, dQuery] = [kernels.matrix(ROWS, width), kernels.matrix(ROWS, width)];
      const dKeyValue = kernels.matrix(ROWS, 2 * width);
      const seen = [visible, ownStart, ownCount, weights, STRIDE] as const;
      kernels.call.attend(query, keyValue, ...seen, out, ROWS, HEADS, size);
      kernels.call.attendGradient(
        ...([dy, query, keyValue, ...seen, slopes] as const),
        ...([dQuery, dKeyValue, ROWS, ROWS, HEADS, size] as const),
      );

      const [y, dq] = [new Float64Array(q.length), new Float64Array(q.length)];
      const dkv = new Float64Array(kv.length);
      for (let i = 0; i < ROWS; i++) {
        for (let h = 0; h < HEADS; h++) {
          const at = i * width + h * size;
          const key = (row: number): number => 2 * row * width + h * size;
          const head = (values: Float32Array, from: number): Float32Array =>
            values.subarray(from, from + size);
          const rows = rowsSeenBy(i);
          const scale = 1 / Math.sqrt(size);
          const exps = rows.map((row) =>
            Math.exp(scale * dot(head(q, at), head(kv, key(row)))),
          );
          const total = exps.reduce((a, b) => a + b, 0);
          const shares = exps.map((value) => value / total);
          const dShares = rows.map((row) => dot(head(d, at), head(kv, key(row) + width)));
          const along = dot(shares, dShares);
          rows.forEach((row, t) => {
            const slope = scale * shares[t]! * (dShares[t]! - along);
            for (let k = 0; k < size; k++) {
              y[at + k]! += shares[t]! * kv[key(row) + width + k]!;
              dq[at + k]! += slope * kv[key(row) + k]!;
              dkv[key(row) + k]! += slope * q[at + k]!;
              dkv[key(row) + width + k]! += shares[t]! * d[at + k]!;
            }
          });
        }
      }
      for (const [pointer, expected] of [
        [out, y],
        [dQuery, dq],
        [dKeyValue, dkv],
      ] as const) {
        kernels.floats(pointer, expected.length).forEach((value, i) => {
          assert.ok(Math.abs(value - expected[i]!) < 1e-5, `entry ${i}: ${value}`);
        });
      }
    });
  }

  it("give NaN where a score is NaN, and leave other queries alone", () => {
    const kernels = new WasmKernels(1);
    const width = 8;
    const query = kernels.matrix(2, width);
    kernels.floats(query, 2 * width).fill(1);
    kernels.floats(query, 1)[0] = NaN;
    const keyValue = kernels.matrix(2, 2 * width);
    kernels.floats(keyValue, 4 * width).fill(1);
    const [none, both] = [0, 2].map((value) => kernels.store(Int32Array.of(value, value)));
    const [weights, out] = [kernels.matrix(2, 4), kernels.matrix(2, width)];
    const seen = [both!, none!, none!] as const;
    kernels.call.attend(query, keyValue, ...seen, weights, 4, out, 2, 1, width);
    const values = kernels.floats(out, 2 * width);
    assert.ok(values.subarray(0, width).every(Number.isNaN));
    assert.ok(values.subarray(width).every((value) => value === 1));
  });
});

describe("the kernels' exp, seen through QuickGELU's gate", () => {
  it("keeps any NaN, and is right at both ends", () => {
    const kernels = new WasmKernels(1);
    const [x, y] = [kernels.matrix(1, 8), kernels.matrix(1, 8)];
    const bits = new Uint32Array(kernels.floats(x, 8).buffer, x, 8);
    bits.set([0x7fc00000, 0x7fffffff, 0xff800155, 0x7f800001]);
    kernels.floats(x, 8).set([Infinity, -Infinity, 0, -0], 4);
    kernels.call.quickGelu(x, y, 8);
    const gates = Array.from(kernels.floats(x, 8));
    assert.ok(gates.slice(0, 4).every(Number.isNaN));
    assert.equal(gates[4], 1);
    assert.ok(gates[5]! < 1e-38);
    assert.deepEqual(gates.slice(6), [0.5, 0.5]);
  });
});
