import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import sharp from "sharp";
import { canExecuteNotebooks, executeNotebooks } from "../../src/notebook/files/execute";
import { canRender } from "../../src/report/rendering/render";
import { type Notebook, notebook, outputText } from "../environment/notebook-files";

const root = resolve(__dirname, "..", "..");
const skip =
  canExecuteNotebooks() && canRender() ? false : "no Python packages or no Chromium";

/** Cells whose last value shows itself; the first one before anything of the lab's notebooks is imported. */
const lastValues = [
  '({ [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<b>mine</b>", "text/plain": "mine" }) })',
  "frame",
  'epochLines([{ method: "coop", title: "CoOp", x: [1, 2], y: [3, 1] }], { title: "Last", y: "loss", width: 312 });',
  "const scores = (correct: number[]) => ({ confidence: Float64Array.of(0.75, 0.75), correct: Uint8Array.from(correct), values: {} });\n" +
    'const run = { runId: "a1", dataset: "<food>", seed: 1, method: "coop+dor", base: scores([1, 0]), new: scores([1, 1]) };\n' +
    "Array.from({ length: 21 }, () => run)",
  'import { saveFigure } from "../../src/report/rendering/save-figure";\n' +
    'await saveFigure("last", epochLines([{ method: "coop", title: "CoOp", x: [1, 2], y: [3, 1] }], { title: "Last", y: "loss", width: 312 }))',
  'import { saveTable } from "../../src/report/tables/save-table";\n' +
    'saveTable("last-table", { caption: "A table", values: "none", columns: [], rows: [], notes: [] })',
  "({ a: [1, 2] })",
  "7",
];

