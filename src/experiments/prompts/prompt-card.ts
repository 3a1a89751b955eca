import { edgeRule } from "../../metrics/binned/bins";
import { CLASS_SETS, type ClassSet } from "../run/predictions";
import { methodName } from "../spec/spec";
import type { RunResult } from "../store/store";

/**
 * A page about exported prompts, in Markdown: what they were learned on, how, and how well they predict.
 * @param classNames base and new classes
 */
export function promptCard(
  { id, spec, metrics, provenance }: RunResult,
  classNames: Readonly<Record<ClassSet, readonly string[]>>,
): string {
  const { suite, dataset, shots, seed, recipe } = spec;
  const { imported, codeCommit, codeChanged, weightsHash, dataHash, finished } = provenance;
  const origin =
    imported === undefined
      ? `promptcal tuned them at commit ${codeCommit}${codeChanged ? ", changed" : ""}.`
      : `They were imported from ${imported.file} (SHA-256 ${imported.hash}). Unknown: ${imported.unknown.join(", ")}.`;
  return [
    `# ${methodName(spec)} on ${dataset}, seed ${seed}`,
    `Prompts for the CLIP of suite ${suite}, learned on ${shots} images of each base class. ${origin}`,
    "## Predictions",
    list(CLASS_SETS.map((set) => scores(set, metrics))),
    "## Classes",
    list(CLASS_SETS.map((set) => `${set}: ${classNames[set].join(", ")}`)),
    "## Recipe",
    list(Object.entries(recipe).map(([name, value]) => `${name}: ${String(value)}`)),
    "## Provenance",
    list([
      `run: ${id}`,
      `CLIP's weights: SHA-256 ${weightsHash}`,
      `data set: SHA-256 ${dataHash}`,
      `code: commit ${codeCommit}`,
      `finished: ${finished}`,
    ]),
  ]
    .join("\n\n")
    .concat("\n");
}

function scores(set: ClassSet, metrics: RunResult["metrics"]): string {
  const { n, classes, accuracy, ece, gap, fd } = metrics[set];
  const [correct, error, apart] = [accuracy, ece, gap].map((one) => (100 * one).toFixed(1));
  return (
    `${set}: accuracy ${correct} %, ECE ${error} % (${metrics.bins} bins, ${edgeRule(metrics.rule)}), ` +
    `confidence minus accuracy ${apart} points, FD ${fd === null ? "unknown" : fd.toFixed(3)} ` +
    `(${n} test images, ${classes} classes)`
  );
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}
