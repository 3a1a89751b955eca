import { buildSync } from "esbuild";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExplorerData } from "../../analysis/explore/explorer-data";
import { MAX_BINS, MIN_BINS } from "../../analysis/explore/confidence-grid";
import { edgeRules } from "../../metrics/binned/bins";
import { escaped } from "../../progress/escape-html";

/** The page reaches nothing outside itself: the browser refuses every request. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/**
 * The explorer as one HTML file: data, script and style in it, no other file and no server. Its script is
 * `page/main.ts` with the library's own binning, compiled here.
 */
export function explorerPage(data: ExplorerData): string {
  const { suite, runs, datasets } = data;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>Calibration explorer, suite ${escaped(suite)}</title>
<style>
${readFileSync(join(__dirname, "style.css"), "utf8")}</style>
</head>
<body>
<header>
<h1>Calibration explorer</h1>
<p>${runs.length} runs of suite ${escaped(suite)} on ${datasets.length} data sets. Choose methods and move the sliders; the address of
this page holds the view.</p>
</header>
<main>
<div class="controls" role="group" aria-label="view">
${fieldset("Methods", '<div id="methods"></div>')}
${fieldset("Classes", radios("classSet", { base: "base, tuned on", new: "new, never seen" }))}
${fieldset(
  "Binning",
  `<div class="slider"><label for="bins">bins</label><output id="bins-value" for="bins"></output>
<input type="range" id="bins" min="${MIN_BINS}" max="${MAX_BINS}" step="1"></div>
${radios("rule", Object.fromEntries(edgeRules.map((rule) => [rule, `${rule} edges`])))}`,
)}
${fieldset("Seeds", '<div class="boxes" id="seeds"></div>')}
${fieldset(
  "Data sets",
  `<details><summary id="datasets-count"></summary>
<button type="button" id="all-datasets">all</button>
<div class="boxes" id="datasets"></div></details>`,
)}
</div>
<section aria-label="results">
<p id="status" role="status"></p>
<div id="results">
<div class="scroll"><table id="measures"></table></div>
<div id="figure"></div>
<p>Each data set counts once, with the mean of its seeds. Intervals of the tables resample test images too, and are somewhat wider.
The floor is the ECE to expect of a calibrated model with the same confidences. A pointer that rests on a bar or a ring shows its
numbers.</p>
<div class="actions">
<button type="button" id="save-svg">Save SVG</button>
<button type="button" id="save-png">Save PNG</button>
<button type="button" id="save-csv">Save CSV</button>
<button type="button" id="copy-code">Copy the notebook cell</button>
<button type="button" id="copy-link">Copy the address</button>
<span id="copied" role="status"></span>
</div>
<details id="code-details"><summary>The notebook cell that draws these diagrams</summary><pre id="code"></pre></details>
</div>
</section>
</main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script>
${pageScript()}</script>
</body>
</html>
`;
}

function fieldset(legend: string, content: string): string {
  return `<fieldset><legend>${legend}</legend>${content}</fieldset>`;
}

function radios(name: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(
    ([value, label]) =>
      `<div><label><input type="radio" name="${name}" value="${value}"> ${label}</label></div>`,
  );
  return lines.join("\n");
}

/** The page's script as one file. */
function pageScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, "page", "main.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2020",
    logLevel: "silent",
  });
  return outputFiles[0]!.text.replaceAll("</script", "<\\/script");
}
