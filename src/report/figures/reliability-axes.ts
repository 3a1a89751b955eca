import { axis } from "../rendering/theme";
import type { PanelArea } from "../rendering/panel-grid";
import type { ReliabilityPanel } from "./reliability-panel";

/** Where a panel's two plots lie, as fractions of its height: diagram above, counts below. */
const diagram = [0.3, 1] as const;
const counts = [0, 0.2] as const;
/** Names of a panel's axes: `x`, `y` hold the diagram, the next number the counts. */
export function axisNames(index: number): { x: string; y: string; below: string } {
  const suffix = (k: number): string => (k === 1 ? "" : String(k));
  return {
    x: suffix(2 * index + 1),
    y: suffix(2 * index + 1),
    below: suffix(2 * index + 2),
  };
}

/** Zooming into one panel zooms into all; the first one's axis leads. */
function linked(suffix: string, letter: "x" | "y") {
  return suffix === "" ? {} : { matches: letter };
}

/** The axes of a panel: accuracy and samples over confidence. */
export function panelAxes(panel: ReliabilityPanel, index: number, area: PanelArea) {
  const { x, y, below } = axisNames(index);
  const { across: domain, first } = area;
  const within = ([low, high]: readonly [number, number]) => [area.up(low), area.up(high)];
  const max = Math.max(1, ...panel.ece.reliability.map(({ n }) => n));
  return {
    [`xaxis${x}`]: axis("", {
      domain,
      anchor: `y${y}`,
      range: [0, 1],
      ...linked(x, "x"),
      showticklabels: false,
      dtick: 0.2,
    }),
    [`yaxis${y}`]: axis(first ? "accuracy" : "", {
      domain: within(diagram),
      anchor: `x${x}`,
      range: [0, 1],
      ...linked(y, "y"),
      dtick: 0.2,
      tickformat: ".1f",
      showticklabels: first,
    }),
    [`xaxis${below}`]: axis("confidence", {
      domain,
      anchor: `y${below}`,
      range: [0, 1],
      matches: "x",
      dtick: 0.2,
      tickformat: ".1f",
    }),
    [`yaxis${below}`]: axis(first ? "samples" : "", {
      domain: within(counts),
      anchor: `x${below}`,
      range: [0, 1.1 * max],
      nticks: 3,
      tickformat: "~s",
    }),
  };
}
