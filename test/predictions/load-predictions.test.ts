import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { zipOf } from "../encoders/checkpoints/zip-writer";
import type { SchemaElement } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { loadPredictions } from "../../src/predictions/load-predictions";
import type { PlainPredictions } from "../../src/predictions/plain-arrays";
import { bytesOf, npyOf, npzOf } from "./array-files";
import { temporaryFiles } from "./temporary-file";

const { file, folder } = temporaryFiles();

const TABLE = "label,prob_0,prob_1\n0,0.75,0.25\n1,0.5,0.5\n";
const EXPECTED = {
  kind: "probabilities",
  values: Float64Array.of(0.75, 0.25, 0.5, 0.5),
  labels: Int32Array.of(0, 1),
  classes: 2,
  notes: [],
};

describe("a file of predictions", () => {
  it("is read by what it holds, whatever its name", async () => {
    const arrays = npzOf({
      probs: npyOf("<f8", "(2, 2)", bytesOf(Float64Array.of(0.75, 0.25, 0.5, 0.5))),
      labels: npyOf("|u1", "(2,)", Uint8Array.of(0, 1)),
    });
    const utf16 = Buffer.from(`\ufeff${TABLE}`, "utf16le");
    const files: readonly (readonly [string, string | Uint8Array])[] = [
      ["a.csv", TABLE],
      ["mark.csv", `\ufeff${TABLE}`],
      ["powershell.csv", utf16],
      ["big-endian.txt", Buffer.from(utf16).swap16()],
      ["tabs.tsv", TABLE.replaceAll(",", "\t")],
      ["excel.csv", TABLE.replaceAll(",", ";").replaceAll(".", ",")],
      ["mac.csv", TABLE.replaceAll("\n", "\r")],
      ["arrays.npz", arrays],
      ["arrays.csv", arrays],
      [
        "lists.json",
        '{"labels": [0, 1], "probs": [[0.75, 0.25], [0.5, 0.5]], "model": "mine"}',
      ],
    ];
    for (const [name, content] of files)
      assert.deepEqual(await loadPredictions(file(name, content)), EXPECTED, name);
  });

  it("may be records of JSON, as pandas writes them", async () => {
    const records = [
      { id: "a", label: 0, prob_0: 0.75, prob_1: 0.25 },
      { id: "b", label: 1, prob_0: 0.5, prob_1: 0.5 },
    ];
    const lists = records.map(({ label, prob_0: p, prob_1: q }) => ({
      label,
      probs: [p, q],
    }));
    const columns = Object.fromEntries(
      ["label", "prob_0", "prob_1"].map((name) => [
        name,
        { 0: records[0]![name as "label"], 1: records[1]![name as "label"] },
      ]),
    );
    const lines = (rows: readonly object[]): string =>
      rows.map((row) => `${JSON.stringify(row)}\r\n`).join("");
    for (const [name, text] of [
      ["records.json", JSON.stringify(records)],
      ["pretty.json", JSON.stringify(records, null, 2)],
      ["lists.json", JSON.stringify(lists)],
      ["records.jsonl", lines(records)],
      ["lists.jsonl", lines(lists)],
      ["columns.json", JSON.stringify(columns)],
    ] as const)
      assert.deepEqual(await loadPredictions(file(name, text)), EXPECTED, name);
    const short = file("short.jsonl", `${lines(records)}{"label": 1}\n`);
    await assert.rejects(loadPredictions(short), /expected a number, got nothing .*row 3/);
    const broken = file("broken.jsonl", `${lines(records)}{"label": \n`);
    await assert.rejects(loadPredictions(broken), /expected JSON.*line 3\)/);
    const mixed = file("mixed.json", '[{"label": 0, "probs": [1, 0]}, 3]');
    await assert.rejects(loadPredictions(mixed), /expected an object.*got 3 .*row 2/);
  });

  const bad: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    [
      "pointer.safetensors",
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 99\n",
      /is a Git LFS pointer.*; fetch that file with: git lfs pull$/,
    ],
    [
      "page.csv",
      "<!DOCTYPE html>\n<html></html>",
      /is a web page.*download the file itself$/,
    ],
    [
      "packed.csv.gz",
      gzipSync(TABLE),
      /is packed with gzip; expected predictions as a CSV/,
    ],
    ["one.npy", npyOf("|u1", "(1,)", Uint8Array.of(1)), /is a single NumPy array.*savez/],
    ["list.pkl", Buffer.from("\x80\x04\x95", "latin1"), /is a Python pickle.*savez/],
    ["t.pt", zipOf([{ name: "t/data.pkl", data: Buffer.from("x") }]), /torch\.save.*savez/],
    [
      "book.xlsx",
      zipOf([{ name: "xl/workbook.xml", data: Buffer.from("x") }]),
      /is an Excel workbook; export its sheet as CSV UTF-8$/,
    ],
    [
      "some.zip",
      zipOf([{ name: "a", data: Buffer.from("x") }]),
      /zip archive without arrays/,
    ],
    ["none.csv", "", /is empty; expected predictions/],
    [
      "latin.csv",
      Buffer.from("label,prob_chat,prob_caf\xe9\nchat,1,0\n", "latin1"),
      /is not UTF-8: line 1 would be "label,prob_chat,prob_café" in Windows-1252/,
    ],
  ];
  for (const [name, content, message] of bad)
    it(`${name}: one line says what it is`, async () => {
      const path = file(name, content);
      await assert.rejects(loadPredictions(path), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(error.message.includes(path) && !error.message.includes("\n"));
        return true;
      });
    });

  it("that is a folder or not there is told so", async () => {
    mkdirSync(join(folder, "own"));
    await assert.rejects(
      loadPredictions(join(folder, "own")),
      /is a folder; .*name a file/,
    );
    await assert.rejects(loadPredictions(join(folder, "no")), /does not exist; .*the path/);
  });
});

