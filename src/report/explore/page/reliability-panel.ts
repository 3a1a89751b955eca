import type { Bin } from "../../../metrics/binned/bins";
import { axes, type Axis, frame, niceStep } from "./axes";
import type { Measures } from "./measures";
import { count, letter, percent, signedPercent } from "./numbers";
import { at, cut, element, hint, text } from "./svg";
import type { Theme } from "./colours";

/** Pixels above the diagram, between it and the counts, of the counts, and below them. */
const HEAD = 62;
const BETWEEN = 14;
const COUNTS = 54;
const FOOT = 40;

/** Height of a panel whose diagram has sides of this length. */
export function reliabilityHeight(side: number): number {
  return HEAD + side + BETWEEN + COUNTS + FOOT;
}

/** What a panel shows. */
export type PanelMeasures = Pick<
  Measures,
  "bins" | "title" | "ece" | "interval" | "gap" | "n"
>;

/** A reliability diagram with the numbers of samples below, as the library's figure draws it. */
export function reliabilityPanel(
  measures: PanelMeasures,
  { index, side, theme }: { index: number; side: number; theme: Theme },
): string {
  const { bins, title, ece, interval, gap, n } = measures;
  const head = [
    text(0, 14, cut(`${letter(index)}  ${title}`, side, 14), {
      "font-size": 14,
      "font-weight": 600,
      fill: theme.methods[index]!,
    }),
    text(
      0,
      32,
      `ECE ${percent(ece)} [${percent(interval.low)}, ${percent(interval.high)}]`,
      {
        "font-size": 12.5,
        fill: theme.ink,
      },
    ),
    text(0, 48, `gap ${signedPercent(gap)}, n = ${count(n)}`, {
      "font-size": 11.5,
      fill: theme.quiet,
    }),
  ].join("");
  const below = at(0, HEAD + side + BETWEEN, counts(bins, side, theme));
  return head + at(0, HEAD, diagram(bins, side, theme)) + below;
}

function diagram(bins: readonly Bin[], side: number, theme: Theme): string {
  const axis: Axis = {
    title: "accuracy",
    min: 0,
    max: 1,
    step: 0.2,
    format: (value) => value.toFixed(1),
    labelled: true,
  };
  const bars = bins.map((bin) => {
    if (bin.members === 0) return "";
    const { accuracy, confidence } = bin;
    const colour = confidence > accuracy ? theme.over : theme.under;
    const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)];
    const edges = barEdges(bin, side);
    const accuracyBar = element("rect", {
      ...edges,
      y: side * (1 - accuracy),
      height: side * accuracy,
      fill: theme.bar,
      stroke: theme.barLine,
      "stroke-width": 0.8,
    });
    const gapBar = element("rect", {
      ...edges,
      y: side * (1 - high),
      height: side * (high - low),
      fill: colour,
      "fill-opacity": 0.45,
      stroke: colour,
      "stroke-width": 1,
    });
    return element("g", {}, hint(binText(bin)) + accuracyBar + gapBar);
  });
  const diagonal = element("line", {
    x1: 0,
    y1: side,
    x2: side,
    y2: 0,
    stroke: theme.ink,
    "stroke-dasharray": "5 4",
  });
  const grid = axes(
    { x: { ...axis, labelled: false }, y: axis, width: side, height: side },
    theme,
  );
  return grid + bars.join("") + diagonal + frame(side, side, theme);
}

function counts(bins: readonly Bin[], side: number, theme: Theme): string {
  const max = Math.max(1, ...bins.map(({ n }) => n));
  const bars = bins.map((bin) => {
    const height = (COUNTS * bin.n) / max;
    const bar = { ...barEdges(bin, side), y: COUNTS - height, height, fill: theme.barLine };
    return element("rect", bar, hint(binText(bin)));
  });
  const grid = axes(
    {
      x: {
        title: "confidence",
        min: 0,
        max: 1,
        step: 0.2,
        format: (value) => value.toFixed(1),
        labelled: true,
      },
      y: {
        title: "n",
        min: 0,
        max,
        step: 2 * niceStep(max),
        format: (value) => (value >= 1000 ? `${value / 1000}k` : String(value)),
        labelled: true,
      },
      width: side,
      height: COUNTS,
    },
    theme,
  );
  return grid + bars.join("") + frame(side, COUNTS, theme);
}

function barEdges({ low, high }: Bin, side: number): { x: number; width: number } {
  return { x: side * (low + 0.03 * (high - low)), width: side * 0.94 * (high - low) };
}

function binText({ low, high, n, accuracy, confidence }: Bin): string {
  return (
    `confidence ${low.toFixed(3)} to ${high.toFixed(3)}: ${count(n)} predictions\n` +
    `accuracy ${percent(accuracy)}, mean confidence ${percent(confidence)}, ` +
    `gap ${signedPercent(confidence - accuracy)}`
  );
}
