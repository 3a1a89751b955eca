import { extname } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { eventError } from "../../errors/promptcal-error";
import type { EdgeRule } from "../../metrics/binned/bins";
import { ece } from "../../metrics/binned/ece";
import type { Evaluation, ReportedMetric } from "../../metrics/evaluate";
import { metricOf } from "../../metrics/registry";
import { escaped } from "../../progress/escape-html";
import { light } from "../explore/page/colours";
import { reliabilityHeight, reliabilityPanel } from "../explore/page/reliability-panel";
import { at, element } from "../explore/page/svg";
import { withBrowser } from "../rendering/chromium";
import { findChromium } from "../rendering/find-chromium.cjs";
import { NO_CHROMIUM } from "../rendering/render";
import { font } from "../rendering/theme";

/** Facts about the numbers of a report. */
export interface PredictionsReportOptions {
  /** Where the predictions came from. */
  readonly source: string;
  readonly bins: number;
  readonly rule: EdgeRule;
  /** What a reader has to know of the numbers, a sentence each. */
  readonly notes?: readonly string[];
}

/** The page reaches nothing outside itself. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";
/** Pixels of the diagram's sides, and of the space for the labels of its axes. */
const SIDE = 380;
const LEFT = 46;
const RIGHT = 12;

/** Says below the diagram what a bin holds that a pointer, a finger or the keyboard is on. */
const SCRIPT = `
const shown = document.querySelector("output");
for (const title of document.querySelectorAll("svg title")) {
  const bin = title.parentElement;
  bin.setAttribute("tabindex", "0");
  for (const event of ["pointerenter", "pointerdown", "focus"])
    bin.addEventListener(event, () => (shown.textContent = title.textContent));
}
`;

/**
 * Writes one page with the reliability diagram and all metrics with their intervals and what each of them measures:
 * HTML that needs no other file and no network, whose bins say their numbers when they are touched, or PDF.
 * @param path ends in .html or .pdf
 * @throws PromptcalError for a PDF without Chromium, which prints it
 */
export async function writePredictionsReport(
  path: string,
  evaluation: Evaluation,
  options: PredictionsReportOptions,
): Promise<void> {
  const page = reportHtml(evaluation, options);
  writeFileAtomic(
    path,
    extname(path).toLowerCase() === ".pdf" ? await printed(page) : page,
  );
}

function reportHtml(
  evaluation: Evaluation,
  { source, bins, rule, notes = [] }: PredictionsReportOptions,
): string {
  const { metrics } = evaluation;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>Calibration of ${escaped(source)}</title>
<style>
@page { size: A4; margin: 12mm }
body { font: 9.5pt "${font}", sans-serif; color: #222; background: #fff; max-width: 760px; margin: 0 auto }
h1 { font-size: 13pt; margin: 4px 0; overflow-wrap: anywhere }
svg { max-width: 100%; height: auto; font-family: inherit }
svg [tabindex]:hover, svg [tabindex]:focus { fill: rgb(0 0 0 / 0.08); outline: none }
output { display: block; min-height: 2.6em; white-space: pre-line; color: #595959 }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: 1px 8px; border-bottom: 1px solid #e6e6e6; vertical-align: top }
td:nth-child(2), td:nth-child(3) { font-variant-numeric: tabular-nums; white-space: nowrap }
@media print { output { display: none } }
</style>
<h1>Calibration of ${escaped(source)}</h1>
<p>${metrics["accuracy"]!.n.toLocaleString("en-US")} samples. Fractions, the NLL in nats; 95 % bootstrap
intervals over samples. ${bins} bins, ${rule} edges.</p>
${notes.map((note) => `<p>${escaped(note)}</p>\n`).join("")}${diagram(evaluation, { bins, rule })}
<output aria-live="polite">Touch a bin to read its numbers.</output>
<table><thead><tr><th>measure</th><th>value</th><th>95 % interval</th><th>what it measures</th></tr></thead><tbody>
${Object.entries(metrics).map(metricRow).join("\n")}
</tbody></table>
<script>${SCRIPT}</script>
</html>
`;
}

/** The reliability diagram, as wide as high, with the numbers of samples below. */
function diagram(
  { metrics, input }: Evaluation,
  binning: Pick<PredictionsReportOptions, "bins" | "rule">,
): string {
  const { reliability, value, n } = ece(input, binning);
  const [low, high] = metrics["ece"]?.interval ?? [value, value];
  const shown = {
    ...{ title: "all samples", bins: reliability, n, ece: value },
    ...{ interval: { low, high }, gap: metrics["gap"]!.value },
  };
  const panel = reliabilityPanel(shown, { index: 0, side: SIDE, theme: light });
  const [width, height] = [LEFT + SIDE + RIGHT, reliabilityHeight(SIDE)];
  return element(
    "svg",
    {
      ...{ xmlns: "http://www.w3.org/2000/svg", width, height },
      ...{ viewBox: `0 0 ${width} ${height}`, role: "img" },
      "aria-label": "reliability diagram",
    },
    at(LEFT, 0, panel),
  );
}

function metricRow([key, metric]: readonly [string, ReportedMetric]): string {
  const { value, interval, bins, rule } = metric;
  const range = interval?.map((end) => end.toFixed(4)).join(" to ") ?? "";
  const how = bins === undefined ? "" : ` ${bins} bins, ${rule}.`;
  const { title, summary } = metricOf(key);
  const cells = [`${title} (${key})`, value.toFixed(4), range, `${summary}${how}`];
  return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`;
}

async function printed(page: string): Promise<Buffer> {
  const executablePath = findChromium();
  if (executablePath === null) throw eventError(NO_CHROMIUM, "run: npm run setup");
  return withBrowser(executablePath, async ({ print }) => {
    await print.setContent(page);
    return print.pdf({ preferCSSPageSize: true, printBackground: true });
  });
}
