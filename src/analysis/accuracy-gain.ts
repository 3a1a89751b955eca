import { type LineFit, leastSquares } from "../numeric/least-squares";
import { type EvaluatedRun } from "./runs/evaluated-run";
import { type Method, methodTitle } from "./methods";
import { runQuantity } from "./runs/run-quantity";
import { datasets, values } from "./published/second-laboratory";

/** Accuracy that tuning gained on one data set, and the change of its calibration. */
export interface GainPoint {
  readonly dataset: string;
  /** Undefined for numbers that are means of seeds. */
  readonly seed?: number;
  readonly method: Method;
  /** Name in the legend. */
  readonly title: string;
  /** Accuracy on base classes, tuned minus zero-shot; a fraction. */
  readonly gain: number;
  /** Change of the signed gap, or ECE; a fraction. */
  readonly value: number;
}

/** Points of one kind with a line for each method. */
export interface GainSeries {
  readonly points: readonly GainPoint[];
  readonly fits: readonly (LineFit & { readonly method: Method; readonly title: string })[];
}

/**
 * The mechanism of underconfidence on base classes: accuracy that tuning wins against the change of the signed
 * gap (mean confidence minus accuracy), each tuned minus zero-shot of the same data set and seed. A method that
 * holds confidence loses as much gap as it wins accuracy: slope -1. Runs without a zero-shot run are left out.
 */
export function gainAgainstGap(
  runs: readonly EvaluatedRun[],
  methods: readonly Method[],
): GainSeries {
  const cell = ({ dataset, seed }: EvaluatedRun): string => JSON.stringify([dataset, seed]);
  const zeroShot = new Map(
    runs.filter(({ method }) => method === "zeroshot").map((run) => [cell(run), run]),
  );
  const points = methods.flatMap((method) =>
    runs
      .filter((run) => run.method === method)
      .flatMap((run): readonly GainPoint[] => {
        const before = zeroShot.get(cell(run));
        if (before === undefined) return [];
        const change = (quantity: "accuracy" | "gap"): number =>
          ofBase(run, quantity) - ofBase(before, quantity);
        return [
          {
            ...{ dataset: run.dataset, seed: run.seed, method },
            title: methodTitle(method),
            gain: change("accuracy"),
            value: change("gap"),
          },
        ];
      }),
  );
  return withFits(points, methods);
}

/** The second laboratory's data sets of real CLIP: gain of base accuracy against ECE on base classes. */
export function secondLaboratoryGain(methods: readonly Method[]): GainSeries {
  const before = values("accuracy", "zeroshot", "base")!;
  const points = methods.flatMap((method): readonly GainPoint[] => {
    const after = values("accuracy", method, "base");
    const ece = values("ece", method, "base");
    if (after === undefined || ece === undefined) return [];
    return datasets().map((dataset) => ({
      ...{ dataset, method, title: methodTitle(method) },
      gain: (after[dataset]! - before[dataset]!) / 100,
      value: ece[dataset]! / 100,
    }));
  });
  return withFits(points, methods);
}

function ofBase(run: EvaluatedRun, quantity: "accuracy" | "gap"): number {
  return runQuantity(run.base, quantity) ?? NaN;
}

function withFits(points: readonly GainPoint[], methods: readonly Method[]): GainSeries {
  const fits = methods.flatMap((method) => {
    const own = points.filter((point) => point.method === method);
    if (own.length < 2) return [];
    const fit = leastSquares(
      own.map(({ gain }) => gain),
      own.map(({ value }) => value),
    );
    return [{ ...fit, method, title: methodTitle(method) }];
  });
  return { points, fits };
}
