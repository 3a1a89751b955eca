import { element, text } from "./svg";
import type { Theme } from "./colours";

/** An axis of a square plot. */
export interface Axis {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly format: (value: number) => string;
  /** Whether title and numbers are drawn. */
  readonly labelled: boolean;
}

/** Frame, grid and labels of a plot `width` by `height`, its origin at the lower left corner. */
export function axes(
  { x, y, width, height }: { x: Axis; y: Axis; width: number; height: number },
  theme: Theme,
): string {
  const small = { "font-size": 10.5, fill: theme.quiet };
  const parts: string[] = [];
  for (const value of ticks(x)) {
    const position = width * share(value, x);
    parts.push(line(position, 0, position, height, theme));
    if (!x.labelled) continue;
    parts.push(
      text(position, height + 14, x.format(value), { ...small, "text-anchor": "middle" }),
    );
  }
  for (const value of ticks(y)) {
    const position = height * (1 - share(value, y));
    parts.push(line(0, position, width, position, theme));
    if (!y.labelled) continue;
    parts.push(
      text(-6, position + 3.5, y.format(value), { ...small, "text-anchor": "end" }),
    );
  }
  if (x.labelled) {
    parts.push(
      text(width / 2, height + 30, x.title, {
        "font-size": 11.5,
        fill: theme.ink,
        "text-anchor": "middle",
      }),
    );
  }
  if (y.labelled) {
    parts.push(
      text(-height / 2, -34, y.title, {
        "font-size": 11.5,
        fill: theme.ink,
        "text-anchor": "middle",
        transform: "rotate(-90)",
      }),
    );
  }
  return parts.join("");
}

/** The frame over what was drawn. */
export function frame(width: number, height: number, theme: Theme): string {
  return element("path", {
    d: `M0 0V${height}H${width}`,
    fill: "none",
    stroke: theme.ink,
    "stroke-width": 1,
  });
}

/** Steps of 1, 2 or 5 that divide a range into about four. */
export function niceStep(max: number): number {
  const rough = max / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999)!;
  return factor * power;
}

/** Where a value lies on an axis, from 0 to 1. */
export function share(value: number, { min, max }: Pick<Axis, "min" | "max">): number {
  return (value - min) / (max - min);
}

/** The whole steps around some values. */
export function niceRange(values: readonly number[]): Pick<Axis, "min" | "max" | "step"> {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = niceStep(Math.max(0.02, 1.2 * (high - low)));
  const pad = 0.35 * step;
  return {
    min: step * Math.max(0, Math.floor((low - pad) / step)),
    max: step * Math.ceil((high + pad) / step),
    step,
  };
}

function ticks({ min, max, step }: Axis): readonly number[] {
  const steps = Math.floor((max - min) / step + 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) => min + i * step);
}

function line(x1: number, y1: number, x2: number, y2: number, { grid }: Theme): string {
  return element("line", { x1, y1, x2, y2, stroke: grid, "stroke-width": 1 });
}
