"use strict";
const { partEnvironment } = require("./virtual-environment.cjs");

/** PyTorch, open_clip and transformers: what our towers are compared with, in numbers and in time. */
module.exports = partEnvironment("python-reference", {
  name: "Python reference",
  cost: "no comparison of the towers with open_clip and transformers, no PyTorch in the benchmark",
  needs: "on Linux x64 with 5 GB of disk ",
  command: "npm run verify:python",
});
