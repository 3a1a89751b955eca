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
      ]),
    );
    await executeNotebooks([path], { say: () => {} });
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
});
