import { mismatch } from "../errors/promptcal-error";
import { checkedScores } from "./check-scores";
import { checkConfidence } from "./confidence-rows";
import type { ClassScores, Confidences, FilePredictions } from "./file-predictions";
import { checkLabel } from "./labels";
import { positionOf, type Role } from "./names";

/** An array of any container, row-major. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** The arrays of a file by name; each is read when it is asked for, so that others may be of any type. */
export type NamedArrays = ReadonlyMap<string, () => NumberArray>;

/** What arrays of predictions are named, for errors and help. */
export const ARRAY_NAMES =
  "labels and logits or probs, or confidence and correct (or labels and predictions)";

/**
 * Predictions from the arrays `logits` or `probs` of shape [n, c] with `labels` of shape [n], or from
 * `confidence` and `correct` of shape [n]. Other arrays are not read.
 * @throws PromptcalError for shapes that do not fit, and naming the row for values that are no predictions
 */
export function arrayPredictions(arrays: NamedArrays, path: string): FilePredictions {
  const names = [...arrays.keys()];
  const find = (role: Role): string | undefined => {
    const at = positionOf(role, names);
    return at === undefined ? undefined : names[at];
  };
  const read = (name: string): Named => ({ name, ...arrays.get(name)!() });
  const [label, logits] = [find("label"), find("logits")];
  const scores = logits ?? find("probabilities");
  if (label !== undefined && scores !== undefined) {
    const kind = logits === undefined ? "probabilities" : "logits";
    return scorePredictions(kind, read(scores), read(label), path);
  }
  const confidence = find("confidence");
  const correct = find("correct");
  if (confidence !== undefined && correct !== undefined)
    return confidencePredictions(read(confidence), [read(correct)], path);
  const prediction = find("prediction");
  if (confidence !== undefined && label !== undefined && prediction !== undefined)
    return confidencePredictions(read(confidence), [read(label), read(prediction)], path);
  throw mismatch({
    what: "predictions",
    expected: `the arrays ${ARRAY_NAMES}`,
    got: names.join(", ") || "none",
    where: path,
  });
}

interface Named extends NumberArray {
  readonly name: string;
}

function scorePredictions(
  kind: ClassScores["kind"],
  scores: Named,
  truth: Named,
  path: string,
): ClassScores {
  const [n = 0, classes = 0] = scores.shape;
  if (scores.shape.length !== 2 || n === 0 || classes < 2 || !isColumn(truth, n)) {
    throw mismatch({
      what: "predictions",
      expected: `${scores.name} of shape [n, c] and ${truth.name} of shape [n], n at least 1, c at least 2`,
      got: `[${scores.shape.join(", ")}] and [${truth.shape.join(", ")}]`,
      where: path,
      ...remedy(scores, truth),
    });
  }
  const location = (row: number): string => `${path}, row ${row + 1}`;
  // Checked before they become whole numbers: 1.5 is no label.
  for (let row = 0; row < n; row++)
    checkLabel(truth.data[row]!, classes, () => location(row));
  const values = Float64Array.from(scores.data);
  const labels = Int32Array.from(truth.data);
  const asLogits = "name the array logits";
  return checkedScores(
    { kind, values, labels, classes },
    { location, asLogits, notes: [] },
  );
}

function remedy(scores: Named, truth: Named): { fix?: string } {
  const [rows = 0, columns = 0] = scores.shape;
  if (scores.shape.length !== 2) return {};
  if (truth.shape.length === 2 && truth.shape[0] === rows && truth.shape[1] === columns)
    return { fix: `for labels that are one-hot, save ${truth.name}.argmax(1)` };
  return rows !== columns && isColumn(truth, columns)
    ? { fix: `for scores with a row per class, save ${scores.name}.T` }
    : {};
}

function confidencePredictions(
  confidence: Named,
  verdict: readonly [correct: Named] | readonly [label: Named, prediction: Named],
  path: string,
): Confidences {
  const n = confidence.shape[0] ?? 0;
  const arrays = [confidence, ...verdict];
  if (n === 0 || !arrays.every((array) => isColumn(array, n))) {
    throw mismatch({
      what: "predictions",
      expected: `${arrays.map(({ name }) => name).join(" and ")} of shape [n], n at least 1`,
      got: arrays.map(({ shape }) => `[${shape.join(", ")}]`).join(" and "),
      where: path,
    });
  }
  const [first, second] = verdict;
  const correct = new Uint8Array(n);
  for (let row = 0; row < n; row++) {
    const location = (): string => `${path}, row ${row + 1}`;
    checkConfidence(confidence.data[row]!, location);
    const value = first.data[row]!;
    if (second === undefined) checkTruth(value, location);
    correct[row] = value === (second === undefined ? 1 : second.data[row]!) ? 1 : 0;
  }
  return {
    kind: "confidences",
    confidence: Float64Array.from(confidence.data),
    correct,
    notes: [],
  };
}

function checkTruth(value: number, location: () => string): void {
  if (value === 0 || value === 1) return;
  throw mismatch({
    what: "correct",
    expected: "0 or 1",
    got: String(value),
    where: location(),
  });
}

/** Whether an array has the shape [n], or [n, 1]. */
function isColumn({ shape }: NumberArray, n: number): boolean {
  return shape[0] === n && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
}