describe("what cells show, in a real kernel", { skip }, () => {
  let done: Notebook = { cells: [] };
  let folder = "";

  before(async () => {
    mkdirSync(join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(join(root, ".cache", "display-test-"));
    const path = join(folder, "try.ipynb");
    writeFileSync(
      path,
      notebook([
        'import { show, showTable } from "../../src/notebook/display";\n' +
          'import { progress } from "../../src/progress/progress";\n' +
          'import { epochLines } from "../../src/report/figures/epoch-lines";',
        'await show(epochLines([{ method: "coop", title: "CoOp", x: [1, 2], y: [3, 1] }], ' +
          '{ title: "Loss", y: "loss", width: 312 }));',
        'showTable({ columns: ["method", "ECE"], rows: [["CoOp", 12.7]] });',
        'import { DataFrame } from "danfojs-node";\n' +
          'import { showFrame } from "../../src/notebook/frame";\n' +
          'const frame = new DataFrame([["coop", 0.25], ["<dor>", 1 / 3], ["x", 0]], { columns: ["method", "ece"] });\n' +
          'showFrame(frame.sortValues("ece", { ascending: false }), { rows: 2, digits: 3 });',
        'const bar = progress({ label: "runs", total: 3 });\n' +
          'bar.update(1, "<food>"); bar.update(2); bar.finish("all & done");',
        ...lastValues,
      ]),
    );
    await executeNotebooks([path], { say: () => {}, figures: join(folder, "figures") });
    done = JSON.parse(readFileSync(path, "utf8")) as Notebook;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("shows a figure as one bundle of plotly JSON, picture and title", async () => {
    const [output, ...others] = done.cells[1]!.outputs;
    assert.deepEqual(others, []);
    const { data } = output!;
    assert.deepEqual(Object.keys(data!).sort(), [
      "application/vnd.plotly.v1+json",
      "image/png",
      "text/plain",
    ]);
    const plotly = data!["application/vnd.plotly.v1+json"] as { data: { y: number[] }[] };
    assert.deepEqual(plotly.data[0]!.y, [3, 1]);
    const png = Buffer.from(String(data!["image/png"]), "base64");
    assert.equal((await sharp(png).metadata()).width, 2 * 312);
    assert.deepEqual(data!["text/plain"], ["Loss"]);
  });

  it("shows a table as Markdown", () => {
    const { data } = done.cells[2]!.outputs[0]!;
    assert.match(
      String((data!["text/markdown"] as string[]).join("")),
      /^\| method \| ECE \|\n/,
    );
  });

  it("shows a sorted data frame's first rows as HTML and as text", () => {
    const [output, ...others] = done.cells[3]!.outputs;
    assert.deepEqual(others, []);
    const { "text/html": html, "text/plain": text } = output!.data!;
    assert.equal(
      (html as string[]).join(""),
      "<table>\n<thead><tr><th>method</th><th>ece</th></tr></thead>\n<tbody>\n" +
        "<tr><td>&lt;dor&gt;</td><td>0.333</td></tr>\n<tr><td>coop</td><td>0.250</td></tr>\n" +
        "</tbody>\n</table>\n<p>2 of 3 rows</p>",
    );
    assert.equal(
      (text as string[]).join(""),
      "method  ece\n<dor>   0.333\ncoop    0.250\n2 of 3 rows",
    );
  });

  it("redraws progress in place and keeps its last state", () => {
    const { outputs } = done.cells[4]!;
    assert.equal(outputs.length, 1);
    assert.deepEqual(outputs[0]!.data!["text/html"], [
      '<progress value="2" max="3"></progress> runs: 2 of 3, all &amp; done',
    ]);
    assert.equal(outputText(done.cells[4]!), "");
  });

  /** All data of the outputs of one of `lastValues`. */
  const shown = (index: number): readonly Record<string, unknown>[] =>
    done.cells[5 + index]!.outputs.map(({ data, text }) => ({
      ...Object.fromEntries(
        Object.entries(data ?? {}).map(([type, content]): [string, unknown] => [
          type,
          Array.isArray(content) ? content.join("") : content,
        ]),
      ),
      ...(text === undefined ? {} : { printed: text.join("") }),
    }));

  it("shows a last value as it says itself", () => {
    assert.deepEqual(shown(0), [{ "text/html": "<b>mine</b>", "text/plain": "mine" }]);
  });

  it("shows a data frame and a figure that are a cell's last value", () => {
    const [frame, ...others] = shown(1);
    assert.deepEqual(others, []);
    assert.match(
      String(frame!["text/html"]),
      /^<table>[^]*<td>&lt;dor&gt;<\/td><td>0.3333</,
    );
    const [figure, ...more] = shown(2);
    assert.deepEqual(more, []);
    assert.equal(figure!["text/plain"], "Last");
    const { config } = figure!["application/vnd.plotly.v1+json"] as {
      config: { toImageButtonOptions: Record<string, unknown> };
    };
    assert.deepEqual(config.toImageButtonOptions, {
      ...{ format: "svg", filename: "Last" },
    });
    assert.ok("image/png" in figure!);
  });

  it("shows runs as a compact table with accuracy and ECE", () => {
    const [runs, ...others] = shown(3);
    assert.deepEqual(others, []);
    const html = String(runs!["text/html"]);
    assert.equal(html.match(/<tr>/g)!.length, 1 + 20);
    // Accuracy 1/2 and ECE |0.5 - 0.75| on base, 1 and |1 - 0.75| on new classes.
    const cells = ["&lt;food&gt;", "CoOp+DOR", 1, "50.0", "25.0", "100.0", "25.0", "a1"];
    assert.ok(html.includes(cells.map((cell) => `<td>${cell}</td>`).join("")), html);
    assert.match(html, /; 20 of 21 runs<\/p>$/);
  });

  it("shows a saved figure and a saved table as their paths, and prints any other value", () => {
    const [saved] = shown(4).filter((one) => "text/plain" in one);
    assert.match(String(saved!["text/plain"]), /last\.\{svg,pdf,png,csv\}$/);
    assert.ok(!("image/png" in saved!));
    const [table, ...others] = shown(5);
    assert.deepEqual(others, []);
    assert.match(String(table!["text/plain"]), /last-table\.\{md,csv,tex\}$/);
    assert.deepEqual(shown(6), [{ printed: "{ a: [ 1, 2 ] }\n" }]);
    assert.deepEqual(shown(7), [{ printed: "7\n" }]);
  });
});
