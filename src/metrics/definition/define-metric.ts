import type { BinSettings } from "../binned/bins";
import type { MetricDefinition, MetricDescription } from "./definition";
import { groupMetric } from "./group-metric";
import { type InputWith, type MetricField, type MetricInput } from "./metric-input";
import type { SampleGroups } from "../intervals/sample-groups";

/** A metric of any kind, by one function. */
export interface PlainDescription<
  Field extends MetricField,
  Key extends string,
> extends MetricDescription<Key> {
  /** Fields of the input beyond confidence and verdict; none by default. */
  readonly needs?: readonly Field[];
  /** The value, a fraction for `percent`. */
  readonly compute: (input: InputWith<Field>, settings: BinSettings) => number;
}

/**
 * Defines a metric by a function of the predictions: the shortest way to a metric of your own. Its interval is a
 * delete-a-group jackknife, for which the function is called on 100 parts of the samples.
 * @example
 * const sure = defineMetric({
 *   key: "share_above_half",
 *   title: "sure",
 *   summary: "Share of samples with a confidence above one half.",
 *   unit: "percent",
 *   better: "neither",
 *   compute: ({ confidence }) => confidence.filter((c) => c > 0.5).length / confidence.length,
 * });
 * registerMetric(sure);
 * const input = { confidence: Float64Array.of(0.4, 0.9), correct: Uint8Array.of(1, 1) };
 * const { metrics } = evaluateInput(input, { random: seededRandom("example") });
 * metrics.share_above_half.value; // => 0.5
 */
export function defineMetric<Key extends string, Field extends MetricField = never>({
  needs = [],
  compute,
  ...description
}: PlainDescription<Field, Key>): MetricDefinition<Key> {
  return groupMetric({
    ...description,
    needs,
    values: (input, groups, settings) =>
      Float64Array.from({ length: 1 + groups.count }, (_, g) =>
        compute(g === 0 ? input : withoutGroup(input, groups, g - 1), settings),
      ),
  });
}

/** All that is known of the samples that are not in a group. */
function withoutGroup<Input extends MetricInput>(
  input: Input,
  { of }: SampleGroups,
  group: number,
): Input {
  const n = input.confidence.length;
  const left = Int32Array.from(of.keys()).filter((sample) => of[sample] !== group);
  const rows = <Values extends SampleValues>(values: Values): Values =>
    keepRows(values, values.length / n, left);
  const { prediction, labels, probabilities, logits, proximity } = input;
  return {
    ...input,
    confidence: rows(input.confidence),
    correct: rows(input.correct),
    ...(prediction && { prediction: rows(prediction) }),
    ...(labels && { labels: rows(labels) }),
    ...(probabilities && { probabilities: rows(probabilities) }),
    ...(logits && { logits: rows(logits) }),
    ...(proximity && { proximity: rows(proximity) }),
  };
}

type SampleValues = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The rows with these indices of a flat array of rows. */
function keepRows<Values extends SampleValues>(
  values: Values,
  width: number,
  rows: Int32Array,
): Values {
  const kept = values.slice(0, rows.length * width) as Values;
  rows.forEach((row, i) =>
    kept.set(values.subarray(row * width, (row + 1) * width), i * width),
  );
  return kept;
}
