import assert from "node:assert/strict";
import { type BinOptions, binSettings } from "../../src/metrics/binned/bins";
import { sumOverClasses } from "../../src/metrics/binned/class-bins";
import {
  type Predicted,
  predictFromProbabilities,
} from "../../src/metrics/probability/confidence";
import { metricInput } from "../../src/metrics/prediction-set";
import { metricOf } from "../../src/metrics/registry";
import { type SampleGroups, sampleGroups } from "../../src/metrics/intervals/sample-groups";
import { softmax } from "../../src/metrics/probability/softmax";
import { randomInteger, randomNormal, seededRandom } from "../../src/random/random";

const CLASSES = 4;

/** Predictions of several classes. */
export interface Predictions {
  readonly probabilities: Float64Array;
  readonly labels: Int32Array;
}

/** Predictions of four classes in which some confidences are exactly 1, which the edge rules treat differently. */
export function drawPredictions(
  n: number,
): Predictions & { readonly groups: SampleGroups } {
  const random = seededRandom("without groups", n);
  const probabilities = softmax(randomNormal(n * CLASSES, 2, random), CLASSES);
  for (let i = 0; i < n; i += 7) probabilities.set([0, 1, 0, 0], i * CLASSES);
  const labels = Int32Array.from({ length: n }, () => randomInteger(CLASSES, random));
  return { probabilities, labels, groups: sampleGroups(n, random) };
}

/** The samples that are not in a group. */
export function rest(
  { probabilities, labels, groups }: ReturnType<typeof drawPredictions>,
  group: number,
): Predictions {
  const kept = [...labels.keys()].filter((i) => groups.of[i] !== group);
  return {
    labels: Int32Array.from(kept, (i) => labels[i]!),
    probabilities: Float64Array.from(
      kept.flatMap((i) => [...probabilities.subarray(i * CLASSES, (i + 1) * CLASSES)]),
    ),
  };
}

/** Confidences and verdicts of the predictions. */
export function inputOf({ probabilities, labels }: Predictions): Predicted {
  return predictFromProbabilities(probabilities, labels);
}

/** A metric of all samples [0] and without each group [1 ..], as its interval computes them. */
export function withoutGroups(
  key: string,
  { probabilities, labels }: Predictions,
  groups: SampleGroups,
  options: BinOptions = {},
): Float64Array {
  const { interval } = metricOf(key);
  const settings = binSettings(options);
  if (interval.kind === "classes") {
    const predictions = { probabilities, labels };
    return sumOverClasses([interval.term], predictions, settings, groups)[0]!;
  }
  assert.ok(interval.kind === "groups");
  const input = metricInput({ kind: "probabilities", values: probabilities, labels });
  return interval.values(input, settings, groups);
}
