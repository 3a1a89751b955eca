import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { PromptcalError, mismatch } from "../errors/promptcal-error";
import { checkLabel, checkPredictions, type FilePredictions } from "./metrics-predictions";

const CHUNK = 1 << 22;
/** Room that is made at least. */
const FEWEST_ROWS = 1024;
const [COMMA, NEWLINE, RETURN, MINUS, POINT, ZERO, NINE] = [44, 10, 13, 45, 46, 48, 57];
/** Powers of ten that float64 holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
/** Digits that float64 always holds exactly. */
const EXACT_DIGITS = 15;

/**
 * Predictions from a CSV file with the columns `label`, then `logit_0, logit_1, …` or `prob_0, prob_1, …`.
 * The file is read in pieces, so that memory holds the numbers only.
 * @throws PromptcalError naming the row for ragged rows, fields that are no numbers, labels out of range
 *   and probabilities that do not sum to 1
 */
export function readPredictionsCsv(path: string): FilePredictions {
  const file = openSync(path, "r");
  let rows: CsvRows;
  try {
    rows = new CsvRows(path, fstatSync(file).size);
    const buffer = Buffer.allocUnsafe(2 * CHUNK);
    let kept = 0;
    for (;;) {
      const read = readSync(file, buffer, kept, buffer.length - kept, null);
      const end = kept + read;
      const used = rows.take(buffer, end, read === 0);
      if (read === 0) break;
      if (used === 0 && end === buffer.length)
        throw new PromptcalError(
          `${path}: line ${rows.line + 1} is longer than ${end} bytes`,
        );
      buffer.copyWithin(0, used, end);
      kept = end - used;
    }
  } finally {
    closeSync(file);
  }
  return rows.finish();
}

class CsvRows {
  /** Lines taken so far, the header included. */
  line = 0;
  private kind: FilePredictions["kind"] = "logits";
  private classes = 0;
  private rows = 0;
  private values = new Float64Array(0);
  private labels = new Int32Array(0);

  /** @param bytes size of the file, from which the number of rows is guessed; 0 where it is unknown */
  constructor(
    private readonly path: string,
    private readonly bytes: number,
  ) {}

  /** Takes whole lines of buffer[0 .. end); at the end of the file the last one too. */
  take(buffer: Buffer, end: number, last: boolean): number {
    let from = 0;
    while (from < end) {
      let to = buffer.indexOf(NEWLINE, from);
      if (to < 0 || to >= end) {
        if (!last) break;
        to = end;
      }
      const stop = to > from && buffer[to - 1] === RETURN ? to - 1 : to;
      if (this.classes === 0) this.header(buffer.toString("utf8", from, stop));
      else if (stop > from) this.row(buffer, from, stop);
      this.line += 1;
      from = to + 1;
    }
    return Math.min(from, end);
  }

  finish(): FilePredictions {
    if (this.rows === 0)
      throw new PromptcalError(
        `${this.path}: expected at least one row of predictions, got none`,
      );
    const { kind, classes, rows } = this;
    const predictions = {
      kind,
      classes,
      values: this.values.subarray(0, rows * classes),
      labels: this.labels.subarray(0, rows),
    };
    checkPredictions(predictions, (row) => `${this.path}, row ${row + 1}`);
    return predictions;
  }

  private header(text: string): void {
    const names = text
      .replace(/^\uFEFF/, "")
      .split(",")
      .map((name) => name.trim());
    const kind = names[1]?.startsWith("prob_") ? "probabilities" : "logits";
    const prefix = kind === "logits" ? "logit_" : "prob_";
    const fits =
      names[0] === "label" && names.slice(1).every((name, k) => name === `${prefix}${k}`);
    if (!fits || names.length < 3) {
      throw mismatch({
        what: "CSV header",
        expected: "label,logit_0,logit_1,… or label,prob_0,prob_1,…",
        got: text.slice(0, 80),
        where: this.path,
      });
    }
    this.kind = kind;
    this.classes = names.length - 1;
  }

  private row(buffer: Buffer, begin: number, end: number): void {
    const { classes, rows } = this;
    this.reserve(end - begin);
    let field = 0;
    for (let from = begin; from <= end; field++) {
      let to = from;
      while (to < end && buffer[to] !== COMMA) to++;
      if (field <= classes) {
        const value = parseNumber(buffer, from, to);
        if (Number.isNaN(value))
          throw this.notNumber(field, buffer.toString("utf8", from, to));
        if (field === 0) {
          checkLabel(value, classes, () => this.place());
          this.labels[rows] = value;
        } else this.values[rows * classes + field - 1] = value;
      }
      from = to + 1;
    }
    if (field !== classes + 1) {
      throw mismatch({
        what: "CSV row",
        expected: `${classes + 1} fields as in the header`,
        got: String(field),
        where: this.place(),
      });
    }
    this.rows += 1;
  }

  private place(): string {
    return `${this.path}, row ${this.rows + 1}, line ${this.line + 1}`;
  }

  private notNumber(field: number, text: string): PromptcalError {
    const what = field === 0 ? "label" : `field ${field + 1}`;
    const got = text.trim() === "" ? "nothing" : `"${text.slice(0, 40)}"`;
    return mismatch({ what, expected: "a number", got, where: this.place() });
  }

  /** Room for one more row of so many bytes: at first for all rows if they were like it, then doubled. */
  private reserve(rowBytes: number): void {
    if (this.rows < this.labels.length) return;
    const guess = Math.ceil((1.1 * this.bytes) / (rowBytes + 1));
    const rows = this.rows === 0 ? Math.max(guess, FEWEST_ROWS) : 2 * this.rows;
    const values = new Float64Array(rows * this.classes);
    values.set(this.values);
    const labels = new Int32Array(rows);
    labels.set(this.labels);
    [this.values, this.labels] = [values, labels];
  }
}

/**
 * The number in buffer[from .. to), NaN when there is none. Plain decimals of up to 15 digits are exact as
 * a whole number over a power of ten; all others go through the language's own reader.
 */
function parseNumber(buffer: Buffer, from: number, to: number): number {
  let at = from;
  const negative = buffer[at] === MINUS;
  if (negative) at++;
  let [whole, seen, digits, point] = [0, 0, 0, -1];
  for (; at < to; at++) {
    const byte = buffer[at]!;
    if (byte >= ZERO && byte <= NINE) {
      whole = whole * 10 + (byte - ZERO);
      seen++;
      if (whole !== 0) digits++;
    } else if (byte === POINT && point < 0) point = at;
    else break;
  }
  const decimals = point < 0 ? 0 : to - point - 1;
  if (at === to && seen > 0 && digits <= EXACT_DIGITS && decimals < POWERS.length) {
    const value = whole / POWERS[decimals]!;
    return negative ? -value : value;
  }
  const text = buffer.toString("latin1", from, to).trim();
  // Written so that there is one way to match: a field of a million digits costs no second look.
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}
