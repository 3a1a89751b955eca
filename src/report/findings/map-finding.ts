import { mean } from "../../numeric/mean";
import type { FeatureMapPanel } from "../figures/feature-map";

/** Mean length of the lines of a feature map on base and new classes, as Markdown: how far tuning moved the features. */
export function mapFinding(panels: readonly FeatureMapPanel[]): string {
  const length = ({ labels }: FeatureMapPanel, classSet: "base" | "new"): string =>
    mean(
      labels
        .filter((label) => label.classSet === classSet)
        .map(({ before, after }) => Math.hypot(after[0] - before[0], after[1] - before[1])),
    ).toFixed(2);
  const lengths = panels.map(
    (panel) => `${panel.title} ${length(panel, "base")} / ${length(panel, "new")}`,
  );
  return `**Here:** mean length of the lines in this plane, base / new classes: ${lengths.join(", ")}.`;
}
