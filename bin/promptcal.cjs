#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (!existsSync(join(__dirname, "..", "node_modules", "tsx"))) {
  console.error("promptcal: npm packages are missing; run: npm run setup");
  process.exit(1);
}
require("./temporary-folder.cjs").ensureTemporaryFolder();
require("tsx/cjs");
require("../src/cli.ts");
