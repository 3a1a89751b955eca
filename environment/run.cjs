"use strict";
const { spawn } = require("node:child_process");
const { root } = require("./setup/paths.cjs");

/**
 * Runs a program in the repository with this terminal, and ends as it ends. Signals reach the whole
 * process group, hence they are left to the child, which stops in its own order.
 * @param {string} program
 * @param {readonly string[]} args
 */
function runAndExit(program, args, env = process.env) {
  const child = spawn(program, args, { cwd: root, stdio: "inherit", env });
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    console.error(`${program}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

module.exports = { runAndExit };
