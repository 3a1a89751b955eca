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
  const below = at(0, side + BETWEEN, counts(bins, side, theme));
  const areas = hints(bins, side, side + BETWEEN + COUNTS);
  return head + at(0, HEAD, diagram(bins, side, theme) + below + areas);
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
  const all = bins.filter(({ members }) => members > 0);
  const over = all.filter(({ accuracy, confidence }) => confidence > accuracy);
  const under = all.filter(({ accuracy, confidence }) => confidence <= accuracy);
  const y = (value: number): number => side * (1 - value);
  const accuracies = bars(all, side, ({ accuracy }) => [y(accuracy), side]);
  const gaps = ({ accuracy, confidence }: Bin): Ends => [
    y(Math.max(accuracy, confidence)),
    y(Math.min(accuracy, confidence)),
  ];
  const gapBars = (of: readonly Bin[], colour: string): string =>
    element("path", {
      d: bars(of, side, gaps),
      fill: colour,
      "fill-opacity": 0.45,
      stroke: colour,
      "stroke-width": 1,
    });
  const accuracyBars = element("path", {
    d: accuracies,
    fill: theme.bar,
    stroke: theme.barLine,
    "stroke-width": 0.8,
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
  return (
    grid +
    accuracyBars +
    gapBars(over, theme.over) +
    gapBars(under, theme.under) +
    diagonal +
    frame(side, side, theme)
  );
}

function counts(bins: readonly Bin[], side: number, theme: Theme): string {
  const max = Math.max(1, ...bins.map(({ n }) => n));
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
  const d = bars(bins, side, ({ n }) => [COUNTS * (1 - n / max), COUNTS]);
  return grid + element("path", { d, fill: theme.barLine }) + frame(side, COUNTS, theme);
}

/** Top and bottom of a bar, pixels. */
type Ends = readonly [top: number, bottom: number];

/** Bars of some bins as one path: a step of a slider draws some hundred. */
function bars(bins: readonly Bin[], side: number, ends: (bin: Bin) => Ends): string {
  return bins
    .map((bin) => {
      const { x, width } = barEdges(bin, side);
      const [top, bottom] = ends(bin).map((value) => value.toFixed(2));
      return `M${x.toFixed(2)} ${bottom}V${top}h${width.toFixed(2)}V${bottom}z`;
    })
    .join("");
}

/** What a pointer is shown anywhere above or below a bin's bars. */
function hints(bins: readonly Bin[], side: number, height: number): string {
  const areas = bins
    .filter(({ n }) => n > 0)
    .map((bin) => element("rect", { ...barEdges(bin, side), height }, hint(binText(bin))));
  return element("g", { fill: "none", "pointer-events": "all" }, areas.join(""));
}

function barEdges({ low, high }: Bin, side: number): { x: number; width: number } {
  return { x: side * (low + 0.03 * (high - low)), width: side * 0.94 * (high - low) };
}

function binText({ low, high, n, accuracy, confidence }: Bin): string {
  return (
    `confidence ${low.toFixed(3)} to ${high.toFixed(3)}: ${count(n)} prediction${n === 1 ? "" : "s"}\n` +
    `accuracy ${percent(accuracy)}, mean confidence ${percent(confidence)}, ` +
    `gap ${signedPercent(confidence - accuracy)}`
  );
}
