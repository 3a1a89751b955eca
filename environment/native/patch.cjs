"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

/**
 * Changes to tfjs-node's sources, each `[file, old text, new text]`. All are needed because the
 * package was written for the tfjs union package and never passes lists of strings to an operation.
 */
const edits = [
  // Kernels ask a tensor for methods that only the union package adds to it.
  ["dist/kernels/Exp.js", "x.toFloat()", "tfjs_1.cast(x, 'float32')"],
  ["dist/kernels/Prelu.js", "pos.add(neg)", "tfjs_1.add(pos, neg)"],
  // Histogram summaries for TensorBoard are the only user of google-protobuf.
  ["dist/nodejs_kernel_backend.js", "require('./proto/api_pb')", "undefined"],
  // Fused operations (_FusedMatMul) name what they fuse in a list of strings.
  [
    "binding/tfjs_backend.cc",
    `      std::string str_value;
      nstatus = GetStringParam(env, js_value, str_value);
      ENSURE_NAPI_OK(env, nstatus);
`,
    `      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<std::string> strings(length);
        std::vector<const void *> starts(length);
        std::vector<size_t> lengths(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          nstatus = GetStringParam(env, element, strings[i]);
          ENSURE_NAPI_OK(env, nstatus);
          starts[i] = strings[i].data();
          lengths[i] = strings[i].size();
        }
        TFE_OpSetAttrStringList(tfe_op, attr_name, starts.data(),
                                lengths.data(), static_cast<int>(length));
        break;
      }
      std::string str_value;
      nstatus = GetStringParam(env, js_value, str_value);
      ENSURE_NAPI_OK(env, nstatus);
`,
  ],
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
