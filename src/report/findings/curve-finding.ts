import type { EpochSeries } from "../figures/epoch-lines";

/** How the numbers of a curve are printed. */
export interface CurveFindingOptions {
  /** Name of the setting or the epochs, for instance `λ`. */
  readonly x: string;
  /** Names of the values 0, 1, ... of the setting, as on the figure's axis. */
  readonly ticks?: readonly string[];
  /** Decimals; 1 by default. */
  readonly digits?: number;
}

/**
 * The ends and the extremes of each curve of a figure, as Markdown. Level lines, which have no band, are left out.
 */
export function curveFinding(
  series: readonly EpochSeries[],
  { x: name, ticks, digits = 1 }: CurveFindingOptions,
): string {
  const lines = series
    .filter(({ band, x }) => band !== undefined && x.length > 1)
    .map(({ title, x, y }) => {
      const values = Array.from(y);
      const at = (index: number): string =>
        `${values[index]!.toFixed(digits).replace("-", "−")} at ${name} = ${ticks?.[x[index]!] ?? x[index]!}`;
      const [lowest, highest] = [Math.min(...values), Math.max(...values)].map((value) =>
        values.indexOf(value),
      );
      return `- ${title}: from ${at(0)} to ${at(values.length - 1)}; lowest ${at(lowest!)}, highest ${at(highest!)}`;
    });
  if (lines.length === 0) return "**Here:** there are no runs with two values.";
  return ["**Here:**", ...lines].join("\n");
}
