import { rankCorrelation } from "../../numeric/rank-correlation";
import { signed } from "../tables/markdown-table";

/** Points of one kind in a figure. */
export interface CorrelatedPoints {
  readonly title: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Spearman's rank correlation of each kind of points in a figure, as Markdown. */
export function correlationFinding(groups: readonly CorrelatedPoints[]): string {
  const found = groups
    .filter(({ points }) => points.length > 2)
    .map(({ title, points }) => {
      const value = rankCorrelation(
        points.map(({ x }) => x),
        points.map(({ y }) => y),
      );
      return `${title} ${signed(value, 2)} (${points.length} points)`;
    });
  return found.length === 0
    ? "**Here:** too few points for a correlation."
    : `**Here:** Spearman's rank correlation: ${found.join(", ")}.`;
}
