import { eventError, mismatch } from "../errors/promptcal-error";
import { NAMES, positionOf } from "./names";

/** Which columns of a table hold what. Positions count from 0. */
export type TableLayout = ScoreLayout | ConfidenceLayout;

/** A column per class. */
export interface ScoreLayout {
  /** `unnamed`: the columns bear the names of classes alone; their values tell. */
  readonly kind: "logits" | "probabilities" | "unnamed";
  readonly label: number;
  /** The column of each class, in the order of the classes. */
  readonly columns: readonly number[];
  /** What follows `logit_` or `prob_`, or the whole names, in the order of the classes. */
  readonly classNames: readonly string[];
  readonly notes: readonly string[];
}

/** Confidence, and correctness or what it follows from. */
export interface ConfidenceLayout {
  readonly kind: "confidences";
  readonly confidence: number;
  /** Column of correctness, or of label and prediction. */
  readonly verdict:
    readonly [correct: number] | readonly [label: number, prediction: number];
}

/** What tables of predictions look like, for errors and help. */
export const TABLE_COLUMNS =
  "label and logit_0, logit_1, … or prob_0, prob_1, … (or the names of the classes), or confidence and correct";

const RENAME = "say what they are called: --columns label=gold,confidence=p_max";

const LOGIT = /^logits?(?:[_. -]+(.+)|(\d+))$/i;
const PROBABILITY =
  /^(?:probs?|probability|probabilities|p(?=[_. -]?\d))(?:[_. -]+(.+)|(\d+))$/i;

/**
 * Finds the columns of predictions by their names, in any order. Columns of no use are passed over.
 * @throws PromptcalError where there are too few, or two for the same thing
 */
export function tableLayout(header: readonly string[], where: string): TableLayout {
  // NumPy's savetxt writes its header as a comment.
  const names = header.map((name, at) =>
    (at === 0 ? name.replace(/^\s*#/, "") : name).trim().normalize("NFC"),
  );
  const layout = layoutOf(names, where);
  const own =
    layout.kind === "confidences" ? [layout.confidence, ...layout.verdict] : [layout.label];
  for (const name of own.map((at) => names[at]!.toLowerCase())) {
    if (names.filter((other) => other.toLowerCase() === name).length === 1) continue;
    throw eventError(`${where} has two columns called ${name}`, "keep one of them");
  }
  return layout;
}

function layoutOf(names: readonly string[], where: string): TableLayout {
  const label = positionOf("label", names);
  const [logits, probabilities] = [LOGIT, PROBABILITY].map((pattern) =>
    matching(names, pattern),
  ) as [ClassColumn[], ClassColumn[]];
  if (label !== undefined && logits.length > 1)
    return scores("logits", label, logits, where);
  if (label !== undefined && probabilities.length > 1)
    return scores("probabilities", label, probabilities, where);
  const confidences = confidenceLayout(names, label);
  if (confidences !== undefined) return confidences;
  const rest = otherColumns(names, label);
  if (label !== undefined && rest.length > 1) return scores("unnamed", label, rest, where);
  const isData = names.every(isNumber);
  const fix = isData
    ? "add a first line that names the columns"
    : names.length === 1
      ? "write commas, semicolons or tabs between the columns"
      : RENAME;
  throw mismatch({
    what: "CSV header",
    expected: `the columns ${TABLE_COLUMNS}`,
    got: isData ? `numbers (${names.join(",")})` : names.join(","),
    where,
    fix,
  });
}

interface ClassColumn {
  readonly name: string;
  readonly at: number;
}

function matching(names: readonly string[], pattern: RegExp): ClassColumn[] {
  return names.flatMap((name, at) => {
    const found = pattern.exec(name);
    const own = found?.[1] ?? found?.[2];
    return own === undefined ? [] : [{ name: own, at }];
  });
}

/** Columns that may be classes: all that no other role's name fits. */
function otherColumns(names: readonly string[], label: number | undefined): ClassColumn[] {
  const taken = new Set<string>(
    (["prediction", "confidence", "correct", "index"] as const).flatMap(
      (role) => NAMES[role],
    ),
  );
  return names.flatMap((name, at) =>
    at === label || taken.has(name.toLowerCase()) ? [] : [{ name, at }],
  );
}

function confidenceLayout(
  names: readonly string[],
  label: number | undefined,
): ConfidenceLayout | undefined {
  const confidence = positionOf("confidence", names);
  const correct = positionOf("correct", names);
  const prediction = positionOf("prediction", names);
  if (confidence === undefined) return undefined;
  if (correct !== undefined) return { kind: "confidences", confidence, verdict: [correct] };
  if (label === undefined || prediction === undefined) return undefined;
  return { kind: "confidences", confidence, verdict: [label, prediction] };
}

function scores(
  kind: ScoreLayout["kind"],
  label: number,
  found: readonly ClassColumn[],
  where: string,
): ScoreLayout {
  const numbered = found.every(({ name }) => /^\d+$/.test(name));
  const ordered = numbered
    ? [...found].sort((a, b) => Number(a.name) - Number(b.name))
    : [...found];
  const keys = ordered.map(({ name }) => (numbered ? String(Number(name)) : name));
  const twin = keys.find((key, k) => keys.indexOf(key) !== k);
  if (twin !== undefined) {
    throw eventError(`${where} has two columns for class ${twin}`, "keep one per class");
  }
  const notes: string[] = [];
  if (numbered) {
    const first = Number(keys[0]);
    const gap = keys.findIndex((key, k) => Number(key) !== first + k);
    if (first > 1 || gap >= 0) {
      throw mismatch({
        what: "columns of classes",
        expected: "numbers from 0, or from 1, without a gap",
        got: gap < 0 ? `${first} first` : `${keys[gap]} behind ${keys[gap - 1]}`,
        where,
      });
    }
    if (first === 1) notes.push("Classes are numbered from 1, in columns and labels.");
  }
  const columns = ordered.map(({ at }) => at);
  return { kind, label, columns, classNames: keys, notes };
}

function isNumber(text: string): boolean {
  return text !== "" && Number.isFinite(Number(text));
}
