import {
  MIN_SPREAD_DATASETS,
  spreadCorrelation,
  type ResampleOptions,
  type SpreadCorrelation,
} from "../../analysis/spread/spread-correlation";
import type { SpreadPoint } from "../../analysis/spread/spread-points";
import { valueText } from "./verdict-table";

/**
 * One paragraph on what moves the confidence on new classes, as Markdown: the spread itself, or spread that no
 * accuracy comes with. Every number is computed from the points.
 */
export function spreadFinding(
  points: readonly SpreadPoint[],
  options: ResampleOptions = {},
): string {
  const onNew = points.filter(({ classSet }) => classSet === "new");
  const groups = [
    ["methods with training", onNew.filter(({ atTest }) => !atTest)],
    ["test-time methods", onNew.filter(({ atTest }) => atTest)],
  ] as const;
  const sentences = groups.map(([name, group]) => {
    const of = (y: "confidence" | "accuracy" | "gap", given?: "accuracy") =>
      spreadCorrelation(
        group,
        { x: "fd", y, ...(given === undefined ? {} : { given }) },
        options,
      );
    const [confidence, accuracy, gap] = [
      of("confidence"),
      of("accuracy"),
      of("gap", "accuracy"),
    ];
    if (confidence === undefined || accuracy === undefined || gap === undefined) {
      return `Of ${name} too few runs are in the store.`;
    }
    if (gap.datasets < MIN_SPREAD_DATASETS) {
      return `Of ${name} only ${gap.datasets} data sets are in the store, of which nothing follows.`;
    }
    return (
      `Over ${confidence.points} points of ${name} (${confidence.datasets} data sets), the change of FD goes with that ` +
      `of confidence by ${valueText(confidence, 1)} and with that of accuracy by ${valueText(accuracy, 1)}. ` +
      `Given the accuracy, it goes with that of the signed gap by ${valueText(gap, 1)}: ${reading(gap, accuracy)}`
    );
  });
  return (
    `**Here, on new classes:** ${sentences.join(" ")} Correlations are over data sets and methods, with 95 % bootstrap ` +
    "intervals over data sets. A method that spreads the text features at the same accuracy and does not raise the gap would " +
    "refute that spread alone moves confidence."
  );
}

/** What the two numbers say. */
function reading(gap: SpreadCorrelation, accuracy: SpreadCorrelation): string {
  if (gap.low > 0) {
    return accuracy.low > 0
      ? "spread raises confidence beyond the accuracy that comes with it."
      : "spread raises confidence, and no accuracy comes with it.";
  }
  if (gap.high < 0) return "at the same accuracy, more spread means less confidence.";
  return "at the same accuracy, the spread does not decide the gap.";
}
