import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { effectForest } from "../../../src/report/figures/effect-forest";
import { epochLines } from "../../../src/report/figures/epoch-lines";
import type { Figure } from "../../../src/report/rendering/figure";
import { figureConfig } from "../../../src/report/rendering/figure-config";
import { styledFigure, type FigureStyle } from "../../../src/report/rendering/figure-style";
import { plotlyFigure } from "../../../src/report/rendering/plotly-figure";
import {
  canRender,
  closeRenderer,
  renderFigure,
} from "../../../src/report/rendering/render";
import { columnWidth } from "../../../src/report/rendering/theme";
import { inkAtEdges } from "./ink-at-edges";

const lines = epochLines(
  ["CoOp", "KgCoOp"].map((title, i) => ({
    ...{ method: title.toLowerCase(), title },
    ...{ x: [1, 2, 3], y: [3 - i, 2 - i, 1] },
  })),
  { title: "Loss", subtitle: "a test", y: "loss" },
);
const fixed = effectForest(
  [1, 2].map((i) => ({
    label: `a long label, which leaves no room in a column: ECE(CoOp) − ECE(KgCoOp), number ${i}`,
    ...{ series: `kind ${i}`, colour: "#0072B2", effect: i, low: i - 1, high: i + 1 },
  })),
  { title: "Effects", effect: "points" },
);

type Layout = Readonly<Record<string, unknown>>;
interface Read {
  readonly height: number;
  readonly width: number;
  readonly margin: Readonly<Record<"l" | "r" | "t" | "b", number>>;
  readonly font: { readonly size: number };
  readonly title?: { readonly text: string; readonly font: { readonly size: number } };
  readonly legend: { readonly y: number; readonly orientation: string };
  readonly xaxis: { readonly ticklen: number; readonly domain?: readonly number[] };
}
const read = ({ layout }: Figure): Read => layout as Layout as Partial<Read> as Read;

it("scales fonts, ticks, lines, markers and margins with the font size, at the width asked for", () => {
  const [plain, styled] = [
    styledFigure(lines, { width: columnWidth / 2 }),
    styledFigure(lines, { width: columnWidth, fontSize: 2 * 11 }),
  ].map((figure) => ({ ...read(figure), data: figure.data }));
  assert.equal(styled!.width, columnWidth);
  assert.equal(styled!.height, 2 * plain!.height);
  assert.equal(styled!.font.size, 2 * 11);
  assert.equal(styled!.title!.font.size, 2 * plain!.title!.font.size);
  assert.match(styled!.title!.text, /font-size:20px/); // 2 * 10
  assert.equal(styled!.xaxis.ticklen, 2 * plain!.xaxis.ticklen);
  assert.equal(styled!.margin.l, 2 * plain!.margin.l);
  const [before, now] = [plain!, styled!].map(
    ({ data }) =>
      data[0] as { line: { width: number }; marker: { size: number }; x: number[] },
  );
  assert.equal(now!.line.width, 2 * before!.line.width);
  assert.equal(now!.marker.size, 2 * before!.marker.size);
  assert.deepEqual(now!.x, [1, 2, 3]);
});

it("leaves what is in the unit of the data alone: widths of bars, domains, positions", () => {
  const bars = plotlyFigure([{ type: "bar", x: [0.5], y: [7], width: [0.25] }]);
  const { data, layout } = styledFigure(bars, { fontSize: 22 });
  assert.deepEqual(data, [{ type: "bar", x: [0.5], y: [7], width: [0.25] }]);
  assert.equal(layout.width, bars.layout.width);
  const forest = styledFigure(fixed, { width: fixed.layout.width / 2 });
  assert.equal(forest.layout.height, fixed.layout.height / 2);
  assert.deepEqual(read(forest).xaxis.domain, read(fixed).xaxis.domain);
});

it("keeps the plot's height without title and with the legend elsewhere", () => {
  const plotHeight = (figure: Figure): number => {
    const { height, margin } = read(figure);
    return height - margin.t - margin.b;
  };
  const styles: readonly FigureStyle[] = [
    { title: false },
    { legend: "bottom" },
    { legend: "right" },
    { legend: "none", title: false },
  ];
  for (const style of styles)
    assert.equal(plotHeight(styledFigure(lines, style)), plotHeight(lines));
  const bare = read(styledFigure(lines, { legend: "none", title: false }));
  // Title 12 + 16, subtitle 14, legend 19; of the title's room 8 pixels stay.
  assert.equal(bare.margin.t, read(lines).margin.t - (12 + 16 + 14 - 8) - 19);
  assert.equal(bare.title, undefined);
  assert.equal(read(styledFigure(lines, { legend: "right" })).legend.orientation, "v");
});

it("refuses sizes that are none, unknown places, and two sizes for a figure that has one", () => {
  assert.throws(
    () => styledFigure(lines, { width: -1 }),
    /^PromptcalError: width: expected a positive number of pixels, got -1$/,
  );
  assert.throws(
    () => styledFigure(lines, { legend: "botom" as "bottom" }),
    /unknown legend "botom"; did you mean "bottom"/,
  );
  assert.throws(
    () => styledFigure(fixed, { width: 312, fontSize: 9 }),
    /one width only; give width or fontSize/,
  );
});

it("gives raw plotly the house's axes and colours, its own settings before them", () => {
  const { layout, table } = plotlyFigure(
    [{ name: "a", x: [1, 2], y: [3, 4], xaxis: "x2" }, { y: [5] }],
    { title: "Mine", xaxis2: { title: "steps", gridcolor: "#FF0000" }, barmode: "stack" },
  );
  const { xaxis2, barmode } = layout as Layout as {
    xaxis2: { title: { text: string }; gridcolor: string; ticks: string };
    barmode: string;
  };
  assert.equal(xaxis2.title.text, "steps");
  assert.equal(xaxis2.gridcolor, "#FF0000");
  assert.equal(xaxis2.ticks, "outside");
  assert.equal(barmode, "stack");
  assert.deepEqual(table, {
    columns: ["trace", "x", "y"],
    rows: [
      ["a", 1, 3],
      ["a", 2, 4],
      ["2", 0, 5],
    ],
  });
});

it("names the file of the camera button after the figure", () => {
  const { toImageButtonOptions } = figureConfig("Loss of CoOp / new: 3");
  assert.deepEqual(toImageButtonOptions, {
    ...{ format: "svg", filename: "Loss-of-CoOp-new-3" },
  });
});

describe("styled figures, drawn", { skip: canRender() ? false : "no Chromium" }, () => {
  after(closeRenderer);

  const styles: Readonly<Record<string, FigureStyle>> = {
    bare: { width: 240, fontSize: 8, title: false },
    bottom: { width: columnWidth, legend: "bottom", title: false },
    right: { width: 500, fontSize: 14, legend: "right" },
    none: { width: 200, legend: "none" },
  };
  for (const [name, style] of Object.entries(styles)) {
    it(`cuts nothing off: ${name}`, async () => {
      const { png } = await renderFigure(styledFigure(lines, style));
      const shots = process.env["PROMPTCAL_SCREENSHOTS"];
      if (shots !== undefined) writeFileSync(join(shots, `style-${name}.png`), png);
      assert.deepEqual(await inkAtEdges(png), []);
      assert.equal(png.readUInt32BE(16), 2 * style.width!);
    });
  }
});
