"use strict";
// `npm start`: all set-up, then the whole plan, the notebooks and the summary.
const { join } = require("node:path");
const { prepare } = require("./setup/prepare.cjs");
const { root } = require("./setup/paths.cjs");
const { runAndExit } = require("./run.cjs");

const cli = join(root, "bin", "promptcal.cjs");
void prepare().then(() =>
  runAndExit(process.execPath, [cli, "start", ...process.argv.slice(2)]),
);
