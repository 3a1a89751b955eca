"use strict";
// `npm start`: all set-up, then the whole plan, the notebooks, the summary and the site of them.
const { join } = require("node:path");
const { prepare } = require("./setup/prepare.cjs");
const { root } = require("./setup/paths.cjs");
const { steps } = require("./setup/steps.cjs");
const site = require("./setup/site-packages.cjs");
const { runAndExit, runHere } = require("./run.cjs");

const cli = join(root, "bin", "promptcal.cjs");
const args = process.argv.slice(2);

void prepare([...steps, site]).then(async (missing) => {
  const code = await runHere(process.execPath, [cli, "start", ...args]);
  if (code !== 0 || missing.has(site.name) || missing.has("Python packages")) {
    process.exit(code);
  }
  // Every plan has its own notebooks and figures; only the whole one's are the committed ones.
  const isPaper = args.some(
    (arg, i) => arg === "--plan=paper" || (arg === "paper" && args[i - 1] === "--plan"),
  );
  const folders = isPaper
    ? []
    : ["--notebooks", "short", "--figures", join("short", "figures")];
  // Not through site.cjs, which would check the set-up once more.
  const script = join(__dirname, "site", "build.ts");
  const build = ["--import", "tsx", script, ...folders, "--no-api"];
  const env = { ...process.env, PROMPTCAL_SITE_PYTHON: site.python };
  // With --json standard output belongs to the object that the command above has printed.
  const output = args.includes("--json") ? 2 : "inherit";
  runAndExit(process.execPath, build, env, ["inherit", output, "inherit"]);
});
