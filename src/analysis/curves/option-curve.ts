import { binningNote } from "../../metrics/binned/binning-note";
import { isBinned, metricOf } from "../../metrics/registry";
import { methodEstimates, type EstimateOptions } from "../estimates";
import type { EpochSeries } from "../../report/figures/epoch-lines";
import { commonCoverage } from "../runs/common-coverage";
import type { EvaluatedRun } from "../runs/evaluated-run";
import type { Quantity } from "../quantity";
import { methodTitle, methodWith, orderMethods, type Method } from "../methods";
import { optionVariants, type VariedOption } from "./option-variants";

/** A quantity as a function of one option. */
export interface OptionCurve {
  /** One line per method and class set; x counts the values from 0. */
  readonly series: readonly EpochSeries[];
  /** The option's values in rising order, which the axis shows evenly. */
  readonly values: readonly string[];
  /** On what all of its points rest: `3 data sets, 3 seeds`; a binning other than the default is named too. */
  readonly coverage: string;
}

export interface OptionCurveOptions extends EstimateOptions, VariedOption {
  /** Methods whose option varies, without it: `coop+dor`. */
  readonly methods: readonly Method[];
  readonly quantity: Quantity;
  /** Methods drawn level beside, which do not have the option. */
  readonly references?: readonly Method[];
  /** What values are multiplied by; by default as the metric is printed. */
  readonly scale?: number;
}

/**
 * A quantity on base and new classes as an option varies, with 95 % bootstrap intervals, on the data sets
 * and seeds that all of its values have. Values without runs are left out.
 * @returns no series where fewer than two values have runs
 */
export function optionCurve(
  runs: readonly EvaluatedRun[],
  {
    methods,
    option,
    standard,
    quantity,
    references = [],
    scale = metricOf(quantity).scale,
    ...options
  }: OptionCurveOptions,
): OptionCurve {
  const present = orderMethods(runs.map(({ method }) => method));
  const varied = optionVariants(present, methods, { option, standard });
  const values = [...new Set(varied.map(({ value }) => value))].sort(
    (a, b) => Number(a) - Number(b),
  );
  if (values.length < 2) return { series: [], values, coverage: "no runs" };
  const levelMethods = references.filter((method) => present.includes(method));
  const all = [...new Set([...varied.map(({ method }) => method), ...levelMethods])];
  const estimated = new Map(
    methodEstimates(runs, quantity, all, options).map((row) => [row.method, row]),
  );
  const classSets = ["base", "new"] as const;
  const lines = methods.flatMap((method) =>
    classSets.map((classSet): EpochSeries => {
      const points = values.flatMap((value, x) => {
        const own = value === standard ? method : methodWith(method, { [option]: value });
        const row = estimated.get(own);
        return row === undefined ? [] : [{ x, ...row[classSet] }];
      });
      return {
        method,
        classSet,
        title: `${methodTitle(method)}, ${classSet}`,
        x: points.map(({ x }) => x),
        y: points.map(({ value }) => scale * value),
        band: {
          low: points.map(({ low }) => scale * low),
          high: points.map(({ high }) => scale * high),
        },
      };
    }),
  );
  const level = levelMethods
    .filter((method) => !methods.includes(method))
    .flatMap((method) =>
      classSets.map((classSet): EpochSeries => {
        const { value } = estimated.get(method)![classSet];
        return {
          method,
          classSet,
          title: `${methodTitle(method)}, ${classSet}`,
          x: values.map((_, x) => x),
          y: values.map(() => scale * value),
        };
      }),
    );
  return {
    series: [...level, ...lines.filter(({ x }) => x.length > 0)],
    values,
    coverage: [
      commonCoverage(runs, all),
      ...(isBinned(quantity) ? binningNote(options) : []),
    ].join(", "),
  };
}
