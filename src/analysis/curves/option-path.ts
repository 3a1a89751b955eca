import type { LabelledPath } from "../../report/figures/labelled-paths";
import type { EvaluatedRun } from "../runs/evaluated-run";
import type { Quantity } from "../quantity";
import { optionCurve, type OptionCurveOptions } from "./option-curve";

/**
 * Two quantities against each other as an option varies, on base and on new classes: points of
 * `optionCurve`, labelled by the option's value.
 * @param quantities on x and y, with what their values are multiplied by
 */
export function optionPaths(
  runs: readonly EvaluatedRun[],
  [x, y]: readonly [Scaled, Scaled],
  options: Omit<OptionCurveOptions, "quantity" | "scale" | "references">,
): readonly LabelledPath[] {
  const along = optionCurve(runs, { ...options, ...x });
  const up = optionCurve(runs, { ...options, ...y });
  return along.series.map((line, i) => ({
    method: line.method,
    title: line.title,
    classSet: line.classSet ?? "new",
    points: Array.from(line.x, (index, at) => ({
      x: line.y[at]!,
      y: up.series[i]!.y[at]!,
      label: along.values[index]!,
    })),
  }));
}

interface Scaled {
  readonly quantity: Quantity;
  /** By default as the metric is printed. */
  readonly scale?: number;
}
