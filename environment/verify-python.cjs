"use strict";
// `npm run verify:python [-- WEIGHTS]`: set-up, PyTorch included, then our towers beside other people's.
const { join } = require("node:path");
const { prepare } = require("./setup/prepare.cjs");
const { steps } = require("./setup/steps.cjs");
const reference = require("./setup/python-reference.cjs");
const { runAndExit } = require("./run.cjs");

void prepare([...steps, reference]).then((missing) => {
  if (missing.has(reference.name)) process.exit(1);
  const script = join(__dirname, "python-reference", "verify.ts");
  const words = [reference.python, ...process.argv.slice(2)];
  runAndExit(process.execPath, ["--import", "tsx", script, ...words]);
});
