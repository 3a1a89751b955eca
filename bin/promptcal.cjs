#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (!existsSync(join(__dirname, "..", "node_modules", "tsx"))) {
  console.error("promptcal: npm packages are missing; run: npm run setup");
  process.exit(1);
}
require("./temporary-folder.cjs").ensureTemporaryFolder();
try {
  require("tsx/cjs");
  require("../src/cli.ts");
} catch (error) {
  // What commands do wrong they say themselves: this is the system, on loading the code.
  if (typeof error.syscall !== "string") throw error;
  const limit = error.code === "EMFILE" ? "raise the limit: ulimit -n 4096" : "";
  const wayOut = limit || "check the installation: npm run setup";
  console.error(`promptcal: its own code cannot be loaded: ${error.message}; ${wayOut}`);
  process.exit(1);
}
