import { mean } from "../../numeric/mean";
import type { Tuned } from "../../methods/definition";
import { tuners } from "../../methods/registry";
import {
  evaluateRuns,
  type EvaluateOptions,
  type RunToEvaluate,
} from "../runs/evaluate-runs";
import type { EvaluatedRun } from "../runs/evaluated-run";
import { methodParts, methodTitle, orderMethods, type Method } from "../methods";
import { runQuantity } from "../runs/run-quantity";
import { onSampleOf } from "./on-sample";

/** The values of a method on a class set: as it is, and as the change against zero-shot CLIP. */
export const SPREAD_QUANTITIES = [
  "fd",
  "centroid_spread",
  "largest_cosine",
  "accuracy",
  "confidence",
  "gap",
  "ece",
  "confidence_bound",
] as const;
export type SpreadQuantity = (typeof SPREAD_QUANTITIES)[number];
export type SpreadValues = Readonly<Record<SpreadQuantity, number>>;

/** A method on a class set of one data set, a mean of seeds. */
export interface SpreadPoint {
  readonly dataset: string;
  readonly method: Method;
  /** Name in the legend. */
  readonly title: string;
  readonly classSet: "base" | "new";
  /** Whether the method tunes on test images. */
  readonly atTest: boolean;
  readonly value: SpreadValues;
  /** Minus zero-shot CLIP of the same data set and seed, on the same images. */
  readonly change: SpreadValues;
  /** Number of classes. */
  readonly classes: number;
  /** Test images. */
  readonly images: number;
}

/** How points are evaluated. */
export interface SpreadOptions extends Omit<EvaluateOptions, "metrics" | "proximities"> {
  /** Factor on the cosines, for the bound. */
  readonly scale: number;
}

/**
 * The spread of text features and the calibration of every method, against zero-shot CLIP. A method that was tested on
 * a sample of the images is compared with zero-shot CLIP on that sample. Left out are methods that leave the text
 * features as they are, runs without a zero-shot run, and runs without known text features.
 */
export function spreadPoints(
  runs: readonly RunToEvaluate[],
  options: SpreadOptions,
): readonly SpreadPoint[] {
  const cell = ({ spec: { dataset, seed } }: RunToEvaluate): string =>
    JSON.stringify([dataset, seed]);
  const zeroShot = new Map(
    runs.filter(({ method }) => method === "zeroshot").map((run) => [cell(run), run]),
  );
  const pairs = runs.flatMap((run) => {
    const before = zeroShot.get(cell(run));
    const known = run.predictions.base.textFeatures.length > 0;
    if (!tunesText(run.method) || before === undefined || !known) return [];
    return [{ run, before: onSampleOf(before, run) }];
  });
  const evaluate = (some: readonly RunToEvaluate[]) =>
    evaluateRuns(some, { ...options, metrics: SPREAD_QUANTITIES });
  const after = evaluate(pairs.map(({ run }) => run));
  const before = evaluate(pairs.map((pair) => pair.before));
  const methods = orderMethods(after.map(({ method }) => method));
  const datasets = [...new Set(after.map(({ dataset }) => dataset))];
  return methods.flatMap((method) =>
    datasets.flatMap((dataset) =>
      (["base", "new"] as const).flatMap((classSet): readonly SpreadPoint[] => {
        const seeds = after.flatMap((run, i) =>
          run.method === method && run.dataset === dataset ? [i] : [],
        );
        if (seeds.length === 0) return [];
        const values = (from: readonly EvaluatedRun[]): SpreadValues =>
          meanValues(seeds.map((i) => from[i]![classSet]));
        const [value, reference] = [values(after), values(before)];
        const one = pairs[seeds[0]!]!.run.predictions[classSet];
        return [
          {
            ...{ dataset, method, classSet, value },
            title: methodTitle(method),
            atTest: tunesAtTest(method),
            change: mapped((key) => value[key] - reference[key]),
            classes: one.classNames.length,
            images: one.labels.length,
          },
        ];
      }),
    ),
  );
}

/** Whether a method tunes on test images. */
function tunesAtTest(method: Method): boolean {
  return tunedBy(method).includes("text");
}

/** Whether a method changes the text features. */
function tunesText(method: Method): boolean {
  const changing: readonly Tuned[] = ["text", "names", "classes"];
  return tunedBy(method).some((tuned) => changing.includes(tuned));
}

/** What a method tunes; of one that is not in the registry, as imported ones, text features of any name. */
function tunedBy(method: Method): readonly Tuned[] {
  const { tuner } = methodParts(method);
  return tuners().find(({ name }) => name === tuner)?.tunes ?? ["names"];
}

function meanValues(some: readonly EvaluatedRun["base"][]): SpreadValues {
  return mapped((key) => mean(some.map((scores) => runQuantity(scores, key) ?? NaN)));
}

function mapped(valueOf: (key: SpreadQuantity) => number): SpreadValues {
  const entries = SPREAD_QUANTITIES.map((key) => [key, valueOf(key)]);
  return Object.fromEntries(entries) as SpreadValues;
}
