import { CLASS_SETS } from "../experiments/run/predictions";
import { edgeRule } from "../metrics/binned/bins";
import type { RunMetrics } from "../experiments/run/run-metrics";
import { textTable } from "./terminal/text-table";

/** A run's numbers for the terminal: percent; gap in percentage points; FD a distance. */
export function metricsTable(metrics: RunMetrics): string {
  const percent = (fraction: number): string => (fraction * 100).toFixed(1);
  const rows = CLASS_SETS.map((classSet) => {
    const { n, classes, accuracy, ece, gap, fd } = metrics[classSet];
    const signed = `${gap < 0 ? "" : "+"}${percent(gap)}`;
    return [
      classSet,
      `${n}`,
      `${classes}`,
      percent(accuracy),
      percent(ece),
      signed,
      fd === null ? "–" : fd.toFixed(3),
    ];
  });
  const header = [
    "classes",
    "images",
    "of",
    "accuracy %",
    `ECE % (${metrics.bins} bins, ${edgeRule(metrics.rule)})`,
    "confidence - accuracy",
    `FD (M ${metrics.neighbours})`,
  ];
  return textTable([header, ...rows]);
}
