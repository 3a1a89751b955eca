import { metricOf } from "../../metrics/registry";
import type { LabelledPath } from "../../report/figures/labelled-paths";
import { commonCoverage } from "../runs/common-coverage";
import { type EstimateOptions, methodEstimates } from "../estimates";
import type { EvaluatedRun } from "../runs/evaluated-run";
import { methodTitle, orderMethods, type Method } from "../methods";
import { optionVariants, type OptionVariant, type VariedOption } from "./option-variants";
import type { Quantity } from "../quantity";

/** A method whose weight trades base classes for new ones. */
export interface TradeOffCurve extends VariedOption {
  /** Without the option: `coop+dor`. */
  readonly method: Method;
  /** The method that the curve starts from at weight 0, where it has another name: `coop`. */
  readonly start?: Method;
}

export interface TradeOffOptions extends EstimateOptions {
  /** An error; `ece` by default. */
  readonly quantity?: Quantity;
  /** Methods without the option, drawn as single points. */
  readonly references?: readonly Method[];
}

/** Curves through the plane of two errors. */
export interface TradeOff {
  /** Base classes on x, new ones on y, in the unit of print. */
  readonly paths: readonly LabelledPath[];
  /** On what all points rest: `3 data sets, 1 seed`. */
  readonly coverage: string;
}

/**
 * The error on base classes against that on new classes along the weight of some methods, with bootstrap intervals on
 * the data sets and seeds that all points have. A curve below and left of another is better at every weight.
 * @returns no paths where no method has runs with two weights of its own
 */
export function tradeOff(
  runs: readonly EvaluatedRun[],
  curves: readonly TradeOffCurve[],
  { quantity = "ece", references = [], ...options }: TradeOffOptions = {},
): TradeOff {
  const present = orderMethods(runs.map(({ method }) => method));
  const varied = curves
    .map((curve) => ({ curve, points: curvePoints(present, curve) }))
    .filter(({ points }) => points.length > 0);
  const alone = references.filter((method) => present.includes(method));
  if (varied.length === 0) return { paths: [], coverage: "no runs" };
  const all = [
    ...new Set([
      ...varied.flatMap(({ points }) => points.map(({ method }) => method)),
      ...alone,
    ]),
  ];
  const { scale } = metricOf(quantity);
  const estimated = new Map(
    methodEstimates(runs, quantity, all, options).map((row) => [row.method, row]),
  );
  const point = (method: Method, label: string): LabelledPath["points"][number] => {
    const { base, new: onNew } = estimated.get(method)!;
    return {
      x: scale * base.value,
      y: scale * onNew.value,
      label,
      xInterval: [scale * base.low, scale * base.high],
      yInterval: [scale * onNew.low, scale * onNew.high],
    };
  };
  return {
    paths: [
      ...varied.map(({ curve: { method }, points }) => ({
        method,
        title: methodTitle(method),
        points: points.map((one) => point(one.method, one.value)),
      })),
      ...alone.map((method) => ({
        method,
        title: methodTitle(method),
        points: [point(method, "")],
      })),
    ],
    coverage: commonCoverage(runs, all),
  };
}

/** The methods along a curve, by rising weight; none where only one weight of its own has runs. */
export function curvePoints(
  present: readonly Method[],
  { method, start, ...varied }: TradeOffCurve,
): readonly OptionVariant[] {
  const own = optionVariants(present, [method], varied);
  if (own.length < 2) return [];
  const first =
    start !== undefined && present.includes(start) ? [{ method: start, value: "0" }] : [];
  return [...first, ...own].sort((a, b) => Number(a.value) - Number(b.value));
}
