"use strict";
// Plain CommonJS: set-up asks too, before any package is installed.
const { existsSync } = require("node:fs");
const { delimiter, join } = require("node:path");

/** Program names under which distributions install Chromium. */
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a Chromium, from PROMPTCAL_CHROMIUM or else from PATH; null when there is none. */
function findChromium() {
  const wanted = process.env.PROMPTCAL_CHROMIUM;
  if (wanted) return existsSync(wanted) ? wanted : null;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((path) => existsSync(path)) ?? null;
}

module.exports = { findChromium };
