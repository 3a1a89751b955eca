import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import sharp from "sharp";
import { ece } from "../../../src/metrics/binned/ece";
import { signedGap } from "../../../src/metrics/signed-gap";
import { projectRoot } from "../../../src/files/project-root";
import { seededRandom } from "../../../src/random/random";
import type { Figure } from "../../../src/report/rendering/figure";
import { confidenceHistogram } from "../../../src/report/figures/confidence-histogram";
import { divergenceScatter } from "../../../src/report/figures/divergence-scatter";
import { eceBars } from "../../../src/report/figures/ece-bars";
import { effectForest } from "../../../src/report/figures/effect-forest";
import { epochLines } from "../../../src/report/figures/epoch-lines";
import { featureMap } from "../../../src/report/figures/feature-map";
import { gapBars } from "../../../src/report/figures/gap-bars";
import { marginBoxes } from "../../../src/report/figures/margin-boxes";
import { labelledPaths } from "../../../src/report/figures/labelled-paths";
import { metricGrid } from "../../../src/report/figures/metric-grid";
import { reliabilityDiagram } from "../../../src/report/figures/reliability-diagram";
import { methodTitle } from "../../../src/analysis/methods";
import { normaliseSvg } from "../../../src/report/rendering/normalise-svg";
import {
  canRender,
  closeRenderer,
  renderFigure,
} from "../../../src/report/rendering/render";
import { saveFigure } from "../../../src/report/rendering/save-figure";
import { columnWidth, pageWidth, themeLayout } from "../../../src/report/rendering/theme";
import { inkAtEdges } from "./ink-at-edges";

const random = seededRandom("render test", 1);
const confidence = Float64Array.from({ length: 500 }, () => random());
const correct = Uint8Array.from(confidence, (p) => (random() < p * p ? 1 : 0));
const result = ece({ confidence, correct });
const figure = reliabilityDiagram([{ title: "new classes", ece: result, gap: 0.1 }], {
  title: "A <b>test</b>",
  subtitle: "500 samples",
  width: columnWidth,
});

