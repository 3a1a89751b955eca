"use strict";
const { existsSync, readdirSync } = require("node:fs");
const { join } = require("node:path");

/** Folder of the notebooks that `npm start` executes. */
const SHORT = "short";

/**
 * Options of JupyterLab that open the first notebook of `short/` where `npm start` has written it; none where a
 * person says what to open.
 * @param {string} root of the repository
 * @param {readonly string[]} args of `npm run lab`
 * @returns {readonly string[]}
 */
function firstPage(root, args) {
  const isChosen = args.some((arg) => !arg.startsWith("-") || arg.includes("default_url"));
  const folder = join(root, SHORT);
  if (isChosen || !existsSync(folder)) return [];
  const [first] = readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb"))
    .sort();
  return first === undefined ? [] : [`--LabApp.default_url=/lab/tree/${SHORT}/${first}`];
}

module.exports = { firstPage };
