import {
  type Figure,
  type Table,
  figureTitle,
  plotlyJson,
} from "../report/rendering/figure";
import { markdownTable } from "../report/tables/markdown-table";
import { canRender, renderFigure } from "../report/rendering/render";
import { saveFigure } from "../report/rendering/save-figure";
import { keepBundle } from "./shown-bundles";
import { currentJupyterKernel } from "../progress/jupyter-kernel";

/** MIME type that JupyterLab's plotly renderer draws. */
const plotlyType = "application/vnd.plotly.v1+json";

export interface ShowOptions {
  /** Also writes `<save>.{svg,pdf,png,csv}` to the folder of figures (see `figuresFolder`); default no. */
  readonly save?: string;
}

/**
 * Shows a figure below the cell: one message with plotly JSON (interactive in JupyterLab), a picture
 * (for places that draw no plotly, such as a web view of the repository) and its title. Outside
 * notebooks it prints the title. Without Chromium there is no picture.
 */
export async function show(figure: Figure, { save }: ShowOptions = {}): Promise<void> {
  const rendered =
    save !== undefined
      ? await saveFigure(save, figure)
      : currentJupyterKernel() !== null && canRender()
        ? await renderFigure(figure)
        : null;
  const text =
    save === undefined ? figureTitle(figure) : `${figureTitle(figure)} (${save})`;
  const { width, height } = figure.layout;
  const bundle = {
    [plotlyType]: { ...plotlyJson(figure), config: { displaylogo: false } },
    ...(rendered === null ? {} : { "image/png": rendered.png.toString("base64") }),
    "text/plain": text,
  };
  displayBundle(bundle, {
    // The picture has two pixels for each of these.
    ...(rendered === null ? {} : { "image/png": { width, height } }),
    promptcal: { bundle: keepBundle(bundle) },
  });
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

/** Shows formatted text below the cell; outside notebooks it is printed as it is. */
export function showMarkdown(markdown: string): void {
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
