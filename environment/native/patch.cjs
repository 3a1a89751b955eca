"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * Changes to tfjs-node's sources, each `[file, old text, new text]`. All are needed because the
 * package was written for the tfjs union package.
 */
const edits = [
  // Kernels ask a tensor for methods that only the union package adds to it.
  ["dist/kernels/Exp.js", "x.toFloat()", "tfjs_1.cast(x, 'float32')"],
  ["dist/kernels/Prelu.js", "pos.add(neg)", "tfjs_1.add(pos, neg)"],
  // Histogram summaries for TensorBoard are the only user of google-protobuf.
  ["dist/nodejs_kernel_backend.js", "require('./proto/api_pb')", "undefined"],
];

/** Applies all edits to the unpacked package; throws if its text is not the one they were made for. */
function patch(folder) {
  for (const [file, before, after] of edits) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    if (text.split(before).length !== 2) {
      throw new Error(`${path}: expected exactly one "${before.trim().split("\n")[0]}"`);
    }
    writeFileSync(
      path,
      text.replace(before, () => after),
    );
  }
}

module.exports = { patch };
