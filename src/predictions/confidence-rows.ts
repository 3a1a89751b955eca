import { mismatch } from "../errors/promptcal-error";
import { cellNumber, type CellReading, quoted } from "./cell-number";
import type { Confidences } from "./file-predictions";
import { GrowingRows } from "./growing-rows";
import { parseNumber } from "./parse-number";
import type { ConfidenceLayout } from "./table-layout";
import type { RowReader } from "./row-reader";

/** Reads the rows of a table that has confidence, and correctness or label and prediction. */
export class ConfidenceRows implements RowReader {
  private readonly confidences = new GrowingRows(1);
  private readonly verdicts = new GrowingRows(1);

  constructor(
    private readonly layout: ConfidenceLayout,
    private readonly reading: CellReading,
  ) {}

  add(cells: readonly string[], location: () => string): void {
    const confidence = cellNumber(cells, this.layout.confidence, this.reading, location);
    checkConfidence(confidence, location);
    const own = this.confidences.add();
    own.numbers[own.from] = confidence;
    const verdict = this.verdicts.add();
    verdict.numbers[verdict.from] = this.isCorrect(cells, location) ? 1 : 0;
  }

  finish(): Confidences {
    return {
      kind: "confidences",
      confidence: this.confidences.values(),
      correct: Uint8Array.from(this.verdicts.values()),
      notes: [],
    };
  }

  private isCorrect(cells: readonly string[], location: () => string): boolean {
    const [first, second] = this.layout.verdict;
    if (second === undefined) return truth(cells[first]!, location);
    return sameClass(cells[first]!, cells[second]!, location);
  }
}

/** Refuses a confidence outside [0, 1]. */
export function checkConfidence(confidence: number, location: () => string): void {
  if (confidence >= 0 && confidence <= 1) return;
  throw mismatch({
    what: "confidence",
    expected: "a number in [0, 1]",
    got: String(confidence),
    where: location(),
    ...(confidence > 1 && confidence <= 100 ? { fix: "divide percentages by 100" } : {}),
  });
}

function truth(cell: string, location: () => string): boolean {
  const word = cell.trim().toLowerCase();
  if (word === "true" || parseNumber(word) === 1) return true;
  if (word === "false" || parseNumber(word) === 0) return false;
  throw mismatch({
    what: "correct",
    expected: "0, 1, true or false",
    got: quoted(cell),
    where: location(),
  });
}

/** Whether label and prediction are one class; both are numbers or both are names. */
function sameClass(label: string, prediction: string, location: () => string): boolean {
  const [a, b] = [parseNumber(label), parseNumber(prediction)];
  const names = [label, prediction].map((name) => name.trim().normalize("NFC"));
  if (Number.isNaN(a) !== Number.isNaN(b) || names.includes("")) {
    throw mismatch({
      what: "label and prediction",
      expected: "two numbers or two names",
      got: `${quoted(label)} and ${quoted(prediction)}`,
      where: location(),
    });
  }
  return Number.isNaN(a) ? names[0] === names[1] : a === b;
}
