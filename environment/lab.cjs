"use strict";
// `npm run lab [-- --no-browser --port=8888 ...]`: JupyterLab on this machine only, with a token.
const { join } = require("node:path");
const { prepare } = require("./setup/prepare.cjs");
const { root, venvPython } = require("./setup/paths.cjs");
const { runAndExit } = require("./run.cjs");

const missing = prepare();
for (const name of ["Python packages", "notebook kernel"]) {
  if (missing.has(name)) process.exit(1);
}
const args = process.argv.slice(2);
if (process.getuid?.() === 0 && !args.includes("--allow-root")) args.push("--allow-root");
runAndExit(venvPython, [
  "-m",
  "jupyterlab",
  `--config=${join(root, "environment", "jupyter_server_config.py")}`,
  ...args,
]);
