import type { LoadedRun } from "../../experiments/store/load";
import { centroidSpread, featureDivergence } from "../../metrics/features/divergence";
import type { Distance } from "../../metrics/features/text-distances";
import type { Table } from "../../report/rendering/figure";
import { methodTitle, orderMethods } from "../methods";

/** The readings of the FD score that the paper leaves open. */
const variants: readonly { distance: Distance; neighbours: number | "all" }[] = (
  ["euclidean", "cosine"] as const
).flatMap((distance) =>
  ([1, 5, "all"] as const).map((neighbours) => ({ distance, neighbours })),
);

/**
 * FD score under every reading of its definition, and centroid spread: mean over runs, and in
 * brackets the change against zero-shot in percent. One row per method and class set. Runs without known text features
 * are left out.
 */
export function divergenceTable(all: readonly LoadedRun[]): Table {
  const runs = all.filter(({ predictions }) => predictions.base.textFeatures.length > 0);
  const methods = orderMethods(runs.map(({ method }) => method));
  const values = new Map(
    methods.flatMap((method) =>
      (["base", "new"] as const).map((classSet) => {
        const features = runs
          .filter((run) => run.method === method)
          .map(({ predictions }) => predictions[classSet]);
        const perRun = features.map(({ textFeatures, classNames }) =>
          measures(textFeatures, textFeatures.length / classNames.length),
        );
        const means = perRun[0]!.map(
          (_, i) => perRun.reduce((sum, all) => sum + all[i]!, 0) / perRun.length,
        );
        return [`${method} ${classSet}`, means] as const;
      }),
    ),
  );
  return {
    columns: [
      "method",
      "classes",
      ...variants.map(
        ({ distance, neighbours }) =>
          `FD, M = ${neighbours}, ${distance === "cosine" ? "1 − cos" : "Euclid"}`,
      ),
      "centroid spread",
    ],
    rows: methods.flatMap((method) =>
      (["base", "new"] as const).map((classSet) => [
        methodTitle(method),
        classSet,
        ...values
          .get(`${method} ${classSet}`)!
          .map((value, i) => withChange(value, values.get(`zeroshot ${classSet}`)?.[i])),
      ]),
    ),
  };
}

function measures(features: Float32Array, dimension: number): readonly number[] {
  return [
    ...variants.map((options) => featureDivergence(features, dimension, options).value),
    centroidSpread(features, dimension).value,
  ];
}

function withChange(value: number, reference: number | undefined): string {
  const text = value.toFixed(3);
  if (reference === undefined || reference === value) return text;
  const change = 100 * (value / reference - 1);
  return `${text} (${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(0)} %)`;
}
