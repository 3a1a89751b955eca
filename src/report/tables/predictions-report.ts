import { extname } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { eventError } from "../../errors/promptcal-error";
import type { EdgeRule } from "../../metrics/binned/bins";
import { ece } from "../../metrics/binned/ece";
import type { Evaluation } from "../../metrics/evaluate";
import { withBrowser } from "../rendering/chromium";
import { findChromium } from "../rendering/find-chromium.cjs";
import { reliabilityDiagram } from "../figures/reliability-diagram";
import { NO_CHROMIUM, renderFigure } from "../rendering/render";
import { font } from "../rendering/theme";

/** What a report says about its numbers. */
export interface PredictionsReportOptions {
  /** Where the predictions came from. */
  readonly source: string;
  readonly bins: number;
  readonly rule: EdgeRule;
  /** What a reader has to know of the numbers, a sentence each. */
  readonly notes?: readonly string[];
}

/**
 * Writes one page with the reliability diagram and all metrics with their intervals: HTML that needs no
 * other file, or PDF.
 * @param path ends in .html or .pdf
 * @throws PromptcalError without Chromium, which draws the diagram
 */
export async function writePredictionsReport(
  path: string,
  evaluation: Evaluation,
  options: PredictionsReportOptions,
): Promise<void> {
  const page = await reportHtml(evaluation, options);
  writeFileAtomic(
    path,
    extname(path).toLowerCase() === ".pdf" ? await printed(page) : page,
  );
}

async function reportHtml(
  { metrics, input }: Evaluation,
  { source, bins, rule, notes = [] }: PredictionsReportOptions,
): Promise<string> {
  const figure = reliabilityDiagram(
    [{ title: "all samples", ece: ece(input, { bins, rule }), gap: metrics["gap"]!.value }],
    { title: "Reliability" },
  );
  const { svg } = await renderFigure(figure);
  const rows = Object.entries(metrics).map(
    ([name, { value, interval, bins: b, rule: r }]) => {
      const range = interval?.map((end) => end.toFixed(4)).join(" to ") ?? "";
      const how = b === undefined ? "" : `${b} bins, ${r}`;
      return `<tr>${[name, value.toFixed(4), range, how].map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`;
    },
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Calibration of ${escaped(source)}</title>
<style>
@page { size: A4; margin: 12mm }
body { font: 9.5pt "${font}", sans-serif; color: #222; max-width: 648px; margin: 0 auto }
h1 { font-size: 13pt; margin: 4px 0; overflow-wrap: anywhere }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: 1px 8px; border-bottom: 1px solid #e6e6e6 }
td:nth-child(2) { font-variant-numeric: tabular-nums }
</style>
<h1>Calibration of ${escaped(source)}</h1>
<p>${metrics["accuracy"]!.n.toLocaleString("en-US")} samples. Fractions, the NLL in nats; 95 % bootstrap
intervals over samples.</p>
${notes.map((note) => `<p>${escaped(note)}</p>\n`).join("")}${svg.trim()}
<table><thead><tr><th>metric</th><th>value</th><th>95 % interval</th><th>bins</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table>
</html>
`;
}

async function printed(page: string): Promise<Buffer> {
  const executablePath = findChromium();
  if (executablePath === null) throw eventError(NO_CHROMIUM, "run: npm run setup");
  return withBrowser(executablePath, async ({ print }) => {
    await print.setContent(page);
    return print.pdf({ preferCSSPageSize: true, printBackground: true });
  });
}

/** Text as HTML shows it. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
