import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import fc from "fast-check";
import { csvRows, readCsvRows, type CsvRow } from "../../../src/files/tables/csv-rows";
import { csvTable } from "../../../src/files/tables/csv-table";

const folder = mkdtempSync(join(tmpdir(), "promptcal-csv-"));
after(() => rmSync(folder, { recursive: true }));

const cellsOf = (text: string): (readonly string[])[] =>
  csvRows(text, "t.csv").map(({ cells }) => cells);

function file(content: string | Uint8Array): string {
  const path = join(folder, "t.csv");
  writeFileSync(path, content);
  return path;
}

describe("CSV", () => {
  it("has quotes, line ends of both kinds, and blank lines", () => {
    assert.deepEqual(csvRows('\ufeffa,"b, ""c"""\r\n\r\n"x\ny",\nlast', "t.csv"), [
      { line: 1, cells: ["a", 'b, "c"'] },
      { line: 3, cells: ["x\ny", ""] },
      { line: 5, cells: ["last"] },
    ]);
    assert.deepEqual(cellsOf('"a","b"\r\n"c","d"\r\n'), [
      ["a", "b"],
      ["c", "d"],
    ]);
    assert.deepEqual(cellsOf('"a"\r'), [["a"]]);
    assert.deepEqual(cellsOf(""), []);
  });

  it("has line ends of old Macs, semicolons, tabs, and the hint that Excel reads", () => {
    const table = [
      ["a", "b"],
      ["1,5", "2"],
    ];
    assert.deepEqual(cellsOf("a;b\r1,5;2\r"), table);
    assert.deepEqual(cellsOf("a\tb\n1,5\t2\n"), table);
    assert.deepEqual(cellsOf("sep=;\r\na;b\r\n1,5;2\r\n"), table);
    // What stands between quotes is no delimiter.
    assert.deepEqual(cellsOf('"a;b;c",d\n'), [["a;b;c", "d"]]);
  });

  it("with a quote that is never closed, or too early, names the line", () => {
    assert.throws(
      () => csvRows('a\n"b', "t.csv"),
      /CSV line 2: .* never closed.*\(t\.csv\)/,
    );
    assert.throws(
      () => csvRows('a\n"x\ny"\n"b"c,d\n', "t.csv"),
      /CSV line 4: .* too early/,
    );
    assert.deepEqual(cellsOf('a\n5" nail,b\n'), [["a"], ['5" nail', "b"]]);
  });

  it("with a quoted cell of millions of characters", () => {
    const [{ cells }] = csvRows(`"${'x""'.repeat(8_000_000)}",y`, "t.csv") as [CsvRow];
    assert.equal(cells[0]!.length, 16_000_000);
    assert.equal(cells[1], "y");
  });

  it("that csvTable writes is read again, in memory and in pieces", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "é", " ", "1") });
    const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(table, (rows) => {
        const text = csvTable(["a", "b", "c"], rows);
        assert.deepEqual(cellsOf(text).slice(1), rows);
        const read = [...readCsvRows(file(text)).rows];
        assert.deepEqual(read, csvRows(text, "t.csv"));
      }),
      { numRuns: 200 },
    );
  });
});

describe("CSV of a file", () => {
  it("longer than a piece: records that lie across the border, and their lines", () => {
    const long = "é\n".repeat(700_000); // 2.1 MB
    const rows = [
      "head,x",
      `"${long}",1`,
      ...Array.from({ length: 300_000 }, (_, i) => `r${i},"y"`),
    ];
    const read = [...readCsvRows(file(rows.join("\r\n"))).rows];
    assert.equal(read.length, rows.length);
    assert.equal(read[1]!.cells[0], long);
    assert.deepEqual(read[2], { line: 3 + 700_000, cells: ["r0", "y"] });
    assert.deepEqual(read.at(-1), { line: 3 + 700_000 + 299_999, cells: ["r299999", "y"] });
  });

  it("is UTF-8 or marked UTF-16; other bytes are named with their line", () => {
    const text = "label,prob\ncafé,1\n";
    const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), utf16])
      assert.deepEqual([...readCsvRows(file(bytes)).rows], csvRows(text, "t.csv"));
    const latin = Buffer.from(`${"a,b\n".repeat(400_000)}caf\xe9,1\n`, "latin1");
    assert.throws(
      () => [...readCsvRows(file(latin)).rows],
      /is not UTF-8: line 400001 would be "café,1" in Windows-1252/,
    );
  });

  it("with a line of many megabytes is refused before memory is full", () => {
    const endless = Buffer.alloc(20 * 2 ** 20, "1");
    assert.throws(
      () => [...readCsvRows(file(endless)).rows],
      /begins on line 1 is longer than/,
    );
    const unclosed = `a,b\n"${"x\n".repeat(10 * 2 ** 20)}`;
    assert.throws(
      () => [...readCsvRows(file(unclosed)).rows],
      /on line 2 is longer than .*quote/,
    );
  });
});