const names = ["zeroshot", "coop", "coop+dor", "kgcoop", "kgcoop+dor"] as const;
const estimate = { value: 0.231, low: 0.2, high: 0.25, floor: 0.12 };
const header = {
  title: "Calibration error",
  subtitle: "icons suite, 12 data sets, 3 seeds",
};
const drawn: Readonly<Record<string, (width: number) => Figure>> = {
  "reliability diagram": (width) => {
    const panels = names.slice(1).map((method) => ({
      ...{ title: `${methodTitle(method)}, new`, datasetMeanEce: 0.231 },
      ...{ ece: result, gap: 0.1 },
    }));
    return reliabilityDiagram(panels, { ...header, width });
  },
  "bars of ECE": (width) => {
    const both = { base: estimate, new: estimate, published: { base: 0.1, new: 0.2 } };
    const methods = names.map((method) => ({
      method,
      title: methodTitle(method),
      ...both,
    }));
    return eceBars(methods, { ...header, width });
  },
  "bars of gaps": (width) => {
    const rows = names.map((method) => ({
      method,
      title: methodTitle(method),
      base: -0.1,
      new: 0.2,
    }));
    return gapBars(
      ["animals", "clothing_home"].flatMap((dataset) =>
        rows.map((row) => ({ dataset, ...row })),
      ),
      { ...header, width },
    );
  },
  "forest of effects": (width) => {
    const row = { label: "accuracy, new: KgCoOp", colour: "#0072B2", published: 0.5 };
    const rows = ["CoOp+DOR − CoOp", "KgCoOp+DOR − KgCoOp"].map((series) => ({
      ...{ ...row, series },
      ...{ effect: -19.4, low: -25.2, high: -15.4 },
    }));
    const effect = "with DOR minus without (percentage points)";
    return effectForest(rows, { ...header, effect, width });
  },
  "histograms of confidence": (width) => {
    const gap = signedGap({ confidence, correct });
    const panels = ["CoOp, base", "CoOp, new", "KgCoOp, base", "KgCoOp, new"].map(
      (title) => ({
        ...{ title, bins: result.reliability, gap },
      }),
    );
    return confidenceHistogram(panels, { ...header, width });
  },
  "map of features": (width) => {
    const label = { before: [0, 1], after: [1, -1] } as const;
    const labels = (["base", "new"] as const).map((classSet) => ({
      ...{ ...label, className: "apple", classSet },
    }));
    const panels = names.slice(2).map((method) => ({ title: methodTitle(method), labels }));
    return featureMap(panels, { ...header, axes: "first two principal components", width });
  },
  "boxes of logit margins": (width) => {
    const boxes = names.flatMap((method) =>
      (["base", "new"] as const).map((classSet) => ({
        ...{ method, title: methodTitle(method), classSet },
        ...{ quantiles: [1, 2, 3, 4, 12], mean: 3.3, n: 500 },
      })),
    );
    return marginBoxes(boxes, {
      ...header,
      quantity: "largest logit minus mean of others",
      width,
    });
  },
  "lines over epochs": (width) => {
    const series = names.flatMap((method) =>
      (["base", "new"] as const).map((classSet) => ({
        ...{
          method,
          classSet,
          title: `${methodTitle(method)}, ${classSet}`,
          x: [1, 2],
          y: [1, 2],
        },
      })),
    );
    return epochLines(series, { ...header, y: "FD score / template's", width });
  },
  "paths of a setting": (width) => {
    const points = ["0", "0.5", "32"].map((label, x) => ({ x, y: x * x, label }));
    const paths = (["base", "new"] as const).map((classSet) => ({
      ...{ method: "kgcoop", title: `KgCoOp, ${classSet}`, classSet, points },
    }));
    return labelledPaths(paths, { ...header, x: "FD score", y: "gap (%)", width });
  },
  "grid of calibrators": (width) => {
    const columns = ["none", "temperature", "bayesian-binning", "distance-aware"];
    const some = [...columns, "vector", "matrix", "platt", "beta", "histogram", "isotonic"];
    const values = names.map(() => some.map((_, i) => (i === 3 ? undefined : 10 + i)));
    const rows = names.map(methodTitle);
    const grids = ["base classes", "new classes"].map((title) => ({
      ...{ title, rows, columns: some, values },
    }));
    return metricGrid(grids, { ...header, quantity: "ECE (%)", width });
  },
  "divergence and gap": (width) => {
    const points = names.flatMap((method, i) =>
      (["base", "new"] as const).map((classSet) => ({
        ...{ dataset: "food", method, title: methodTitle(method), classSet },
        ...{ divergence: 1 + i / 10, gap: 0.1 * i },
      })),
    );
    const axes = {
      divergence: "FD score / zero-shot's",
      gap: "confidence minus accuracy (%)",
    };
    const correlation = { value: 0.36, name: "Spearman's rank correlation" };
    return divergenceScatter(points, { ...header, ...axes, correlation, width });
  },
};

/** Pixels of the rows of the legend, as plotly draws it with 10 pixels of padding; 0 without one. */
function legendHeight(svg: string): number {
  const [, ground] = /<g class="legend"[^>]*>(<rect class="bg"[^>]*>)/.exec(svg) ?? [];
  if (ground === undefined) return 0;
  return Math.round(Number(/ height="([\d.]+)"/.exec(ground)![1])) - 10;
}

const isOfBrowser = (name: string): boolean => /chrom|playwright/i.test(name);

