import type { MetricResult } from "./calibration-input";
import type { Predicted } from "./probability/confidence";
import { groupMetric } from "./definition/group-metric";
import type { SampleGroups } from "./intervals/sample-groups";

/**
 * Mean F1 score of the classes that occur among the labels, a fraction in [0, 1]; a class that is never
 * predicted rightly has 0.
 * @param labels true classes, shape [n]
 */
export function macroF1(
  { prediction }: Pick<Predicted, "prediction">,
  labels: Int32Array,
): MetricResult {
  return { value: meanF1(countVerdicts(prediction, labels)), n: labels.length };
}

export const macroF1Metric = groupMetric({
  key: "macro_f1",
  title: "macro F1",
  summary: "Mean F1 score of the classes.",
  unit: "percent",
  better: "higher",
  range: [0, 1],
  needs: ["prediction", "labels"],
  values: ({ prediction, labels }, groups) => f1WithoutGroups(prediction, labels, groups),
});

/** The value of all samples [0] and without each group in turn [1 ..]. */
function f1WithoutGroups(
  prediction: Int32Array,
  labels: Int32Array,
  groups: SampleGroups,
): Float64Array {
  const all = countVerdicts(prediction, labels);
  if (groups.count === 0) return Float64Array.of(meanF1(all));
  const own = countVerdicts(prediction, labels, groups);
  const classes = all.labelled.length;
  return Float64Array.from({ length: 1 + groups.count }, (_, g) => {
    if (g === 0) return meanF1(all);
    const first = (g - 1) * classes;
    const rest = (of: keyof Verdicts) => all[of].map((n, k) => n - own[of][first + k]!);
    return meanF1({
      labelled: rest("labelled"),
      predicted: rest("predicted"),
      hits: rest("hits"),
    });
  });
}

/** Samples of each class, shape [classes], or of each class of each group, [groups * classes]. */
interface Verdicts {
  readonly labelled: Int32Array;
  readonly predicted: Int32Array;
  readonly hits: Int32Array;
}

function countVerdicts(
  prediction: Int32Array,
  labels: Int32Array,
  groups?: SampleGroups,
): Verdicts {
  let classes = 0;
  for (let i = 0; i < labels.length; i++)
    classes = Math.max(classes, labels[i]! + 1, prediction[i]! + 1);
  const cells = classes * (groups?.count ?? 1);
  const labelled = new Int32Array(cells);
  const predicted = new Int32Array(cells);
  const hits = new Int32Array(cells);
  for (let i = 0; i < labels.length; i++) {
    const first = groups === undefined ? 0 : groups.of[i]! * classes;
    labelled[first + labels[i]!]! += 1;
    predicted[first + prediction[i]!]! += 1;
    if (prediction[i] === labels[i]) hits[first + labels[i]!]! += 1;
  }
  return { labelled, predicted, hits };
}

function meanF1({ labelled, predicted, hits }: Verdicts): number {
  let [sum, occurring] = [0, 0];
  for (let k = 0; k < labelled.length; k++) {
    if (labelled[k] === 0) continue;
    occurring += 1;
    sum += (2 * hits[k]!) / (labelled[k]! + predicted[k]!);
  }
  return sum / occurring;
}
