import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { type BinOptions, binSettings } from "../../metrics/binned/bins";
import { droppedSamples } from "../../metrics/binned/dropped-samples";

/**
 * What the edge rule does to the samples behind a table, as a line of Markdown: how many predictions have a
 * confidence of exactly 1 and enter no bin's mean. They lower the ECE however wrong they are.
 * @param runs all that the table shows
 */
export function edgeNote(runs: readonly EvaluatedRun[], options: BinOptions): string {
  const { rule } = binSettings(options);
  if (rule === "right-closed")
    return "Edges `right-closed`: every sample enters a bin's mean.";
  const [base, ofNew] = (["base", "new"] as const).map((classSet) => {
    const confidences = runs.map((run) => run[classSet].confidence);
    const dropped = sum(
      confidences.map((confidence) => droppedSamples(confidence, { rule })),
    );
    const all = sum(confidences.map(({ length }) => length));
    return `${counted(dropped)} of ${counted(all)}`;
  });
  return (
    `Edges \`${rule}\`: predictions with a confidence of exactly 1 enter no bin's mean. ` +
    `Here: ${base} on base classes, ${ofNew} on new classes, over all runs of the table.`
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function counted(value: number): string {
  return value.toLocaleString("en-US");
}
