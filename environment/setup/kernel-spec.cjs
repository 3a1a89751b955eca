"use strict";
const {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} = require("node:fs");
const { join } = require("node:path");
const { root, venv, venvPython } = require("./paths.cjs");

const folder = join(venv, "share", "jupyter", "kernels", "promptcal");
const file = join(folder, "kernel.json");

/** The kernel spec holds absolute paths, hence a moved repository rewrites it. */
function expected() {
  const spec = {
    argv: [
      process.execPath,
      "-r",
      join(root, "environment", "kernel", "preload.cjs"),
      join(root, "node_modules", "tslab", "bin", "tslab"),
      "kernel",
      "--config-path={connection_file}",
    ],
    display_name: "TypeScript (promptcal)",
    language: "typescript",
    interrupt_mode: "signal",
    env: { TSLAB_ROOT: root },
  };
  return `${JSON.stringify(spec, null, 2)}\n`;
}

/** Tells JupyterLab of .venv how to start tslab with our preload. */
module.exports = {
  name: "notebook kernel",
  after: ["Python packages"],
  cost: "notebooks cannot run",
  fix: "run: npm run setup",
  check: () =>
    existsSync(file) && readFileSync(file, "utf8") === expected()
      ? { ok: true, detail: "promptcal" }
      : { ok: false, detail: "kernel spec absent or of another folder or Node" },
  install() {
    if (!existsSync(venvPython)) throw new Error("no virtual environment in .venv");
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.tmp`, expected());
    renameSync(`${file}.tmp`, file);
  },
};
