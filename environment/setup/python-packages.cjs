"use strict";
const { join } = require("node:path");
const { root, venv } = require("./paths.cjs");
const { virtualEnvironment } = require("./virtual-environment.cjs");

/** JupyterLab, nbclient and the plotly renderer in .venv, with the hashes of requirements.txt. */
module.exports = virtualEnvironment({
  name: "Python packages",
  folder: venv,
  requirements: join(root, "environment", "requirements.txt"),
  cost: "no JupyterLab and no execution of notebooks; figures, tables and the command line work",
  fix:
    "install Python >= 3.11 with venv (Debian: apt-get install python3-venv; or name it in " +
    "PROMPTCAL_PYTHON), connect to a Python package index, run: npm run setup",
});
