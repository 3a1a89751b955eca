import type { Bin } from "../../metrics/binned/bins";
import type { Ece } from "../../metrics/binned/ece";
import { overconfident, palette, underconfident, withOpacity } from "../rendering/palette";
import type { Trace } from "../rendering/figure";
import { signed } from "../tables/markdown-table";
import { axisNames } from "./reliability-axes";
import type { ReliabilityPanel } from "./reliability-panel";

/** The bars and the diagonal of a panel. @param sides which of over- and underconfidence any panel shows */
export function panelTraces(
  { ece }: ReliabilityPanel,
  index: number,
  sides: readonly (1 | -1)[],
): Trace[] {
  const { x, y, below } = axisNames(index);
  const upper = { xaxis: `x${x}`, yaxis: `y${y}` };
  const filled = ece.reliability.filter(({ n }) => n > 0);
  const bars = {
    x: filled.map(({ low, high }) => (low + high) / 2),
    width: filled.map(({ low, high }) => 0.94 * (high - low)),
  };
  const touched = {
    text: filled.map((bin) => binText(bin, ece.rule)),
    textposition: "none",
    hovertemplate: "%{text}<extra></extra>",
  };
  // One entry of the legend shows and hides its bars in all panels.
  const inLegend = (name: string) => ({
    name,
    legendgroup: name,
    showlegend: index === 0,
  });
  return [
    {
      type: "bar",
      ...inLegend("accuracy"),
      ...bars,
      ...upper,
      ...touched,
      y: filled.map(({ accuracy }) => accuracy),
      marker: { color: "#C9CED6", line: { color: "#5B6470", width: 0.8 } },
    },
    ...sides.map((sign) => ({
      ...gapTrace(filled, sign, { ...bars, ...upper, ...touched }),
      ...inLegend(sign > 0 ? "overconfident" : "underconfident"),
    })),
    {
      type: "scatter",
      mode: "lines",
      ...inLegend("perfect"),
      x: [0, 1],
      y: [0, 1],
      ...upper,
      line: { color: palette.black, width: 1, dash: "dash" },
      hoverinfo: "skip",
    },
    {
      type: "bar",
      ...bars,
      ...touched,
      y: filled.map(({ n }) => n),
      xaxis: `x${below}`,
      yaxis: `y${below}`,
      showlegend: false,
      marker: { color: "#5B6470" },
    },
  ];
}

/** What touching a bin says. */
function binText({ low, high, n, accuracy, confidence }: Bin, rule: Ece["rule"]): string {
  const [from, to] = [low, high].map((edge) => Number(edge.toFixed(3)));
  const isLeftClosed = rule === "left-closed-drop-1";
  // The outermost edges are confidences that occur: 0 and 1 belong to their bins.
  const opening = isLeftClosed || low === 0 ? "[" : "(";
  const closing = isLeftClosed && high < 1 ? ")" : "]";
  return [
    `bin ${opening}${from}, ${to}${closing}`,
    `n ${n.toLocaleString("en-US")}`,
    `accuracy ${accuracy.toFixed(3)}`,
    `confidence ${confidence.toFixed(3)}`,
    `gap ${signed(confidence - accuracy, 3)}`,
  ].join("<br>");
}

/** 1 where a bin is overconfident, -1 where it is underconfident, 0 where it is empty or neither. */
export function gapSign({ n, accuracy, confidence }: Bin): number {
  return n === 0 ? 0 : Math.sign(confidence - accuracy);
}

/** Bars from accuracy to confidence for the bins that lie on one side of the diagonal. */
function gapTrace(bins: readonly Bin[], sign: 1 | -1, bars: Trace): Trace {
  const colour = sign > 0 ? overconfident : underconfident;
  const gaps = bins.map(({ accuracy, confidence }) => confidence - accuracy);
  return {
    type: "bar",
    ...bars,
    base: bins.map(({ accuracy }) => accuracy),
    y: bins.map((bin, i) => (gapSign(bin) === sign ? gaps[i] : null)),
    marker: { color: withOpacity(colour, 0.5), line: { color: colour, width: 1 } },
  };
}
