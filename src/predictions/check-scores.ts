import { mismatch } from "../errors/promptcal-error";
import type { ClassScores, RowLocation } from "./file-predictions";
import { sumTolerance } from "./sum-tolerance";

/** What rounding leaves of a probability below 0 or above 1. */
const OUTSIDE = 1e-6;
/** Sums that differ less from 1 are left as they are: float32 leaves so much. */
const EXACT = 1e-5;
/** What adding up in float64 leaves of a sum that lies at the tolerance itself. */
const SLACK = 1e-9;

/** Context of errors about scores, and the notes of reading them. */
interface ScoreContext {
  readonly location: RowLocation;
  /** What to do where logits were taken as probabilities. */
  readonly asLogits: string;
  readonly notes: readonly string[];
}

/**
 * Refuses scores that no metric is defined on. Rows of probabilities whose sums rounding has moved from 1
 * are divided by their sums, in place, and a note says so.
 * @throws PromptcalError naming the first row with a value that is not finite, a probability outside [0, 1]
 *   or a sum that is not 1
 */
export function checkedScores(
  scores: Omit<ClassScores, "notes">,
  { location, asLogits, notes }: ScoreContext,
): ClassScores {
  const { kind, values, classes } = scores;
  if (kind === "probabilities") {
    const changes = normaliseProbabilities(values, classes, location, asLogits);
    return { ...scores, notes: [...notes, ...changes] };
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { ...scores, notes };
  throw mismatch({
    what: "logit",
    expected: "a finite number",
    got: String(values[bad]),
    where: locationOf(bad, classes, location),
  });
}

/** @returns what was changed, a sentence each */
function normaliseProbabilities(
  values: Float64Array,
  classes: number,
  location: RowLocation,
  asLogits: string,
): readonly string[] {
  const bad = values.findIndex(isOutside);
  if (bad >= 0) {
    const percent =
      values[bad]! > 1 && values[bad]! <= 100 ? ", if percent divide by 100" : "";
    throw mismatch({
      what: "probability",
      expected: "a number in [0, 1]",
      got: String(values[bad]),
      where: locationOf(bad, classes, location),
      fix: `if these are logits, ${asLogits}${percent}`,
    });
  }
  values.forEach((value, i) => (values[i] = Math.min(1, Math.max(0, value))));
  const tolerance = sumTolerance(values, classes);
  const sums = rowSums(values, classes);
  const wrong = sums.findIndex((sum) => Math.abs(sum - 1) > tolerance + SLACK);
  if (wrong >= 0) {
    throw mismatch({
      what: "probabilities",
      expected: `a row that sums to 1 within ${tolerance.toPrecision(2)}`,
      got: `a sum of ${sums[wrong]}`,
      where: location(wrong),
      fix: `if these are logits, ${asLogits}`,
    });
  }
  const largest = sums.reduce((max, sum) => Math.max(max, Math.abs(sum - 1)), 0);
  if (largest <= EXACT) return [];
  values.forEach((value, i) => (values[i] = value / sums[Math.floor(i / classes)]!));
  return [
    `The probabilities of a row sum to 1 within ${(100 * largest).toPrecision(2)} % only; ` +
      "each row was divided by its sum.",
  ];
}

/** Whether all values could be probabilities whose rows sum to 1. */
export function areProbabilities(values: Float64Array, classes: number): boolean {
  if (values.some(isOutside)) return false;
  const tolerance = sumTolerance(values, classes);
  return rowSums(values, classes).every((sum) => Math.abs(sum - 1) <= tolerance + SLACK);
}

function isOutside(value: number): boolean {
  return !(value >= -OUTSIDE && value <= 1 + OUTSIDE);
}

function rowSums(values: Float64Array, classes: number): Float64Array {
  return Float64Array.from({ length: values.length / classes }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += values[row * classes + k]!;
    return sum;
  });
}

function locationOf(index: number, classes: number, location: RowLocation): string {
  return `${location(Math.floor(index / classes))}, class ${index % classes}`;
}
