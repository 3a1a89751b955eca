import { type Method, methodTitle } from "./methods";
import type { MetricUnit } from "../metrics/definition/metric-unit";
import { metricOf } from "../metrics/registry";
import type { Quantity } from "./quantity";
import type { Lookup, ClassSet } from "./lookup";

/** One summand of an inequality. */
export interface Term {
  readonly factor: number;
  readonly quantity: Quantity;
  readonly method: Method;
  readonly split: ClassSet;
}

/** The statement sum(factor * quantity) > bound, or >= bound. A positive sum speaks for the claim. */
export interface Inequality {
  readonly terms: readonly Term[];
  readonly relation: ">" | ">=";
  /** A fraction for accuracy, gap and ECE. */
  readonly bound: number;
}

/** Where an interval lies: entirely on the claim's side of the bound, entirely on the other side, or neither. */
export type Verdict = "holds" | "fails" | "undecided";

/** Writes a summand, for instance `term(-1, "ece", "coop", "new")`. */
export function term(
  factor: number,
  quantity: Quantity,
  method: Method,
  classSet: ClassSet,
): Term {
  return { factor, quantity, method, split: classSet };
}

/** The statement sum(terms) > bound. */
export function above(terms: readonly Term[], bound = 0): Inequality {
  return { terms, relation: ">", bound };
}

/** The statement sum(terms) >= bound. */
export function atLeast(terms: readonly Term[], bound = 0): Inequality {
  return { terms, relation: ">=", bound };
}

/** The left side of an inequality. */
export function leftSide({ terms }: Pick<Inequality, "terms">, lookup: Lookup): number {
  return terms.reduce(
    (sum, { factor, quantity, method, split: classSet }) =>
      sum + factor * lookup(quantity, method, classSet),
    0,
  );
}

/** Whether a single value satisfies the inequality. */
export function satisfies({ relation, bound }: Inequality, value: number): boolean {
  return relation === ">" ? value > bound : value >= bound;
}

/** The verdict on an interval of the left side. */
export function verdictOf(
  inequality: Inequality,
  { low, high }: { readonly low: number; readonly high: number },
): Verdict {
  if (satisfies(inequality, low)) return "holds";
  return satisfies(inequality, high) ? "undecided" : "fails";
}

/** What of an inequality decides how its numbers are printed. */
export interface Printable {
  readonly terms: readonly { readonly quantity: Quantity }[];
}

/** Number the quantities are multiplied by for print: 100 for percentage points, 1 for distances and logits. */
export function printScale({ terms }: Printable): 100 | 1 {
  return metricOf(terms[0]!.quantity).scale;
}

/** What the printed numbers of an inequality are: percentage points, or a unit of their own. */
export type PrintUnit = Exclude<MetricUnit, "percent"> | "points";

/** The unit of the numbers that `printScale` makes. */
export function printUnit({ terms }: Printable): PrintUnit {
  const { unit } = metricOf(terms[0]!.quantity);
  return unit === "percent" ? "points" : unit;
}

/** The inequality as text, bound in print units: `ECE_new(CoOp) − ECE_new(zero-shot) > 0`. */
export function inequalityText(inequality: Inequality): string {
  const sum = inequality.terms
    .map(({ factor, quantity, method, split: classSet }, index) => {
      const size = Math.abs(factor) === 1 ? "" : `${Math.abs(factor)} `;
      const sign = factor < 0 ? "− " : index > 0 ? "+ " : "";
      const { symbol, baseNewMean } = metricOf(quantity);
      const joined = baseNewMean === "harmonic" ? "HM" : "mean";
      const place = classSet === "both" ? joined : classSet;
      return `${sign}${size}${symbol}_${place}(${methodTitle(method)})`;
    })
    .join(" ")
    .replace(/^− /, "−");
  const bound = Number((inequality.bound * printScale(inequality)).toFixed(6));
  const relation = inequality.relation === ">" ? ">" : "≥";
  return `${sum} ${relation} ${String(bound).replace("-", "−")}`;
}
