import { type EstimateOptions, estimates } from "../../analysis/estimates";
import { binningNote } from "../../metrics/binned/binning-note";
import type { EffectRow } from "../figures/effect-forest";
import {
  type Inequality,
  inequalityText,
  printScale,
  printUnit,
  term,
  type Verdict,
} from "../../analysis/inequality";
import { type EvaluatedRun, tuningSets } from "../../analysis/runs/evaluated-run";
import { type Method, methodTitle } from "../../analysis/methods";
import type { JudgedClaim, JudgedStatement } from "./judging/judged-claim";
import type { Quantity } from "../../analysis/quantity";
import type { ClassSet } from "../../analysis/lookup";
import { publishedEffect } from "../../analysis/published/published";
import { coloursOf, overconfident, palette } from "../rendering/palette";

/** What a change of method is asked about, in the order of the rows. */
const requested: readonly { quantity: Quantity; classSet: ClassSet; label: string }[] = [
  { quantity: "ece", classSet: "new", label: "ECE, new" },
  { quantity: "ece", classSet: "base", label: "ECE, base" },
  { quantity: "ece", classSet: "both", label: "ECE, mean of both" },
  { quantity: "accuracy", classSet: "new", label: "accuracy, new" },
  { quantity: "accuracy", classSet: "base", label: "accuracy, base" },
  { quantity: "accuracy", classSet: "both", label: "accuracy, HM" },
];

/**
 * What changing from one method to another does to ECE and accuracy, in percentage points with
 * paired bootstrap intervals: second method minus first.
 * @param pairs for instance `[["coop", "coop+dor"]]`
 */
export function changeRows(
  runs: readonly EvaluatedRun[],
  pairs: readonly (readonly [Method, Method])[],
  options: EstimateOptions = {},
): readonly EffectRow[] {
  const rows = requested.flatMap((question) =>
    pairs.map((pair) => ({ ...question, pair })),
  );
  const sums = rows.map(({ quantity, classSet, pair: [from, to] }) => [
    term(1, quantity, to, classSet),
    term(-1, quantity, from, classSet),
  ]);
  const colours = coloursOf(pairs.map(([, to]) => to));
  return estimates(runs, sums, options).map(({ effect, low, high }, i) => {
    const {
      label,
      pair: [from, to],
    } = rows[i]!;
    return {
      label: `${label}: ${methodTitle(from)}`,
      series: `${methodTitle(to)} − ${methodTitle(from)}`,
      colour: colours.get(to)!,
      effect: 100 * effect,
      low: 100 * low,
      high: 100 * high,
      published: publishedEffect({ terms: sums[i]! })?.points,
      binning: binningNote(options),
    };
  });
}

const verdictColours: Readonly<Record<Verdict, string>> = {
  holds: palette.green,
  negligible: palette.blue,
  undecided: palette.grey,
  fails: overconfident,
};

/** Verdicts in the order of legends. */
export const VERDICTS = Object.keys(verdictColours) as readonly Verdict[];

/**
 * A row per inequality of the judged claims: percentage points, tens of square points for areas, hundredths of a
 * distance for FD, and tenths of a logit for margins, which fit one axis. Claims that could not be judged have none, nor those of shares of
 * samples. Those on fewer data sets, seeds or models than others say on how many.
 */
export function claimRows(claims: readonly JudgedClaim[]): readonly EffectRow[] {
  const widest = Math.max(...claims.map((one) => tuningSets(one).length * one.seeds));
  const several = claims.some(({ models }) => models !== undefined);
  return claims.flatMap((judged) => {
    const { claim, statements, seeds, models } = judged;
    const count = tuningSets(judged).length;
    const fewer = [
      ...(count * seeds < widest ? [`${count} × ${seeds}`] : []),
      ...(several && models === undefined ? ["1 model"] : []),
    ];
    const narrow = fewer.length === 0 ? "" : ` (${fewer.join(", ")})`;
    return statements.filter(isDifference).map((statement) => ({
      ...statementRow(statement),
      label: statementLabel(`${claim.id}</b>${narrow}`, statement),
      series: statement.verdict,
      colour: verdictColours[statement.verdict],
    }));
  });
}

/** Effect, interval and bound of an inequality in the units of `claimRows`, and the paper's effect where it shares the axis. */
export function statementRow({
  inequality,
  datasetMean: { effect, low, high },
  published,
}: JudgedStatement): Omit<EffectRow, "label" | "series" | "colour"> {
  const scale = axisScale(inequality);
  return {
    effect: scale * effect,
    low: scale * low,
    high: scale * high,
    published: printScale(inequality) === 100 ? published?.points : undefined,
    bound: inequality.bound === 0 ? undefined : scale * inequality.bound,
  };
}

/**
 * A row's label: the claim and the left side of the inequality.
 * @param claim its name, in bold up to `</b>`
 */
export function statementLabel(claim: string, { inequality }: JudgedStatement): string {
  return wrap(`<b>${claim} ${subscripts(halved(inequalityText(inequality)))}`);
}

function axisScale(inequality: Inequality): number {
  const unit = printUnit(inequality);
  return unit === "square points" ? 1000 : unit === "logits" ? 10 : 100;
}

/** Halves of one quantity taken together, which saves half a line: `0.5 FD_new(CoOp + zero-shot)`. */
function halved(text: string): string {
  return text.replace(
    /0\.5 (.+)_(base|new|mean|HM)\(([^)]*)\) \+ 0\.5 \1_\2\(([^)]*)\)/,
    "0.5 $1_$2($3 + $4)",
  );
}

/** `ECE_new(CoOp)` with its class set as a subscript. */
function subscripts(text: string): string {
  return text.replace(/_(base|new|mean|HM)/g, "<sub>$1</sub>");
}

/** Not so are shares of samples, which lie at 1 or do not: nothing for an axis of points. */
export function isDifference({ inequality }: JudgedStatement): boolean {
  return printUnit(inequality) !== "share";
}

/** Breaks a long inequality before one of its minus signs, or before its bound. */
function wrap(label: string): string {
  if (label.replace(/<[^>]*>/g, "").length < 42) return label;
  const at = label.lastIndexOf(" − ");
  return at < 0 ? label : `${label.slice(0, at)}<br>${label.slice(at + 1)}`;
}
