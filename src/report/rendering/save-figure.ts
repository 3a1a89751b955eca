import { join } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { FOLDERS, folderOf } from "../../files/folders";
import type { SavedFiles } from "../../files/saved-files";
import { type Figure, plotlyJson } from "./figure";
import { csvTable } from "../../files/tables/csv-table";
import { onNextNotebook } from "../../progress/next-notebook";
import { type RenderedFigure, canRender, renderFigure } from "./render";
import { columnWidth } from "./theme";

/** Environment variable that names the folder of figures and tables. */
export const FIGURES_VARIABLE = FOLDERS.figures.variable;

/**
 * Folder of the figures and tables that notebooks write: the one that PROMPTCAL_FIGURES names (`npm run paper` and
 * `npm start` set it for the notebooks that they execute), else `scratch/figures` in a notebook and `figures` elsewhere.
 */
export const figuresFolder = folderOf("figures");

/** A figure that was written. */
export interface SavedFigure extends SavedFiles {
  /** At the figure's own width; null without Chromium. */
  readonly pictures: RenderedFigure | null;
}

let warned = false;
onNextNotebook(() => (warned = false));

/**
 * Writes `<folder>/<name>.{svg,pdf,png,csv}`, each whole or not at all, and of a wider figure that can be
 * drawn at any width `<name>-column.{svg,pdf,png}` for one column of a paper. Without Chromium it writes csv
 * and the plotly json instead, says so once, and leaves older pictures as they are.
 */
export async function saveFigure(
  name: string,
  figure: Figure,
  folder: string = figuresFolder,
): Promise<SavedFigure> {
  const path = join(folder, name);
  writeFileAtomic(`${path}.csv`, csvTable(figure.table.columns, figure.table.rows));
  if (!canRender()) {
    writeFileAtomic(`${path}.plotly.json`, `${JSON.stringify(plotlyJson(figure))}\n`);
    warnOnce();
    return { path, endings: ["csv", "plotly.json"], pictures: null };
  }
  const { atWidth, layout } = figure;
  if (atWidth !== undefined && layout.width > columnWidth) {
    await savePictures(`${path}-column`, atWidth(columnWidth));
  }
  const pictures = await savePictures(path, figure);
  return { path, endings: ["svg", "pdf", "png", "csv"], pictures };
}

async function savePictures(path: string, figure: Figure): Promise<RenderedFigure> {
  const rendered = await renderFigure(figure);
  writeFileAtomic(`${path}.svg`, rendered.svg);
  writeFileAtomic(`${path}.pdf`, rendered.pdf);
  writeFileAtomic(`${path}.png`, rendered.png);
  return rendered;
}

function warnOnce(): void {
  if (warned) return;
  warned = true;
  process.emitWarning(
    "no Chromium: figures are written as csv and plotly json only, not as svg, pdf and png; " +
      "run: npm run setup",
    "FiguresWarning",
  );
}
