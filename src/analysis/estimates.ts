import type { BinOptions } from "../metrics/bins";
import { type Interval, type IntervalKind, pairedBootstrap } from "../numeric/bootstrap";
import { PromptcalError } from "../errors/promptcal-error";
import { seededRandom } from "../random/random";
import type { MethodEstimates } from "../report/figures/ece-bars";
import { type Term, leftSide, term } from "./inequality";
import { type JudgedRun, gridOf } from "./evaluated-run";
import { type Method, methodTitle, orderMethods } from "./methods";
import { type Quantity, bootstrapUnits, lookups } from "./lookup";
import { publishedNumbers } from "./published";

export interface EstimateOptions extends BinOptions {
  /** 2000 by default. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
  readonly interval?: IntervalKind;
  /** Names the bootstrap's random stream; 1 by default. */
  readonly seed?: number;
}

/**
 * Sums of quantities with paired bootstrap intervals, all from the same resamples. Fractions (FD and
 * spread: distances); pooled over data sets as in `lookups`.
 * @throws PromptcalError when the methods share no data set and seed
 */
export function estimates(
  runs: readonly JudgedRun[],
  sums: readonly (readonly Term[])[],
  { bins, rule, seed = 1, ...bootstrap }: EstimateOptions = {},
): readonly Interval[] {
  const wanted = new Set(sums.flatMap((terms) => terms.map(({ method }) => method)));
  const used = orderMethods(wanted);
  const grid = gridOf(runs, used);
  if (grid === undefined) {
    throw new PromptcalError(
      `estimates: expected runs of ${used.join(", ")} on a common data set and seed, got none ` +
        `among ${runs.length} runs`,
    );
  }
  const lookup = lookups(grid, { bins, rule });
  return pairedBootstrap({
    ...bootstrap,
    units: bootstrapUnits(grid),
    random: seededRandom("estimates", seed),
    statistic: (resample) => {
      const ask = lookup(resample);
      return sums.map((terms) => leftSide({ terms }, ask));
    },
  });
}

/**
 * A quantity of each method on base and new classes with intervals, beside the paper's numbers. The
 * intervals are `centred` by default: resampling inflates the ECE of a method that is nearly
 * calibrated, so that other kinds may not hold the very number they belong to. Only a gap may be
 * below 0.
 */
export function methodEstimates(
  runs: readonly JudgedRun[],
  quantity: Quantity,
  shown: readonly Method[],
  options: EstimateOptions = {},
): readonly MethodEstimates[] {
  const splits = ["base", "new"] as const;
  const intervals = estimates(
    runs,
    shown.flatMap((method) => splits.map((split) => [term(1, quantity, method, split)])),
    { interval: "centred", ...options },
  );
  return shown.map((method, i) => {
    const [base, fresh] = intervals
      .slice(2 * i, 2 * i + 2)
      .map(({ effect, low, high }) => ({
        value: effect,
        low: quantity === "gap" ? low : Math.max(0, low),
        high,
      }));
    const [publishedBase, publishedNew] = splits.map((split) =>
      publishedNumbers.find(
        (number) =>
          number.quantity === quantity &&
          number.method === method &&
          number.split === split,
      ),
    );
    return {
      method,
      title: methodTitle(method),
      base: base!,
      new: fresh!,
      ...(publishedBase && publishedNew
        ? {
            published: {
              base: publishedBase.percent / 100,
              new: publishedNew.percent / 100,
            },
          }
        : {}),
    };
  });
}
