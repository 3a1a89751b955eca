"use strict";
const { existsSync, readdirSync, rmSync, statSync } = require("node:fs");
const { join } = require("node:path");

/** Saved notebooks hold their figures themselves, so that a week without a save is enough. */
const KEPT_DAYS = 7;

/**
 * Removes figures that kernels kept for JupyterLab's save (src/notebook/shown-bundles.ts) over a week ago.
 * @param {string} folder
 */
function forgetShown(folder) {
  if (!existsSync(folder)) return;
  const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // Another lab may remove it first.
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && found.mtimeMs < oldest) rmSync(path, { force: true });
  }
}

module.exports = { forgetShown };
