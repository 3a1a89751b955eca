"use strict";
/**
 * Asks the kernel's compiler for completions and for information on names, as JupyterLab does, without Jupyter.
 *
 *     node -r environment/kernel/preload.cjs test/environment/ask-converter.cjs CELL QUESTION ...
 *
 * In the notebook's folder. Compiles CELL, then answers each QUESTION: `complete` or `inspect`, a space, and code with
 * `|` where the cursor is. Prints a JSON array with an answer each.
 */
const { createConverter } = require("tslab/dist/converter");
const { printQuickInfo } = require("tslab/dist/inspect");

const [cell, ...questions] = process.argv.slice(2);
const converter = createConverter({});
const { declOutput = "", diagnostics } = converter.convert("", cell);
if (diagnostics.length > 0) throw new Error(diagnostics[0].messageText);
const answers = questions.map((question) => {
  const [what] = question.split(" ", 1);
  const code = question.slice(what.length + 1);
  const plain = code.replace("|", "");
  const position = code.indexOf("|");
  if (what === "inspect") {
    const info = converter.inspect(declOutput, plain, position);
    return { text: info === undefined ? "" : printQuickInfo(info) };
  }
  const { start, end, candidates } = converter.complete(declOutput, plain, position);
  return { matches: candidates, start, end };
});
converter.close();
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
