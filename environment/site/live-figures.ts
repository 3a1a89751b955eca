import * as v from "valibot";
import { checked } from "../../src/files/json/checked";
import { readJson } from "../../src/files/json/parse-json";

const PLOTLY = "application/vnd.plotly.v1+json";
const TEXT = v.union([
  v.string(),
  v.pipe(
    v.array(v.string()),
    v.transform((lines) => lines.join("")),
  ),
]);
const OUTPUT = v.looseObject({ data: v.optional(v.record(v.string(), v.unknown()), {}) });
const CELL = v.looseObject({
  cell_type: v.string(),
  metadata: v.looseObject({ tags: v.optional(v.array(v.string())) }),
  outputs: v.optional(v.array(OUTPUT)),
});
const NOTEBOOK = v.looseObject({ cells: v.array(CELL) });
const FIGURE = v.object({
  data: v.array(v.unknown()),
  layout: v.looseObject({ width: v.number(), height: v.number() }),
});

/** A figure of a notebook, apart from it. */
export interface LiveFigure {
  /** Also the name of its files. */
  readonly name: string;
  readonly png: Buffer;
  /** A script that hands the figure to the page. */
  readonly script: string;
}

/** A notebook for the site. */
export interface SiteNotebook {
  /** The notebook as JSON, with a picture in place of each figure, and its code folded away. */
  readonly text: string;
  readonly figures: readonly LiveFigure[];
}

/**
 * Takes the figures out of a notebook. A page would otherwise hold each one twice, and load all of
 * them before it shows the first.
 * @param path of the notebook
 * @param name under which its figures are stored
 * @param toRoot path from the page to the site's first page, such as `../`
 */
export function siteNotebook(path: string, name: string, toRoot: string): SiteNotebook {
  const notebook = checked(NOTEBOOK, readJson(path, "notebook"), "notebook", path);
  const figures: LiveFigure[] = [];
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== "code") return cell;
    const outputs = (cell.outputs ?? []).map((output) => {
      const { [PLOTLY]: bundle, "image/png": png, ...others } = output.data;
      if (bundle === undefined || typeof png !== "string") return output;
      const figure = checked(FIGURE, bundle, "figure", path);
      const own = `${name}-${figures.length + 1}`;
      figures.push(liveFigure(own, figure, png));
      const alt = v.parse(TEXT, others["text/plain"] ?? "");
      const html = pictureHtml(own, figure.layout, alt, toRoot);
      return { ...output, metadata: {}, data: { ...others, "text/html": html } };
    });
    const tags = [...(cell.metadata.tags ?? []), "hide-input"];
    return { ...cell, outputs, metadata: { ...cell.metadata, tags } };
  });
  return { text: JSON.stringify({ ...notebook, cells }), figures };
}

function liveFigure(
  name: string,
  { data, layout }: v.InferOutput<typeof FIGURE>,
  png: string,
): LiveFigure {
  const json = JSON.stringify({ data, layout });
  const script = `promptcalFigure(${JSON.stringify(name)}, ${json});\n`;
  return { name, png: Buffer.from(png, "base64"), script };
}

function pictureHtml(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  alt: string,
  toRoot: string,
): string {
  const size = `width="${Math.round(width)}" height="${Math.round(height)}"`;
  return (
    `<div class="live-figure" data-figure="${name}">` +
    `<img src="${toRoot}_static/live/${name}.png" ${size} loading="lazy" alt="${escaped(alt)}"></div>`
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
