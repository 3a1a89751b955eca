"use strict";
// `npm run lab [-- --no-browser --port=8888 ...]`: JupyterLab on this machine only, with a token.
const { cpSync } = require("node:fs");
const { firstPage } = require("./jupyter/first-page.cjs");
const { forgetShown } = require("./jupyter/forget-shown.cjs");
const { join } = require("node:path");
const { prepare } = require("./setup/prepare.cjs");
const { root, venvPython } = require("./setup/paths.cjs");
const { runAndExit } = require("./run.cjs");

void prepare().then(startLab);

/** @param {Set<string>} missing names of the parts that set-up could not get */
function startLab(missing) {
  for (const name of ["Python packages", "notebook kernel"]) {
    if (missing.has(name)) process.exit(1);
  }
  // A configuration folder of its own: a person's other Jupyter settings do not reach in here.
  const config = join(root, ".cache", "lab", "config");
  cpSync(join(__dirname, "jupyter", "custom.css"), join(config, "custom", "custom.css"));
  forgetShown(join(root, ".cache", "shown"));
  const args = process.argv.slice(2);
  if (process.getuid?.() === 0 && !args.includes("--allow-root")) args.push("--allow-root");
  runAndExit(
    venvPython,
    [
      "-m",
      "jupyterlab",
      `--config=${join(__dirname, "jupyter", "server_config.py")}`,
      ...firstPage(root, args),
      ...args,
    ],
    { ...process.env, JUPYTER_CONFIG_DIR: config },
  );
}
