import { areaDifference } from "./curves/curve-area";
import { curveTitle } from "./curves/curve-title";
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
  readonly classSet: ClassSet;
}

/**
 * The statement left side > bound, or >= bound. The left side is sum(factor * quantity) unless `combination` says
 * otherwise. A positive one speaks for the claim.
 */
export interface Inequality {
  readonly terms: readonly Term[];
  /** `area`: see `areaDifference`; `sum` by default. */
  readonly combination?: "sum" | "area";
  readonly relation: ">" | ">=";
  /** A fraction for accuracy, gap and ECE. */
  readonly bound: number;
}

/**
 * Where an interval lies: entirely on the claim's side of the bound (holds), entirely on the other side (fails), or on
 * both. It is negligible where it excludes every effect that counts on either side, and undecided otherwise.
 */
export type Verdict = "holds" | "fails" | "negligible" | "undecided";

/**
 * The smallest difference that counts, one percentage point: what claim C5 allows KgCoOp to lose. Smaller differences of
 * ECE are below the floor of a few hundred test images.
 */
export const SMALLEST_EFFECT = 0.01;

/** Writes a summand, for instance `term(-1, "ece", "coop", "new")`. */
export function term(
  factor: number,
  quantity: Quantity,
  method: Method,
  classSet: ClassSet,
): Term {
  return { factor, quantity, method, classSet };
}

/** The statement sum(terms) > bound. */
export function above(terms: readonly Term[], bound = 0): Inequality {
  return { terms, relation: ">", bound };
}

/** The statement sum(terms) >= bound. */
export function atLeast(terms: readonly Term[], bound = 0): Inequality {
  return { terms, relation: ">=", bound };
}

/**
 * The statement that the first curve dominates more of the plane of ECE on base and on new classes than the second.
 * @param first,second the methods along each curve, by rising weight
 */
export function dominates(first: readonly Method[], second: readonly Method[]): Inequality {
  const points = (factor: number, methods: readonly Method[]): readonly Term[] =>
    methods.map((method) => term(factor, "ece", method, "both"));
  return { ...above([...points(1, first), ...points(-1, second)]), combination: "area" };
}

/**
 * The left side of an inequality.
 * @param whole the same lookup of the data themselves where `lookup` is of a resample
 */
export function leftSide(
  { terms, combination = "sum" }: Pick<Inequality, "terms" | "combination">,
  lookup: Lookup,
  whole: Lookup = lookup,
): number {
  if (combination === "area") return areaDifference(terms, lookup, whole);
  return terms.reduce(
    (sum, { factor, quantity, method, classSet }) =>
      sum + factor * lookup(quantity, method, classSet),
    0,
  );
}

/** Whether a single value satisfies the inequality. */
export function satisfies({ relation, bound }: Inequality, value: number): boolean {
  return relation === ">" ? value > bound : value >= bound;
}

/**
 * The verdict on an interval of the left side. Only a difference in percentage points that is compared with zero can be
 * negligible (an equivalence test, Schuirmann 1987): other bounds allow for small differences themselves.
 */
export function verdictOf(
  inequality: Inequality,
  { low, high }: { readonly low: number; readonly high: number },
): Verdict {
  if (satisfies(inequality, low)) return "holds";
  if (!satisfies(inequality, high)) return "fails";
  const small = Math.max(-low, high) < SMALLEST_EFFECT;
  return small && inequality.bound === 0 && printUnit(inequality) === "points"
    ? "negligible"
    : "undecided";
}

/** What of an inequality decides how its numbers are printed. */
export interface Printable extends Pick<Inequality, "combination"> {
  readonly terms: readonly { readonly quantity: Quantity }[];
}

/** Number the left side is multiplied by for print: 100 for percentage points, its square for areas, else 1. */
export function printScale({ terms, combination }: Printable): 10_000 | 100 | 1 {
  return combination === "area" ? 10_000 : metricOf(terms[0]!.quantity).scale;
}

/** What the printed numbers of an inequality are: percentage points, or a unit of their own. */
export type PrintUnit = Exclude<MetricUnit, "percent"> | "points" | "square points";

/** The unit of the numbers that `printScale` makes. */
export function printUnit({ terms, combination }: Printable): PrintUnit {
  if (combination === "area") return "square points";
  const { unit } = metricOf(terms[0]!.quantity);
  return unit === "percent" ? "points" : unit;
}

/** The inequality as text, bound in print units: `ECE_new(CoOp) − ECE_new(zero-shot) > 0`. */
export function inequalityText(inequality: Inequality): string {
  const left = inequality.combination === "area" ? areaText : sumText;
  const bound = Number((inequality.bound * printScale(inequality)).toFixed(6));
  const relation = inequality.relation === ">" ? ">" : "≥";
  return `${left(inequality)} ${relation} ${String(bound).replace("-", "−")}`;
}

/** `ECE area(CoOp+DOR, 8 weights) − ECE area(KgCoOp, 8 weights)`. */
function areaText({ terms }: Inequality): string {
  const symbol = metricOf(terms[0]!.quantity).symbol;
  const area = (sign: number): string => {
    const curve = terms.filter(({ factor }) => Math.sign(factor) === sign);
    const title = curveTitle(curve.map(({ method }) => method));
    return `${symbol} area(${title}, ${curve.length} weights)`;
  };
  return `${area(1)} − ${area(-1)}`;
}

function sumText({ terms }: Inequality): string {
  return terms
    .map(({ factor, quantity, method, classSet }, index) => {
      const size = Math.abs(factor) === 1 ? "" : `${Math.abs(factor)} `;
      const sign = factor < 0 ? "− " : index > 0 ? "+ " : "";
      const { symbol, baseNewMean } = metricOf(quantity);
      const joined = baseNewMean === "harmonic" ? "HM" : "mean";
      const subscript = classSet === "both" ? joined : classSet;
      return `${sign}${size}${symbol}_${subscript}(${methodTitle(method)})`;
    })
    .join(" ")
    .replace(/^− /, "−");
}
