import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { zipOf } from "../encoders/checkpoints/zip-writer";
import { loadPredictions } from "../../src/predictions/load-predictions";
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
    ];
    for (const [name, content] of files)
      assert.deepEqual(await loadPredictions(file(name, content)), EXPECTED, name);
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
