import { firstFew } from "../errors/first-few";
import { mismatch } from "../errors/promptcal-error";
import { parseNumber } from "./parse-number";

/**
 * Refuses a label that is not the index of a class.
 * @param first index of the first class
 */
export function checkLabel(
  label: number,
  classes: number,
  location: () => string,
  first = 0,
): void {
  const last = first + classes - 1;
  if (Number.isInteger(label) && label >= first && label <= last) return;
  throw mismatch({
    what: "label",
    expected: `a class index from ${first} to ${last}`,
    got: Number.isNaN(label) ? "no number" : String(label),
    where: location(),
    ...(label === classes && first === 0
      ? { fix: "if labels count from 1, subtract 1" }
      : {}),
  });
}

/**
 * Reads the labels of a table as indices from 0: where columns are numbered, labels are too; where they are
 * named, labels are names if the first one is, else indices.
 */
export class LabelReader {
  private readonly byName: ReadonlyMap<string, number>;
  /** Number of the first column; undefined where columns are named. */
  private readonly first: number | undefined;
  private named: boolean | undefined;

  constructor(private readonly classNames: readonly string[]) {
    this.byName = new Map(classNames.map((name, k) => [name, k]));
    if (classNames.every((name) => /^\d+$/.test(name))) this.first = Number(classNames[0]);
  }

  /** @throws PromptcalError for a label that is no class, naming the place */
  read(cell: string, location: () => string): number {
    const text = cell.trim().normalize("NFC");
    const found = this.first === undefined ? this.byName.get(text) : undefined;
    this.named ??= found !== undefined;
    if (found !== undefined && this.named) return found;
    const number = parseNumber(text);
    if (this.named || Number.isNaN(number)) throw this.unknown(text, location());
    checkLabel(number, this.classNames.length, location, this.first);
    return number - (this.first ?? 0);
  }

  private unknown(text: string, where: string) {
    return mismatch({
      what: "label",
      expected:
        this.first === undefined
          ? `one of the columns' classes ${firstFew(this.classNames)}`
          : "a number",
      got: text === "" ? "nothing" : `"${text.slice(0, 40)}"`,
      where,
    });
  }
}
