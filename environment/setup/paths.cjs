"use strict";
const { join, resolve } = require("node:path");

/** Absolute path of the repository, wherever it was cloned or moved to. */
const root = resolve(__dirname, "..", "..");
const venv = join(root, ".venv");
const venvPython =
  process.platform === "win32"
    ? join(venv, "Scripts", "python.exe")
    : join(venv, "bin", "python");

module.exports = { root, venv, venvPython };
