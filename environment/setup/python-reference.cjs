"use strict";
const { join } = require("node:path");
const { root } = require("./paths.cjs");
const { pythonOf, virtualEnvironment } = require("./virtual-environment.cjs");

const home = join(root, "environment", "python-reference");
const folder = join(home, "venv");

/** PyTorch, open_clip and transformers: what our towers are compared with, in numbers and in time. */
module.exports = {
  ...virtualEnvironment({
    name: "Python reference",
    folder,
    requirements: join(home, "requirements.txt"),
    compile: false,
    cost: "no comparison of the towers with open_clip and transformers, no PyTorch in the benchmark",
    fix:
      "on Linux x64 with 5 GB of disk install Python >= 3.11 with venv (or name it in " +
      "PROMPTCAL_PYTHON), connect to a Python package index, run: npm run verify:python",
  }),
  /** The environment's Python program. */
  python: pythonOf(folder),
};
