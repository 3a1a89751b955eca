import { closeSync, openSync, readSync } from "node:fs";
import { parse } from "papaparse";
import { eventError, mismatch, type PromptcalError } from "../../errors/promptcal-error";
import { decodeText } from "../decode-text";
import { fileKind } from "../file-kind";
import { readText } from "../json/parse-json";

/** A record of a CSV file. */
export interface CsvRow {
  /** Line that it begins on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table of text with the character between its cells. */
export interface CsvRows {
  readonly delimiter: CsvDelimiter;
  /** In order; to be walked through once. */
  readonly rows: Iterable<CsvRow>;
}

/** Spreadsheets write semicolons where the comma is the decimal sign. */
export type CsvDelimiter = "," | ";" | "\t";

const DELIMITERS: readonly CsvDelimiter[] = [",", ";", "\t"];

/** Bytes that are read at a time. */
const PIECE = 2 ** 18;
/** Bytes of the longest line: a row of 22,000 classes has half a million. */
const MAX_LINE = 2 ** 24;

/**
 * Records of a CSV (RFC 4180): cells between commas, semicolons or tabs, whichever the first line has most of;
 * quotes doubled inside of quotes; line ends inside of quotes. Blank lines and a byte order mark are skipped.
 * @throws PromptcalError naming the line with a quote that is never closed or closed too early
 */
export function csvRows(text: string, where: string): readonly CsvRow[] {
  return [...rowsOf([text.replace(/^\ufeff/, "")], where).rows];
}

/**
 * As `csvRows`, of a file of any size: memory holds a piece of 256 KiB, or its longest record. UTF-16 files are
 * read whole.
 * @throws PromptcalError also for bytes that are no UTF-8 and for a record of more than 16 MiB
 */
export function readCsvRows(path: string): CsvRows {
  return rowsOf(
    fileKind(path) === "utf-16" ? [readText(path, "table")] : pieces(path),
    path,
  );
}

function rowsOf(texts: Iterable<string>, where: string): CsvRows {
  const records = wholeRecords(texts, where);
  const first = records.next();
  const text = first.done === true ? "" : first.value;
  // Comments above the table may hold any characters.
  const head = /^(?:#[^\r\n]*[\r\n]+)*([^\r\n]*)/.exec(text)![1]!;
  const hint = /^"?sep=([,;\t])"?$/i.exec(head)?.[1] as CsvDelimiter | undefined;
  const delimiter = hint ?? mostFrequent(head.replace(/"[^"]*"/g, ""));
  const settings = { delimiter, newline: lineEnd(text), where, skipped: hint ? 1 : 0 };
  const all = function* (): Generator<string> {
    yield text;
    yield* records;
  };
  return { delimiter, rows: parsed(all(), settings) };
}

interface Settings {
  readonly delimiter: CsvDelimiter;
  readonly newline: "\n" | "\r";
  readonly where: string;
  /** Records at the begin that are none of the table. */
  readonly skipped: number;
}

function* parsed(texts: Iterable<string>, settings: Settings): Generator<CsvRow> {
  const { delimiter, newline, where } = settings;
  let [line, { skipped }] = [1, settings];
  for (const text of texts) {
    // With a line end at the end, behind which the parser sees one more, empty record.
    const ended = text.endsWith(newline) ? text : `${text}${newline}`;
    const { data, errors } = parse<string[]>(ended, { delimiter, newline });
    if (isBlank(data.at(-1))) data.pop();
    // Counting is slow beside parsing, and only a quoted cell has line ends.
    const isQuoted = text.includes('"');
    const bad = new Set(
      errors.filter(({ type }) => type === "Quotes").map(({ row }) => row),
    );
    for (const [k, cells] of data.entries()) {
      if (bad.has(k)) throw strayQuote(line, where);
      const start = line;
      line += 1;
      if (isQuoted) for (const cell of cells) line += lineEnds(cell, newline);
      if (skipped-- > 0) continue;
      const last = cells.length - 1;
      if (cells[last]!.endsWith("\r")) cells[last] = cells[last]!.slice(0, -1);
      if (!isBlank(cells)) yield { line: start, cells };
    }
  }
}

function isBlank(cells: readonly string[] | undefined): boolean {
  return cells?.length === 1 && cells[0] === "";
}

/** The texts, cut so that each ends with a record's end; the last one as it is. */
function* wholeRecords(texts: Iterable<string>, where: string): Generator<string> {
  let rest = "";
  let lines = 0;
  for (const text of texts) {
    if (rest.length > MAX_LINE) throw tooLong(lines + 1, where);
    rest += text;
    const end = lastRecordEnd(rest);
    if (end > 0) {
      const records = rest.slice(0, end);
      lines += lineEnds(records, "\n");
      rest = rest.slice(end);
      yield records;
    }
  }
  if (rest !== "") yield rest;
}

/** Behind the last line end that is not inside of quotes; 0 where there is none. */
function lastRecordEnd(text: string): number {
  let end = 0;
  for (let from = 0; ;) {
    const open = text.indexOf('"', from);
    const plain = text.slice(from, open < 0 ? text.length : open).lastIndexOf("\n");
    if (plain >= 0) end = from + plain + 1;
    const close = open < 0 ? -1 : text.indexOf('"', open + 1);
    if (close < 0) return end;
    from = close + 1;
  }
}

/** A file's text in pieces of whole lines. */
function* pieces(path: string): Generator<string> {
  const descriptor = openSync(path, "r");
  try {
    let rest = Buffer.alloc(0);
    let lines = 0;
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const read = readSync(descriptor, piece);
      const bytes = Buffer.concat([rest, piece.subarray(0, read)]);
      const end = read === 0 ? bytes.length : bytes.lastIndexOf(10) + 1;
      const text = decodeText(bytes.subarray(0, end), path, lines);
      yield text;
      if (read === 0) return;
      lines += lineEnds(text, "\n");
      rest = bytes.subarray(end);
      if (rest.length > MAX_LINE) throw tooLong(lines + 1, path);
    }
  } finally {
    closeSync(descriptor);
  }
}

function mostFrequent(head: string): CsvDelimiter {
  const count = (delimiter: CsvDelimiter): number => head.split(delimiter).length;
  return DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** Old Macs ended lines with a carriage return alone. */
function lineEnd(text: string): "\n" | "\r" {
  return text.includes("\r") && !text.includes("\n") ? "\r" : "\n";
}

function lineEnds(text: string, newline: string): number {
  let count = 0;
  for (let at = text.indexOf(newline); at >= 0; at = text.indexOf(newline, at + 1)) count++;
  return count;
}

function strayQuote(line: number, where: string): PromptcalError {
  return mismatch({
    what: `CSV line ${line}`,
    expected: "a cell, and a delimiter or the line's end behind it",
    got: "a quote that is never closed, or closed too early",
    where,
    fix: 'write a quote inside of a quoted cell twice: ""',
  });
}

function tooLong(line: number, where: string): PromptcalError {
  return eventError(
    `${where}: the record that begins on line ${line} is longer than ${MAX_LINE} bytes`,
    "look for a quote that is never closed",
  );
}
