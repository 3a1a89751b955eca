"use strict";
const { accessSync, constants, mkdirSync, statSync } = require("node:fs");
const { homedir, tmpdir } = require("node:os");
const { dirname, join } = require("node:path");

/**
 * Makes sure that this process and its children have a folder for temporary files, before tsx looks for one: job
 * scripts of clusters name folders in TMPDIR that are not there. One that cannot be used is replaced, with one line.
 */
function ensureTemporaryFolder() {
  const wanted = tmpdir();
  const why = whyUnusable(wanted);
  if (why === undefined) return;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const others = ["/tmp", "/var/tmp", join(cache, "promptcal", "tmp")];
  const found = others.find((folder) => whyUnusable(folder) === undefined);
  const instead = found === undefined ? "going on without one" : `using ${found}`;
  process.stderr.write(`promptcal: TMPDIR names ${wanted}, ${why}; ${instead}\n`);
  if (found === undefined) process.env.TSX_DISABLE_CACHE = "1";
  else process.env.TMPDIR = found;
}

/**
 * @param {string} folder made where it is missing
 * @returns {string | undefined} why no file can be made in it; undefined where one can
 */
function whyUnusable(folder) {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
    // tsx keeps its work here: another user's folder of that name would be of no use.
    const kept = join(folder, `tsx-${process.geteuid?.() ?? ""}`);
    makeFolder(kept);
    accessSync(kept, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return code === "EEXIST" || code === "ENOTDIR"
      ? "which is a file"
      : `which cannot be made or written to (${code})`;
  }
}

/**
 * As mkdirSync's own `recursive`, which never ends where the system denies that a parent is there (below /proc).
 * @param {string} folder
 */
function makeFolder(folder) {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== "EEXIST" || !statSync(folder).isDirectory()) throw error;
  }
}

module.exports = { ensureTemporaryFolder };
