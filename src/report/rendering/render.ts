import { eventError, PromptcalError } from "../../errors/promptcal-error";
import { withBrowser } from "./chromium";
import { findChromium } from "./find-chromium.cjs";
import { type Figure, figureTitle, plotlyJson } from "./figure";
import { normaliseSvg } from "./normalise-svg";

export { closeRenderer } from "./chromium";

/** A figure in the formats of its files. */
export interface RenderedFigure {
  /** The same bytes for the same figure on the same machine. */
  readonly svg: string;
  /** Vectors with embedded fonts; the page is exactly as large as the figure. */
  readonly pdf: Buffer;
  /** Two image pixels for each CSS pixel. */
  readonly png: Buffer;
}

/** Whether static pictures can be drawn here. */
export function canRender(): boolean {
  return findChromium() !== null;
}

/** Why no figure can be drawn. */
export const NO_CHROMIUM = "no Chromium was found on PATH or in PROMPTCAL_CHROMIUM";

/**
 * Draws a figure with plotly.js in headless Chromium.
 * @throws PromptcalError without Chromium, and for a figure that plotly refuses
 */
export async function renderFigure(figure: Figure): Promise<RenderedFigure> {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw eventError(NO_CHROMIUM, "run: npm run setup");
  }
  return withBrowser(executablePath, async ({ plot, print }) => {
    const call = `window.drawFigure(${JSON.stringify(plotlyJson(figure))})`;
    const images = await plot
      .evaluate<{ svg: string; png: string }>(call)
      .catch(refuse(figure));
    const svg = normaliseSvg(images.svg);
    const { width, height } = figure.layout;
    await print.setContent(
      `<style>@page { size: ${width}px ${height}px; margin: 0 } body { margin: 0 }
       svg { display: block }</style>${svg}`,
    );
    const pdf = await print.pdf({ preferCSSPageSize: true, printBackground: true });
    return {
      svg: `${svg}\n`,
      pdf: withoutDates(pdf),
      png: Buffer.from(images.png, "base64"),
    };
  });
}

function refuse(figure: Figure): (reason: unknown) => never {
  return (reason) => {
    const line = String(reason)
      .split("\n")[0]!
      .replace(/^(Error: |page\.evaluate: )+/, "");
    throw new PromptcalError(`plotly could not draw "${figureTitle(figure)}": ${line}`);
  };
}

/** The dates of a pdf, overwritten in place, so that equal figures give equal files. */
function withoutDates(pdf: Buffer): Buffer {
  const text = pdf.toString("latin1");
  const fixed = text.replace(
    /\/(CreationDate|ModDate) \(D:\d{14}/g,
    (_, name: string) => `/${name} (D:20000101000000`,
  );
  return Buffer.from(fixed, "latin1");
}
