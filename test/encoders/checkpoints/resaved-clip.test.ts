import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { loadClip, type ClipModel } from "../../../src/encoders/towers/clip-model";
import { expectedTensors } from "../../../src/encoders/checkpoints/expected-tensors";
import { imageFeatures } from "../../../src/encoders/towers/image-tower";
import { HUGGING_FACE } from "../../../src/encoders/checkpoints/namings/hugging-face";
import type { Naming } from "../../../src/encoders/checkpoints/namings/naming";
import { OPEN_CLIP } from "../../../src/encoders/checkpoints/namings/open-clip";
import { OPENAI } from "../../../src/encoders/checkpoints/namings/openai";
import { openWeights } from "../../../src/encoders/checkpoints/stored-weights";
import { textFeatures, unitRows } from "../../../src/encoders/towers/text-tower";
import { startBackend } from "../../../src/engine/backend";
import { tf, type Tensor3D } from "../../../src/engine/tf";
import { toFloat16 } from "../../../src/files/tensors/float16";
import { assertClose } from "../../engine/helpers";
import { referenceSizes, referenceWeights, zeroShotReference } from "../reference-clip";

interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const folder = mkdtempSync(join(tmpdir(), "promptcal-resaved-"));
after(() => rmSync(folder, { recursive: true }));

/** Bit patterns of each type; bfloat16 is cut, not rounded, which is as good for the purpose. */
const TYPES = {
  F32: (values: Float32Array) => values,
  F16: toFloat16,
  BF16: (values: Float32Array) => {
    const bits = new Uint32Array(values.slice().buffer);
    return Uint16Array.from(bits, (word) => word >>> 16);
  },
} as const;
type Type = keyof typeof TYPES;

/** A checkpoint in another naming: the inverse of reading, written down from the naming's table. */
function renamed(
  tensors: ReadonlyMap<string, Values>,
  naming: Naming,
): Map<string, Values> {
  const result = new Map(tensors);
  const move = (to: string, from: readonly string[], transposed = false): void => {
    const { shape, data } = result.get(to)!;
    result.delete(to);
    if (from.length === 1 && !transposed) result.set(from[0]!, { shape, data });
    else
      from.forEach((name, part) => {
        const length = data.length / from.length;
        const values = data.slice(part * length, (part + 1) * length);
        const rows = (shape[0] ?? 1) / from.length;
        const own = from.length === 1 ? shape : [rows, ...shape.slice(1)];
        if (!transposed) result.set(name, { shape: own, data: values });
        else {
          const turned = tf.transpose(tf.tensor2d(values, own as [number, number]));
          result.set(name, { shape: turned.shape, data: turned.dataSync<"float32">() });
        }
      });
  };
  for (const { to, from, transposed } of naming.rows) {
    const pattern = new RegExp(`^${to.replaceAll(".", "\\.").replace("{n}", "(\\d+)")}$`);
    for (const name of tensors.keys()) {
      const match = pattern.exec(name);
      if (match === null) continue;
      const fill = (each: string): string => each.replace("{n}", match[1] ?? "");
      move(name, from.map(fill), transposed);
    }
  }
  return result;
}

/** The token table is most of the file and the same in each naming: converted once per type. */
const converted = {
  F32: new WeakMap<Float32Array, Float32Array | Uint16Array>(),
  F16: new WeakMap<Float32Array, Float32Array | Uint16Array>(),
  BF16: new WeakMap<Float32Array, Float32Array | Uint16Array>(),
};

/** Writes a safetensors file of one type, bfloat16 among them, which our own writer does not have. */
function store(path: string, tensors: ReadonlyMap<string, Values>, type: Type): void {
  const header: Record<string, unknown> = {};
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const [name, { shape, data }] of tensors) {
    const stored = converted[type].get(data) ?? TYPES[type](data);
    converted[type].set(data, stored);
    const piece = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    const end = at + piece.length;
    header[name] = { dtype: type, shape, data_offsets: [at, end] };
    pieces.push(piece);
    at = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json, ...pieces]));
}

/** Unit features of two images and of the first two prompts. */
function features({ imageTower, textTower }: ClipModel): Float32Array {
  return tf.tidy(() => {
    const reference = zeroShotReference();
    const pixels = reference("images");
    const [, channels, height, width] = pixels.shape as [number, number, number, number];
    const count = 2 * channels * height * width;
    const images = tf.tensor4d(pixels.data.slice(0, count) as Float32Array, [
      2,
      channels,
      height,
      width,
    ]);
    const rows = textTower.positions.shape[0];
    const ids = [...reference("token_ids").data.slice(0, 2 * rows)];
    const ends = [0, 1].map((text) => {
      const own = ids.slice(text * rows, (text + 1) * rows);
      return own.indexOf(Math.max(...own));
    });
    const embedded = tf.gather(textTower.embedding, tf.tensor1d(ids, "int32"));
    const texts = tf.reshape(embedded, [2, rows, -1]) as Tensor3D;
    return tf
      .concat([
        unitRows(imageFeatures(imageTower, images)),
        unitRows(textFeatures(textTower, texts, ends)),
      ])
      .dataSync<"float32">();
  });
}

describe("the reference's CLIP, saved again", () => {
  let original: ReadonlyMap<string, Values>;
  let expected: Float32Array;
  before(async () => {
    await startBackend("wasm");
    const { lookup } = openWeights(referenceWeights());
    original = new Map(
      [...expectedTensors(referenceSizes())].map(([name, shape]) => [
        name,
        { shape, data: lookup(name, shape) },
      ]),
    );
    expected = features(loadClip(referenceWeights(), referenceSizes()));
  });

  // A half has 11 significant bits, a bfloat16 8 (and is cut here): errors of 2^-12 and 2^-8 of each
  // weight, grown by 4 blocks; in float32 nothing may change.
  for (const [type, bound] of [
    ["F32", 0],
    ["F16", 20 * 2 ** -12],
    ["BF16", 20 * 2 ** -8],
  ] as const) {
    it(`as ${type} in each naming gives its features`, () => {
      let first: Float32Array | undefined;
      for (const naming of [OPENAI, OPEN_CLIP, HUGGING_FACE]) {
        const path = join(folder, `${naming.name}-${type}`);
        store(path, renamed(original, naming), type);
        const got = features(loadClip(path, referenceSizes()));
        assertClose(tf.tensor1d(got), expected, bound);
        // The naming changes nothing at all.
        first ??= got;
        assert.deepEqual(got, first);
      }
    });
  }
});
