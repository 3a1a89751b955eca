"use strict";
/**
 * Loaded before tslab 1.0.22 (`node -r preload.cjs node_modules/tslab/bin/tslab kernel`): changes
 * its source text as Node loads it. What each change is for stands beside it in the lists.
 * A pattern that is not there stops the kernel: another tslab needs another look.
 */
const Module = require("node:module");
const { sep } = require("node:path");

// As for the command line: some packages (tfjs' gradients) come as ES modules that Node alone refuses.
require("../../bin/temporary-folder.cjs").ensureTemporaryFolder();
require("tsx/cjs");
// Before any cell: work announces itself here (src/notebook/interrupt.ts).
require("./interrupts.cjs");
// And what the next notebook begins without (src/progress/next-notebook.ts).
require("./next-notebook.cjs");

const patches = new Map([
  [file("converter.js"), require("./converter-patches.cjs")],
  [file("executor.js"), require("./executor-patches.cjs")],
  [file("jupyter.js"), require("./jupyter-patches.cjs")],
  [file("main.js"), require("./main-patches.cjs")],
]);

function file(name) {
  return ["", "node_modules", "tslab", "dist", name].join(sep);
}

/**
 * @param {string} text
 * @param {readonly {why: string, find: string, put: string, times?: number}[]} list
 * @param {string} where the file, for the message
 */
function applyPatches(text, list, where) {
  let out = text;
  for (const { why, find, put, times = 1 } of list) {
    const pieces = out.split(find);
    if (pieces.length !== times + 1) {
      throw new Error(
        `kernel preload: ${where}: expected ${times} of ${JSON.stringify(find)}, got ` +
          `${pieces.length - 1} (${why}); the preload is for tslab 1.0.22, run: npm run setup`,
      );
    }
    out = pieces.join(put);
  }
  return out;
}

const compile = Module.prototype._compile;
Module.prototype._compile = function (content, filename, ...rest) {
  for (const [ending, list] of patches) {
    if (filename.endsWith(ending)) {
      return compile.call(this, applyPatches(content, list, filename), filename, ...rest);
    }
  }
  return compile.call(this, content, filename, ...rest);
};

module.exports = { applyPatches, patches };
