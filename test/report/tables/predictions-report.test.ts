import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { evaluatePredictions } from "../../../src/metrics/evaluate";
import { metricOf } from "../../../src/metrics/registry";
import { seededRandom } from "../../../src/random/random";
import { findChromium } from "../../../src/report/rendering/find-chromium.cjs";
import { writePredictionsReport } from "../../../src/report/tables/predictions-report";

const folder = mkdtempSync(join(tmpdir(), "promptcal-report-"));
after(() => rmSync(folder, { recursive: true }));

/** Two samples in the bin (0.7, 0.8], one of them right, and one in (0.5, 0.6], right. */
const evaluation = evaluatePredictions(
  {
    kind: "probabilities",
    values: Float64Array.of(0.75, 0.25, 0.25, 0.75, 0.6, 0.4),
    labels: Int32Array.of(0, 0, 0),
  },
  { random: seededRandom("report"), resamples: 20 },
);
const page = join(folder, "report.html");
const written = writePredictionsReport(page, evaluation, {
  ...{ source: "<mine>.csv", bins: 10, rule: "right-closed", notes: ["A note."] },
});

it("explains every measure in its sentence, in one file that names no other", async () => {
  await written;
  const html = readFileSync(page, "utf8");
  for (const key of Object.keys(evaluation.metrics)) {
    assert.ok(html.includes(`(${key})</td>`), key);
    const summary = metricOf(key).summary.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    assert.ok(html.includes(summary.replaceAll("&amp;", "&")), key);
  }
  assert.match(html, /Calibration of &lt;mine&gt;\.csv/);
  assert.deepEqual(html.match(/(src|href)="(?!data:)[^"]*"/g), null);
});

const executablePath = findChromium();
const skip = executablePath === null ? "no Chromium" : false;
it(
  "draws a square diagram whose bins say their numbers when touched",
  { skip },
  async () => {
    await written;
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
      timeout: 120_000,
    });
    try {
      const tab = await browser.newPage({ viewport: { width: 900, height: 1000 } });
      const requests: string[] = [];
      tab.on("request", (request) => requests.push(request.url()));
      const address = pathToFileURL(page).href;
      await tab.goto(address);
      const frame = (await tab.locator("svg path[fill=none]").first().boundingBox())!;
      assert.equal(Math.round(frame.width), Math.round(frame.height));
      // The first area with a title is of the lower bin: one sample, right, at 0.6.
      const bins = tab.locator("svg [tabindex]");
      assert.equal(await bins.count(), 2);
      await bins.last().hover();
      const shown = (await tab.locator("output").textContent())!;
      assert.match(
        shown,
        /0\.700 to 0\.800: 2 predictions\naccuracy 50\.0 %.*75\.0 %.*\+25\.0 %/,
      );
      await bins.first().focus();
      assert.match((await tab.locator("output").textContent())!, /: 1 prediction/);
      const shots = process.env["PROMPTCAL_SCREENSHOTS"];
      if (shots !== undefined) await tab.screenshot({ path: join(shots, "report.png") });
      assert.deepEqual(
        requests.filter(
          (url) =>
            !/^(data|file):/.test(url) || (url !== address && url.startsWith("file")),
        ),
        [],
      );
    } finally {
      await browser.close();
    }
  },
);
