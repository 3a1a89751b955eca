"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { build, isCurrent } = require("../native/build.cjs");
const { runBeside: runAsync } = require("./command.cjs");

const parts = ["index.js", "tfjs_binding.node", "tensorflow/libtensorflow_cc.so.2"];

/** TensorFlow's C++ library behind tfjs, compiled against the library inside the pinned wheel. */
module.exports = {
  name: "native TensorFlow",
  after: ["npm packages", "Python packages"],
  cost: "no `npm run pretrain`, no `PROMPTCAL_BACKEND=tensorflow`; the rest runs on wasm as usual",
  fix:
    "on Linux x64 install g++, make and Python 3 with pip, connect to npm and Python package " +
    "indexes, run: node environment/native/build.cjs",
  check() {
    const absent = parts.find((part) => !existsSync(join(build, part)));
    if (absent !== undefined) return { ok: false, detail: `no ${absent} in the build` };
    return isCurrent()
      ? { ok: true, detail: "built from the files in environment/native" }
      : { ok: false, detail: "built from other files than those in environment/native" };
  },
  async install() {
    await runAsync(process.execPath, [require.resolve("../native/build.cjs")]);
  },
};
