"use strict";
// `npm run site [-- --notebooks FOLDER --figures FOLDER --out FOLDER]`: set-up, then the static site.
const { join } = require("node:path");
const { prepare } = require("./setup/prepare.cjs");
const { steps } = require("./setup/steps.cjs");
const site = require("./setup/site-packages.cjs");
const { runAndExit } = require("./run.cjs");

void prepare([...steps, site]).then((missing) => {
  if (missing.has(site.name)) process.exit(1);
  const script = join(__dirname, "site", "build.ts");
  const args = ["--import", "tsx", script, ...process.argv.slice(2)];
  runAndExit(process.execPath, args, {
    ...process.env,
    PROMPTCAL_SITE_PYTHON: site.python,
  });
});
