import { firstFew } from "../errors/first-few";
import { cellNumber, type CellReading } from "./cell-number";
import { areProbabilities, checkedScores } from "./check-scores";
import type { ClassScores } from "./file-predictions";
import { GrowingRows } from "./growing-rows";
import { LabelReader } from "./labels";
import type { ScoreLayout } from "./table-layout";
import type { RowReader } from "./row-reader";

const NO_CLASS =
  "every column beside the label is read as a class; remove those that are none";

/** Reads the rows of a table that has a column per class. */
export class ScoreRows implements RowReader {
  private readonly labels = new GrowingRows(1);
  private readonly scores: GrowingRows;
  private readonly labelReader: LabelReader;
  private readonly reading: CellReading;

  constructor(
    private readonly layout: ScoreLayout,
    reading: CellReading,
    private readonly path: string,
  ) {
    this.reading = layout.kind === "unnamed" ? { ...reading, fix: NO_CLASS } : reading;
    this.scores = new GrowingRows(layout.columns.length);
    this.labelReader = new LabelReader(layout.classNames);
  }

  add(cells: readonly string[], location: () => string): void {
    const { columns, label } = this.layout;
    const own = this.labels.add();
    own.numbers[own.from] = this.labelReader.read(cells[label]!, location);
    const { numbers, from } = this.scores.add();
    for (let k = 0; k < columns.length; k++)
      numbers[from + k] = cellNumber(cells, columns[k]!, this.reading, location);
  }

  finish(): ClassScores {
    const { kind: named, classNames, notes } = this.layout;
    const values = this.scores.values();
    const classes = classNames.length;
    const kind = named === "unnamed" ? kindOf(values, classes) : named;
    const guessed =
      named === "unnamed"
        ? [
            `The columns ${firstFew(classNames)} are taken as ${kind} of the classes of these names.`,
          ]
        : [];
    return checkedScores(
      { kind, values, classes, labels: Int32Array.from(this.labels.values()) },
      {
        location: (row) => `${this.path}, row ${row + 1}`,
        asLogits: "name the columns logit_0, logit_1, …",
        notes: [...notes, ...guessed],
      },
    );
  }
}

function kindOf(values: Float64Array, classes: number): ClassScores["kind"] {
  return areProbabilities(values, classes) ? "probabilities" : "logits";
}
