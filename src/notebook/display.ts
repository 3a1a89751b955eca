import {
  type Figure,
  type Table,
  type Trace,
  figureTitle,
  plotlyJson,
} from "../report/rendering/figure";
import { figureConfig } from "../report/rendering/figure-config";
import { styledFigure, type FigureStyle } from "../report/rendering/figure-style";
import { plotlyFigure, type PlotlyLayout } from "../report/rendering/plotly-figure";
import { markdownTable } from "../report/tables/markdown-table";
import { canRender, renderFigure } from "../report/rendering/render";
import { saveFigure } from "../report/rendering/save-figure";
import { keepBundle } from "./shown-bundles";
import { currentJupyterKernel } from "../progress/jupyter-kernel";

/** MIME type that JupyterLab's plotly renderer draws. */
const plotlyType = "application/vnd.plotly.v1+json";

export interface ShowOptions extends FigureStyle {
  /** Also writes `<save>.{svg,pdf,png,csv}` to the folder of figures (see `figuresFolder`); default no. */
  readonly save?: string;
}

/**
 * Shows a figure below the cell: one message with plotly JSON (interactive in JupyterLab), a picture
 * (for places that draw no plotly, such as a web view of the repository) and its title. Outside
 * notebooks it prints the title. Without Chromium there is no picture.
 * @param options how a paper needs it, for instance `{ save: "gaps", width: 312, fontSize: 9, title: false }`
 */
export async function show(
  figure: Figure,
  { save, ...style }: ShowOptions = {},
): Promise<void> {
  const styled = styledFigure(figure, style);
  const rendered =
    save !== undefined
      ? (await saveFigure(save, styled)).pictures
      : currentJupyterKernel() !== null && canRender()
        ? await renderFigure(styled)
        : null;
  const title = figureTitle(figure);
  const { width, height } = styled.layout;
  const bundle = {
    [plotlyType]: { ...plotlyJson(styled), config: figureConfig(save ?? title) },
    ...(rendered === null ? {} : { "image/png": rendered.png.toString("base64") }),
    "text/plain": save === undefined ? title : `${title} (${save})`,
  };
  displayBundle(bundle, {
    // The picture has two pixels for each of these.
    ...(rendered === null ? {} : { "image/png": { width, height } }),
    promptcal: { bundle: keepBundle(bundle) },
  });
}

/** Shows raw plotly in the theme of all figures; see `plotlyFigure` and `show`. */
export function showPlotly(
  data: readonly Trace[],
  layout: PlotlyLayout = {},
  options: ShowOptions = {},
): Promise<void> {
  return show(plotlyFigure(data, layout), options);
}

/** Shows a table below the cell; outside notebooks it is printed as Markdown. */
export function showTable({ columns, rows }: Table): void {
  showMarkdown(
    markdownTable(
      columns,
      rows.map((row) => row.map(String)),
    ),
  );
}

/**
 * Shows formatted text below the cell; outside notebooks it is printed as it is.
 * @param content text, or what `saveTable` returns
 */
export function showMarkdown(content: string | { readonly markdown: string }): void {
  const markdown = typeof content === "string" ? content : content.markdown;
  displayBundle({ "text/markdown": markdown, "text/plain": markdown });
}

/** Shows one content in several MIME types below the cell; outside notebooks its `text/plain` is printed. */
export function displayBundle(
  data: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>> = {},
): void {
  const kernel = currentJupyterKernel();
  if (kernel === null) console.log(data["text/plain"]);
  else kernel.display({ data, metadata, transient: {} }, false);
}