describe(
  "static figures, drawn by Chromium",
  { skip: canRender() ? false : "no Chromium" },
  () => {
    after(closeRenderer);

    it("draws svg, pdf and png of the figure's size", async () => {
      const { svg, pdf, png } = await renderFigure(figure);
      const { width, height } = figure.layout;
      assert.match(svg, new RegExp(`^<svg [^>]*height="${height}" [^>]*width="${width}"`));
      assert.match(svg, /DejaVu Sans/);
      assert.match(svg, new RegExp(`ECE ${(100 * result.value).toFixed(1)} %`));
      const { width: pngWidth, height: pngHeight } = await sharp(png).metadata();
      assert.deepEqual([pngWidth, pngHeight], [2 * width, 2 * height]);
      // 96 pixels are 72 points; Chromium rounds the page to whole units of its own.
      const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString("latin1"));
      assert.ok(Math.abs(Number(box![1]) - 0.75 * width) < 1);
      assert.ok(Math.abs(Number(box![2]) - 0.75 * height) < 1);
    });

    it("keeps text and lines of the pdf as vectors, on one page", async () => {
      const pdf = (await renderFigure(figure)).pdf.toString("latin1");
      assert.match(pdf, /\/FontName \/[A-Z]+\+DejaVuSans/);
      assert.doesNotMatch(pdf, /\/Subtype \/Image/);
      assert.equal(pdf.match(/\/Type \/Page\b/g)!.length, 1);
    });

    it("gives equal bytes for equal figures, in one browser and in another", async () => {
      const first = await renderFigure(figure);
      const second = await renderFigure(figure);
      await closeRenderer();
      for (const again of [second, await renderFigure(figure)]) {
        // Whole figures in a failed assertion would fill the screen.
        assert.ok(again.svg === first.svg, "svg");
        assert.ok(again.pdf.equals(first.pdf), "pdf");
        assert.ok(again.png.equals(first.png), "png");
      }
    });

    for (const [name, draw] of Object.entries(drawn)) {
      it(`cuts nothing off: ${name}, in one column and across a page`, async () => {
        for (const width of [columnWidth, pageWidth]) {
          const sized = draw(width);
          const { png, svg } = await renderFigure(sized);
          const what = `${name}, ${width} pixels wide`;
          assert.deepEqual(await inkAtEdges(png), [], what);
          const { legend } = sized.layout["meta"] as { legend: number };
          assert.equal(legend, legendHeight(svg), what);
        }
      });
    }

    it("draws traces that need a canvas", async () => {
      const heatmap: Figure = {
        data: [
          {
            type: "heatmap",
            z: [
              [0, 1],
              [1, 0],
            ],
          },
        ],
        layout: themeLayout({ title: "heat", width: columnWidth, legendRows: 0 }),
        table: { columns: [], rows: [] },
      };
      assert.match((await renderFigure(heatmap)).svg, /<image /);
    });

    it("names the figure that plotly refuses and draws the next one", async () => {
      const bad = { ...figure, layout: { ...figure.layout, width: 1e6 } };
      await assert.rejects(
        renderFigure(bad),
        /plotly could not draw "A test": .*too large/,
      );
      assert.match((await renderFigure(figure)).svg, /^<svg /);
    });

    it("leaves no temporary file behind where its process ends first", () => {
      const folder = mkdtempSync(join(tmpdir(), "figures-"));
      const render = join(projectRoot, "src", "report", "rendering", "render.ts");
      const code =
        `require(${JSON.stringify(render)}).renderFigure(${JSON.stringify(figure)}).then(({ svg }) => {` +
        'console.log(svg.slice(0, 4), fs.readdirSync(process.env.TMPDIR).join(" "));' +
        "process.exit(0); });";
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ["--import", "tsx", "-e", code],
        {
          cwd: projectRoot,
          encoding: "utf8",
          env: { ...process.env, TMPDIR: folder },
        },
      );
      assert.match(stdout, /^<svg .*hromium/, stderr);
      assert.deepEqual(readdirSync(folder).filter(isOfBrowser), []);
      rmSync(folder, { recursive: true });
    });

    it("saves a page's figure for one column too, where it can be drawn so", async () => {
      const folder = mkdtempSync(join(tmpdir(), "figures-"));
      try {
        const sized = drawn["bars of gaps"]!(pageWidth);
        const { data, layout, table } = sized;
        await saveFigure("gaps", sized, folder);
        await saveFigure("fixed", { data, layout, table }, folder);
        const kinds = ["pdf", "png", "svg"];
        assert.deepEqual(
          readdirSync(folder).sort(),
          [
            ...["fixed", "gaps"].flatMap((name) =>
              ["csv", ...kinds].map((kind) => `${name}.${kind}`),
            ),
            ...kinds.map((kind) => `gaps-column.${kind}`),
          ].sort(),
        );
        const widthOf = async (name: string): Promise<number> =>
          (await sharp(join(folder, name)).metadata()).width;
        assert.equal(await widthOf("gaps.png"), 2 * pageWidth);
        assert.equal(await widthOf("gaps-column.png"), 2 * columnWidth);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it("saves four files of one that is no wider, and nothing else", async () => {
      const folder = mkdtempSync(join(tmpdir(), "figures-"));
      try {
        const { path, pictures } = await saveFigure("reliability", figure, folder);
        assert.equal(path, join(folder, "reliability"));
        assert.deepEqual(readdirSync(folder).sort(), [
          "reliability.csv",
          "reliability.pdf",
          "reliability.png",
          "reliability.svg",
        ]);
        assert.equal(readFileSync(join(folder, "reliability.svg"), "utf8"), pictures!.svg);
        const rows = readFileSync(join(folder, "reliability.csv"), "utf8")
          .trim()
          .split("\n");
        assert.equal(rows.length, 1 + result.bins);
        const [, low, high, n, accuracy] = rows[3]!.split(",");
        const bin = result.reliability[2]!;
        assert.deepEqual([low, high, n, accuracy].map(Number), [
          bin.low,
          bin.high,
          bin.n,
          bin.accuracy,
        ]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);

describe("without Chromium", () => {
  it("writes csv and plotly json and says so", async () => {
    const before = process.env["PROMPTCAL_CHROMIUM"];
    process.env["PROMPTCAL_CHROMIUM"] = "/nowhere/chromium";
    const folder = mkdtempSync(join(tmpdir(), "figures-"));
    const warnings: Error[] = [];
    process.on("warning", (warning) => warnings.push(warning));
    try {
      assert.deepEqual(await saveFigure("a", figure, folder), {
        ...{ path: join(folder, "a"), endings: ["csv", "plotly.json"], pictures: null },
      });
      assert.equal((await saveFigure("b", figure, folder)).pictures, null);
      assert.deepEqual(readdirSync(folder).sort(), [
        "a.csv",
        "a.plotly.json",
        "b.csv",
        "b.plotly.json",
      ]);
      await assert.rejects(
        renderFigure(figure),
        /: no Chromium was found on PATH or in PROMPTCAL_CHROMIUM; run: npm run setup$/,
      );
      await new Promise(setImmediate);
      const mine = warnings.filter(({ name }) => name === "FiguresWarning");
      assert.equal(mine.length, 1);
      assert.match(mine[0]!.message, /^no Chromium: [^\n]*npm run setup$/);
    } finally {
      if (before === undefined) delete process.env["PROMPTCAL_CHROMIUM"];
      else process.env["PROMPTCAL_CHROMIUM"] = before;
      rmSync(folder, { recursive: true });
    }
  });
});

describe("normaliseSvg", () => {
  it("numbers random names by order of appearance, wherever they are used", () => {
    const drawn = (a: string, b: string, style: string): string =>
      `<svg${style}><g id="clip${a}xy"/><g clip-path="url(#clip${a}xy)"/>` +
      `<g class="trace scatter trace${b}"/><path d="M0.123456,0"/></svg>`;
    assert.equal(
      normaliseSvg(drawn("123456", "9c8d7e", ' style=""')),
      drawn("000001", "000002", ""),
    );
  });

  it("sorts the attributes of an element, and nothing else", () => {
    const text = '<text data-x="1 > 0">y="1" x="2"</text>';
    assert.equal(
      normaliseSvg(
        `<rect y="1" style="fill: red;" x="0"/>${text}<g x="2" xlink:href="#a">`,
      ),
      `<rect style="fill: red;" x="0" y="1"/>${text}<g x="2" xlink:href="#a">`,
    );
  });
});
