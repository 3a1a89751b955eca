"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** Changes to tfjs-node's sources, each `[file, old text, new text]`. */
const edits = [
  // The first three are needed because the package was written for the tfjs union package.
  // Kernels ask a tensor for methods that only the union package adds to it.
  ["dist/kernels/Exp.js", "x.toFloat()", "tfjs_1.cast(x, 'float32')"],
  ["dist/kernels/Prelu.js", "pos.add(neg)", "tfjs_1.add(pos, neg)"],
  // Histogram summaries for TensorBoard are the only user of google-protobuf.
  ["dist/nodejs_kernel_backend.js", "require('./proto/api_pb')", "undefined"],
  // read_tensor.cc.
  [
    "binding/tfjs_backend.h",
    "  // Executes a TFE Op and returns",
    "  void ReadTensor(napi_env env, napi_value id_value, napi_value array);\n\n" +
      "  // Executes a TFE Op and returns",
  ],
  [
    "binding/tfjs_binding.cc",
    "static napi_value ExecuteOp(",
    "napi_value ReadTensor(napi_env env, napi_callback_info info);\n\n" +
      "static napi_value ExecuteOp(",
  ],
  [
    "binding/tfjs_binding.cc",
    '      {"executeOp", nullptr,',
    '      {"readTensor", nullptr, ReadTensor, nullptr, nullptr, nullptr,\n' +
      '       napi_default, nullptr},\n      {"executeOp", nullptr,',
  ],
];

/**
 * Applies all edits to the unpacked package; throws if its text is not the one they were made for.
 * @param {string} folder
 */
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