describe("a parquet file of predictions", () => {
  const write = (name: string, columnData: readonly ColumnSource[]): string =>
    file(
      name,
      new Uint8Array(parquetWriteBuffer({ columnData: [...columnData], rowGroupSize: 2 })),
    );

  it("is read like a table, over several row groups", async () => {
    const path = write("table.parquet", [
      { name: "note", data: ["a", "b", "c"], type: "STRING" },
      { name: "prob_1", data: [0.25, 0.5, 1], type: "DOUBLE" },
      { name: "prob_0", data: [0.75, 0.5, 0], type: "DOUBLE" },
      { name: "label", data: [0n, 1n, 1n], type: "INT64" },
    ]);
    assert.deepEqual(await loadPredictions(path), {
      ...EXPECTED,
      values: Float64Array.of(0.75, 0.25, 0.5, 0.5, 0, 1),
      labels: Int32Array.of(0, 1, 1),
    });
  });

  it("may hold names of classes, and confidence with correctness alone", async () => {
    const named = write("named.parquet", [
      { name: "label", data: ["cat", "dog"], type: "STRING" },
      { name: "prob_cat", data: [0.75, 0.5], type: "DOUBLE" },
      { name: "prob_dog", data: [0.25, 0.5], type: "DOUBLE" },
    ]);
    assert.deepEqual(await loadPredictions(named), EXPECTED);
    const alone = write("alone.parquet", [
      { name: "conf", data: [0.75, 0.5], type: "DOUBLE" },
      { name: "is_correct", data: [true, false], type: "BOOLEAN" },
    ]);
    assert.deepEqual(await loadPredictions(alone), {
      kind: "confidences",
      confidence: Float64Array.of(0.75, 0.5),
      correct: Uint8Array.of(1, 0),
      notes: [],
    });
  });

  it("may hold the scores of all classes as lists", async () => {
    const lists = [
      [0.75, 0.25],
      [0.5, 0.5],
    ];
    const path = write("json.parquet", [
      { name: "labels", data: [0, 1], type: "INT32" },
      { name: "text", data: ["a", "b"], type: "STRING" },
      { name: "probs", data: lists, type: "JSON" },
    ]);
    assert.deepEqual(await loadPredictions(path), EXPECTED);
    const schema: SchemaElement[] = [
      { name: "root", num_children: 2 },
      { name: "labels", type: "INT32", repetition_type: "REQUIRED" },
      {
        name: "probs",
        converted_type: "LIST",
        num_children: 1,
        repetition_type: "OPTIONAL",
      },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type: "DOUBLE", repetition_type: "OPTIONAL" },
    ];
    const columnData = [
      { name: "labels", data: [0, 1] },
      { name: "probs", data: lists },
    ];
    const nested = new Uint8Array(parquetWriteBuffer({ columnData, schema }));
    assert.deepEqual(await loadPredictions(file("lists.parquet", nested)), EXPECTED);
  });
});

describe("names of a user's own", () => {
  const columns = { label: "gold", prob_0: "p(no)", prob_1: "p(yes)" };

  it("stand for columns and arrays, where the file says otherwise", async () => {
    const table = "label,gold,p(no),p(yes)\n7,0,0.75,0.25\n7,1,0.5,0.5\n";
    assert.deepEqual(await loadPredictions(file("own.csv", table), { columns }), EXPECTED);
    const arrays = '{"y": [9, 9], "gold": [0, 1], "p": [[0.75, 0.25], [0.5, 0.5]]}';
    const path = file("own.json", arrays);
    const names = { labels: "gold", probs: "p", unused: "y" };
    assert.deepEqual(await loadPredictions(path, { columns: names }), EXPECTED);
  });

  it("that the file does not have are told with the nearest one", async () => {
    await assert.rejects(
      loadPredictions(file("gold.csv", "gold,prob_0,prob_1\n0,1,0\n"), {
        columns: { label: "glod" },
      }),
      /unknown column "glod" .*did you mean "gold"/,
    );
  });
});

describe("plain arrays", () => {
  it("are taken with rows of scores or flat ones, labels as numbers or names", async () => {
    const probs = [[0.75, 0.25], Float32Array.of(0.5, 0.5)];
    const cases = [
      { labels: [0, 1], probs },
      { labels: Int32Array.of(0, 1), probs: Float32Array.of(0.75, 0.25, 0.5, 0.5) },
      { labels: ["cat", "dog"], classNames: ["cat", "dog"], probs },
    ];
    for (const arrays of cases) assert.deepEqual(await loadPredictions(arrays), EXPECTED);
    const alone = await loadPredictions({ confidence: [0.5, 1], correct: [true, false] });
    assert.deepEqual("correct" in alone && alone.correct, Uint8Array.of(1, 0));
  });

  it("are refused with the array and the row that is wrong", async () => {
    const rejected = (arrays: PlainPredictions, message: RegExp): Promise<void> =>
      assert.rejects(loadPredictions(arrays), message);
    await rejected(
      { labels: [0, 1], probs: [[0.5, 0.5], [1]] },
      /probs: expected 2 numbers as in the first row, got 1 \(the given arrays, probs, row 2\)/,
    );
    await rejected(
      { labels: ["cat"], probs: [[0.5, 0.5]] },
      /got "cat" .*row 1\); give the names of the classes in their order as classNames/,
    );
    await rejected({ probs: [[0.5, 0.5]] }, /expected the arrays labels and logits/);
  });
});
