import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { parquetWriteBuffer } from "hyparquet-writer";
import { readParquetDataset } from "../../src/datasets/parquet-dataset";
import { tinyImage } from "./miniatures";

const folder = mkdtempSync(join(tmpdir(), "promptcal-parquet-"));
after(() => rmSync(folder, { recursive: true }));
const cache = join(folder, "cache");

const FEATURES = {
  label: { names: ["cat", "dog", "owl"], _type: "ClassLabel" },
  image: { _type: "Image" },
};

interface Row {
  readonly bytes: Uint8Array | null;
  readonly label: number | string;
}

/** A file as Hugging Face's library writes it: a struct of bytes and path, and a label. */
function parquet(rows: readonly Row[], features?: object): Buffer {
  const named = rows.some(({ label }) => typeof label === "string");
  const optional = { repetition_type: "OPTIONAL" } as const;
  const text = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
  const image = rows.map(({ bytes }) => ({ bytes, path: "../../evil.jpg" }));
  const label = rows.map((row) => (named ? row.label : BigInt(row.label)));
  const value = JSON.stringify({ info: { features } });
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: "image", data: image },
      { name: "label", data: label },
    ],
    schema: [
      { name: "schema", num_children: 2 },
      { name: "image", num_children: 2, ...optional },
      { name: "bytes", type: "BYTE_ARRAY", ...optional },
      { name: "path", ...text, ...optional },
      { name: "label", ...(named ? text : { type: "INT64" }), ...optional },
    ],
    rowGroupSize: 2,
    kvMetadata: features === undefined ? [] : [{ key: "huggingface", value }],
  });
  return Buffer.from(bytes);
}

let places = 0;
function place(files: Record<string, Buffer>): string {
  const root = join(folder, `set${places++}`);
  mkdirSync(join(root, "data"), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(root, "data", name), bytes);
  }
  return root;
}

describe("parquet files of Hugging Face's layout", () => {
  test("are read with their parts, class names and bytes, and unpacked once", async () => {
    const pictures = await Promise.all([0, 1, 2, 3].map(tinyImage));
    const rows = pictures.map((bytes, i) => ({ bytes, label: i % 2 }));
    const root = place({
      "train-00000-of-00001.parquet": parquet(rows.slice(0, 3), FEATURES),
      "test-00000-of-00001.parquet": parquet(rows.slice(3), FEATURES),
    });
    const dataset = await readParquetDataset(root, "pets", cache);
    assert.deepEqual(dataset.classNames, ["cat", "dog", "owl"]);
    assert.deepEqual(
      dataset.train.map(({ label, className }) => [label, className]),
      [
        [0, "cat"],
        [1, "dog"],
        [0, "cat"],
      ],
    );
    assert.deepEqual([dataset.validation.length, dataset.test.length], [0, 1]);
    const stored = dataset.train.map(({ path }) => readFileSync(join(dataset.root, path)));
    stored.forEach((bytes, i) => assert.ok(bytes.equals(pictures[i]!)));
    assert.deepEqual(await readParquetDataset(root, "pets", cache), dataset);
    assert.equal(readdirSync(cache).length, 1);
  });

  test("with names for labels and one part are split", async () => {
    const bytes = await tinyImage(5);
    const rows = Array.from({ length: 20 }, (_, i) => ({
      bytes,
      label: i < 10 ? "b" : "a",
    }));
    const dataset = await readParquetDataset(
      place({ "train.parquet": parquet(rows) }),
      "own",
      cache,
    );
    assert.deepEqual(dataset.classNames, ["a", "b"]);
    const sizes = [dataset.train, dataset.validation, dataset.test].map((l) => l.length);
    assert.deepEqual(sizes, [10, 4, 6]);
  });

  test("are refused where they are damaged, naming file and row", async () => {
    const bytes = await tinyImage(6);
    const good = parquet([{ bytes, label: 0 }], FEATURES);
    const cases: readonly (readonly [Record<string, Buffer>, RegExp])[] = [
      [{}, /expected files named train-\*\.parquet.*got none/],
      [{ "train.parquet": good.subarray(0, 40) }, /parquet file: expected a whole one/],
      [
        {
          "train.parquet": parquet(
            [
              { bytes, label: 0 },
              { bytes, label: 7 },
            ],
            FEATURES,
          ),
        },
        /label: expected 0 \.\.\. 2, got 7 \(.*train\.parquet, row 1\)/,
      ],
      [
        { "train.parquet": parquet([{ bytes: null, label: 0 }], FEATURES) },
        /column image: expected bytes of an image, got none \(.*row 0\)/,
      ],
      [
        { "train.parquet": parquet([{ bytes, label: 3 }]) },
        /expected a class's name, got 3/,
      ],
    ];
    for (const [files, message] of cases) {
      const root = place(files);
      await assert.rejects(readParquetDataset(root, "bad", cache), {
        name: "PromptcalError",
        message,
      });
    }
    assert.ok(readdirSync(cache).every((name) => !name.includes("bad")));
  });

  test("are refused without a column of images, whatever its columns are called", async () => {
    const bytes = parquet([{ bytes: Uint8Array.of(1), label: "a" }]);
    for (let at = bytes.indexOf("image"); at >= 0; at = bytes.indexOf("image"))
      bytes.write("im\u0015\u0004e", at, "latin1");
    await assert.rejects(
      readParquetDataset(place({ "train.parquet": bytes }), "x", cache),
      {
        name: "PromptcalError",
        message:
          /^parquet columns: expected one named image, got im[^\u0000-\u001f]*e, label/,
      },
    );
  });

  test("with features that are none fall back on the columns' names", async () => {
    const rows = [0, 1, 2, 3].map((i) => ({
      bytes: Uint8Array.of(i),
      label: "ab"[i % 2]!,
    }));
    const features = { image: null, label: 7, other: { _type: { toString: 1 } } };
    const root = place({ "train.parquet": parquet(rows, features) });
    const { classNames } = await readParquetDataset(root, "pets", cache);
    assert.deepEqual(classNames, ["a", "b"]);
  });

  test("are given up where a page that does not say how long its levels are keeps the reader busy", async () => {
    const rows = [0, 1, 2].map((i) => ({ bytes: Uint8Array.of(1, 2, i), label: i % 2 }));
    const bytes = parquet(rows, FEATURES);
    // The header of the first page: rows, then the bytes of definition and of repetition levels.
    const at = bytes.indexOf(Buffer.from([0x15, 4, 0x15, 0, 0x15, 4, 0x15, 0, 0x15]));
    assert.ok(at > 0);
    bytes.fill(0, at + 8, at + 12);
    await assert.rejects(
      readParquetDataset(place({ "train.parquet": bytes }), "x", cache),
      {
        name: "PromptcalError",
        message:
          /whole one that hyparquet reads, got no end after 3\.1 s \(.*train\.parquet\)$/,
      },
    );
  });
});
