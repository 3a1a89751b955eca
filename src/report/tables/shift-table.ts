import { intervalName } from "../../analysis/interval-name";
import { type EstimateOptions, estimates } from "../../analysis/estimates";
import { type Term, term } from "../../analysis/inequality";
import { type EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { type Method, methodTitle } from "../../analysis/methods";
import type { ClassSet } from "../../analysis/lookup";
import { markdownTable, signed } from "./markdown-table";

/**
 * The changes that a method makes, as a table in Markdown: accuracy, mean confidence, and the gap between them,
 * each against another method, in percentage points with paired bootstrap intervals: means of data sets. Underconfidence is a
 * gap that falls: accuracy that rises without the confidence.
 * @param from the method that all are compared with
 */
export function shiftTable(
  runs: readonly EvaluatedRun[],
  from: Method,
  shown: readonly Method[],
  classSet: ClassSet,
  options: EstimateOptions = {},
): string {
  const sums = shown.flatMap((method) => {
    const change = (quantity: "accuracy" | "gap"): Term[] => [
      term(1, quantity, method, classSet),
      term(-1, quantity, from, classSet),
    ];
    // Confidence is accuracy plus gap.
    const [accuracy, gap] = [change("accuracy"), change("gap")];
    return [accuracy, [...accuracy, ...gap], gap];
  });
  const cells = estimates(runs, sums, options).map(
    ({ effect, low, high }) =>
      `${signed(100 * effect, 1)} [${signed(100 * low, 1)}, ${signed(100 * high, 1)}]`,
  );
  return markdownTable(
    [
      `${classSet} classes, against ${methodTitle(from)}, mean of data sets [${intervalName(options)}]`,
      "accuracy",
      "confidence",
      "gap",
    ],
    shown.map((method, i) => [methodTitle(method), ...cells.slice(3 * i, 3 * i + 3)]),
  );
}
