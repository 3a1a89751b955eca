"use strict";
const { existsSync } = require("node:fs");
const { findChromium } = require("../../src/report/rendering/find-chromium.cjs");
const { run } = require("./command.cjs");
const { installPackages } = require("./debian.cjs");

function absence() {
  const requested = process.env.PROMPTCAL_CHROMIUM;
  return requested
    ? `PROMPTCAL_CHROMIUM names ${requested}: no such file`
    : "no Chromium on PATH";
}

/** The one font of all figures: without it, text has other widths on every machine. */
function hasFont() {
  if (existsSync("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")) return true;
  try {
    return run("fc-list", ["DejaVu Sans"]).trim() !== "";
  } catch {
    return false;
  }
}

/** Chromium draws the static figures (svg, pdf, png). */
module.exports = {
  name: "Chromium and DejaVu font",
  cost: "no svg, pdf and png of figures (csv and plotly json are written)",
  fix:
    "install Chromium and the DejaVu fonts (Debian, as root: apt-get install chromium " +
    "fonts-dejavu-core), or name a Chromium in PROMPTCAL_CHROMIUM",
  check() {
    const path = findChromium();
    if (path === null) return { ok: false, detail: absence() };
    return hasFont()
      ? { ok: true, detail: path }
      : { ok: false, detail: "no DejaVu Sans font" };
  },
  install() {
    if (process.env.PROMPTCAL_CHROMIUM && findChromium() === null)
      throw new Error(absence());
    installPackages(["chromium", "fonts-dejavu-core"]);
  },
};
