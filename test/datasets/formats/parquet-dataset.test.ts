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
import { dirname, join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { parquetWriteBuffer } from "hyparquet-writer";
import { readParquetDataset } from "../../../src/datasets/formats/parquet-dataset";
import { decodePicture } from "../../../src/images/decode-picture";
import { tinyImage } from "../miniatures";

const folder = mkdtempSync(join(tmpdir(), "promptcal-parquet-"));
after(() => rmSync(folder, { recursive: true }));
const cache = join(folder, "cache");

const FEATURES = {
  label: { names: ["cat", "dog", "owl"], _type: "ClassLabel" },
  image: { _type: "Image" },
};

interface Row {
  readonly bytes: Uint8Array | null;
  readonly label: number | string | null;
}

/** A file as Hugging Face's library writes it: a struct of bytes and path, and a label. */
function parquet(rows: readonly Row[], features?: object): Buffer {
  const named = rows.some(({ label }) => typeof label === "string");
  const optional = { repetition_type: "OPTIONAL" } as const;
  const text = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
  const image = rows.map(({ bytes }) => ({ bytes, path: "../../evil.jpg" }));
  const label = rows.map((row) =>
    named || row.label === null ? row.label : BigInt(row.label),
  );
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
    mkdirSync(dirname(join(root, "data", name)), { recursive: true });
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

  for (const packing of ["zstd", "lz4", "gzip", "brotli", "snappy"]) {
    test(`are read where they are packed with ${packing}`, async () => {
      const bytes = readFileSync(
        resolve(__dirname, `../../fixtures/parquet/${packing}.parquet`),
      );
      const root = place({ "train.parquet": bytes, "test.parquet": bytes });
      const {
        classNames,
        train,
        root: images,
      } = await readParquetDataset(root, "p", cache);
      assert.deepEqual(classNames, ["apple", "boat", "cat", "dog"]);
      assert.equal(train.length, 12);
      for (const { path, label } of train.slice(0, 4)) {
        const { raster } = await decodePicture(readFileSync(join(images, path)), path);
        assert.deepEqual([...raster.data], Array(12).fill(60 * label));
      }
    });
  }

  test("lie in any of the hub's layouts", async () => {
    const bytes = await tinyImage(7);
    const file = parquet([{ bytes, label: 0 }], FEATURES);
    for (const names of [
      ["../train-00000-of-00001.parquet", "../test-00000-of-00001.parquet"],
      ["train-00000-of-00001-abc.parquet", "test-00000-of-00001-def.parquet"],
      ["../plain_text/train/0000.parquet", "../plain_text/test/0000.parquet"],
      ["train/0000.parquet", "test/0000.parquet"],
      ["../dtd_train.parquet", "../dtd_test.parquet"],
    ] as const) {
      const root = place({ [names[0]]: file, [names[1]]: file });
      const { train, test: held } = await readParquetDataset(root, "hub", cache);
      assert.deepEqual([train.length, held.length], [1, 1], names[0]);
    }
    const nameless = place({
      "0000.parquet": parquet(Array(10).fill({ bytes, label: 0 }), FEATURES),
    });
    const {
      train,
      validation,
      test: held,
    } = await readParquetDataset(nameless, "n", cache);
    assert.deepEqual([train.length, validation.length, held.length], [5, 2, 3]);
    for (const [files, message] of [
      [
        ["train.parquet", "extra.parquet"],
        /expected train, validation or test in the name of each, got data.extra\.parquet/,
      ],
      [
        ["../a/train.parquet", "../b/train.parquet"],
        /expected one configuration, got a, b/,
      ],
    ] as const) {
      const root = place(Object.fromEntries(files.map((name) => [name, file])));
      await assert.rejects(readParquetDataset(root, "bad", cache), { message });
    }
    const arrow = place({ "../data-00000-of-00001.arrow": file });
    await assert.rejects(
      readParquetDataset(arrow, "bad", cache),
      /Arrow files.*to_parquet/,
    );
  });

  test("whose test labels are hidden are tested on validation", async () => {
    const bytes = await tinyImage(8);
    const of = (...labels: readonly (number | null)[]): Buffer =>
      parquet(
        labels.map((label) => ({ bytes, label })),
        FEATURES,
      );
    for (const hidden of [-1, null]) {
      const root = place({
        "train.parquet": of(0, 1),
        "validation.parquet": of(0, 1, 2),
        "test.parquet": of(hidden, hidden),
      });
      const read = await readParquetDataset(root, "hidden", cache);
      assert.deepEqual([read.train.length, read.test.length], [2, 3]);
      const note =
        "the labels of its test split are hidden: it is left out, validation is the test";
      assert.deepEqual(read.notes, [note]);
      assert.deepEqual(await readParquetDataset(root, "hidden", cache), read);
    }
    const alone = place({
      "train.parquet": of(...Array<number>(10).fill(0)),
      "test.parquet": of(-1),
    });
    const split = await readParquetDataset(alone, "alone", cache);
    assert.deepEqual([split.train.length, split.test.length], [5, 3]);
    assert.match(split.notes![0]!, /the training images are split/);
    for (const [label, got] of [
      [-1, "-1"],
      [null, "null"],
    ] as const) {
      const some = place({ "train.parquet": of(0), "test.parquet": of(1, label) });
      await assert.rejects(readParquetDataset(some, "some", cache), {
        name: "PromptcalError",
        message: new RegExp(
          `label: expected 0 \\.\\.\\. 2, got ${got} \\(.*test\\.parquet, row 1\\)`,
        ),
      });
    }
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
        message: /whole one, got no end after 3\.1 s \(.*train\.parquet\)$/,
      },
    );
  });
});
